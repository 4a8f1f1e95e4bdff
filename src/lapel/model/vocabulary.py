"""The words a record may use where it must choose from a list."""

ASSISTING_FIELDS = (
    "medical-assisting",
    "medical-administrative",
    "phlebotomy",
    "medical-laboratory",
    "ekg",
    "nursing",
)
"""What the interview offers: longer lists are for plans beyond assisting, and are written into the file."""

FIELDS = (
    *ASSISTING_FIELDS,
    "pre-nursing",
    "practical-nursing",
    "nursing-assistant",
    "nurse-practitioner",
    "physician-assistant",
    "health-administration",
    "health-information",
    "medical-coding",
    "cardiovascular",
    "ophthalmic",
    "other",
)
PROGRAM_KINDS = ("postsecondary", "high-school", "apprenticeship", "workforce")
AWARDS = ("certificate", "diploma", "associate", "bachelor", "master", "doctorate", "none")
PRACTICUM_SETTINGS = ("outpatient", "inpatient", "laboratory", "other")
DIPLOMA_KINDS = ("high-school", "ged", "other-equivalent")
MILITARY_KINDS = ("medical-services-training", "medical-assistant-training", "other")
ASSISTING_ROLES = (
    "medical-assistant",
    "instructor",
    "phlebotomist",
    "ekg-technician",
    "laboratory-assistant",
    "medical-administrative",
    "emergency-medical",
)
ROLES = (
    *ASSISTING_ROLES,
    "lead-medical-assistant",
    "office-manager",
    "executive-assistant",
    "billing-and-coding",
    "medical-records",
    "nursing-assistant",
    "practical-nurse",
    "registered-nurse",
    "nurse-practitioner",
    "physician-assistant",
    "ophthalmic-technician",
    "cardiovascular-technologist",
    "other",
)
WORK_KINDS = ("paid", "volunteer", "military")
WORK_SETTINGS = ("outpatient", "inpatient", "school", "laboratory", "other")
DUTIES = ("clinical", "administrative")
RESULTS = ("pass", "fail")
CARD_KINDS = ("cpr", "first-aid", "emt", "other")
CARD_LEVELS = ("provider", "layperson")
LEARNING_KINDS = (
    "course",
    "vaccine-training",
    "conference",
    "college-credit",
    "on-the-job",
    "employment",
    "writing",
    "teaching",
    "organization",
    "other",
)
LEARNING_UNITS = ("contact-hours", "clock-hours", "ceu", "points", "quarter-credits", "semester-credits")
SKILL_LEVELS = ("not-yet", "with-help", "alone", "could-teach")
LEANINGS = ("clinical", "administrative", "both")
INJECTION_ROUTES = ("injections_im", "injections_sc", "injections_id")
PROCEDURES = ("injections", *INJECTION_ROUTES, "skin_tests", "venipunctures", "capillary_punctures", "ekgs")
STATES = (
    *("AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY"),
    *("LA", "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH"),
    *("OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY"),
    *("AS", "GU", "MP", "PR", "VI"),
)
