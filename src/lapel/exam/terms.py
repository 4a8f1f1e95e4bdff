"""Lists of words that the linter goes by."""

import re

_PAIRS = """
increase decrease|increases decreases|increased decreased|increasing decreasing|raise lower|raises lowers|raised lowered
left right|high low|higher lower|up down|upward downward|above below|over under|before after|open closed|open close
hot cold|warm cool|wet dry|fast slow|faster slower|more less|most least|positive negative|acute chronic|benign malignant
proximal distal|medial lateral|anterior posterior|superior inferior|dorsal ventral|systolic diastolic|sterile nonsterile
inner outer|inside outside|internal external|afferent efferent|flexion extension|abduction adduction|tighten loosen
accept refuse|accepts refuses|agree disagree|voluntary involuntary|legal illegal|expressed implied|debit credit
subjective objective|aerobic anaerobic|dilate constrict|dilates constricts|dilation constriction|relax contract
relaxes contracts|supine prone|active passive|primary secondary|civil criminal|public private|with without|yes no
start stop|begin end|clockwise counterclockwise|larger smaller|large small|thick thin
oldest newest|long short|longer shorter
"""
ANTONYMS = frozenset(frozenset(pair.split()) for line in _PAIRS.strip().splitlines() for pair in line.split("|"))

OPPOSITE_STARTS = (
    ("hyper", "hypo"),
    ("tachy", "brady"),
    ("poly", "oligo"),
    ("macro", "micro"),
    ("endo", "exo"),
    ("intra", "extra"),
)

_TERMS = """
acetaminophen allergy allergies alprazolam ambulatory amoxicillin analyzer anaphylaxis anatomy antibiotic
anticoagulant asthma audiometer authorization autoclave bacteria biohazard bilateral bradycardia capillary
cardiac cardiology cardiovascular catheter cephalic cerebral cholesterol cholecystectomy coagulation coinsurance
copayment deductible diabetes diagnosis diastolic electrocardiogram electrode electrodes electronic emergency
epinephrine erythrocyte federal formulary fibrillation gastrointestinal glucose glucometer hemoglobin hematocrit
hepatitis hypertension hypoglycemia hypodermic hysterectomy identifier immunization immunizations infection
influenza insulin intradermal intramuscular intravenous laboratory lidocaine medicaid medicare medigap
medication medications metformin microscope mammogram nebulizer obstetric oophorectomy ophthalmoscope otoscope
oximeter penicillin pathogen pathogens pediatric pharmacist pharmacy phlebotomy physician pneumonia policy
practitioner prescription respiratory salpingo sterilization subcutaneous surgery systolic specimen tachycardia
thermometer tuberculosis tuberculin tympanic ultrasound urinalysis vaccination vaccine vaccines venipuncture
ventricular vitamin
"""
TERMS = frozenset(_TERMS.split())
"""Words of the trade that a reader of such an item knows; each counts as a short one."""

_ORIGINS = """
African-American|African American|Hispanic|Latino|Latina|Latinx|Asian|Caucasian|Native American|biracial|Muslim
Islamic|Christian|Jewish|Hindu|Buddhist|Catholic|Protestant|Mormon|Jehovah|Mexican|Chinese|Korean|Vietnamese
Indian|Arab|Somali|Haitian|Russian|foreigner|immigrant|refugee
"""
BIAS = re.compile(
    rf"\b(?:{'|'.join(_ORIGINS.split(chr(10))[1:-1])}"
    r"|(?:[Bb]lack|[Ww]hite) (?:man|woman|male|female|patient|person|child|boy|girl|teenager))\b"
)

SEX = re.compile(r"\b(?:male|female|man|woman|men|women|boy|girl)s?\b", re.IGNORECASE)
_MATTERS = """
pregnan|prenatal|birth|breast|mammogra|menstru|menopaus|\\bpap\\b|pelvic|cervi|uter|ovar|vagin|lithotomy|labia|prostat|testi|testost
scrot|penis|urethra|cathet|midstream|foreskin|semen|sperm|contracept|hormon|estrogen|hemoglobin|hematocrit|anemia
x-linked|chromosom|osteopor|gyne|obstet|perine|genital|circumfer|waist|hernia|chaperon|uncle|aunt
"""
SEX_MATTERS = re.compile("|".join(_MATTERS.split()), re.IGNORECASE)
