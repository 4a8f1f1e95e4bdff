"""Hand-made plans, to test how plans are shown without making them."""

from datetime import date

from lapel.loading.compiled import load_catalogue
from lapel.model.citation import Citation
from lapel.model.credential import Catalogue, Credential, Document, Step
from lapel.model.money import Amount, exactly
from lapel.model.span import Span, parse_span
from lapel.model.truth import Truth
from lapel.model.value import replace
from lapel.planner.plan import Again, Failing, Help, Leg, Limits, Line, Plan, Plans, Relaxation, Risk, Task
from lapel.rules.explain import Finding

ON = date(2026, 11, 21)
CATALOGUE: Catalogue = load_catalogue()
CMA: Credential = CATALOGUE.credentials["cma-aama"]
RMA: Credential = CATALOGUE.credentials["rma-amt"]


def cite(source: str, section: str = "") -> Citation:
    """Cite a source of the catalogue, due for a new reading after two months."""
    return Citation(CATALOGUE.sources[source], "O", date(2027, 1, 21), section)


FEE = Line("Exam fee", date(2027, 11, 29), exactly(125), refundable=False, cite=(cite("aama-application-steps"),))

TASKS = (
    Task(
        "given-diploma",
        "You have a high school diploma.",
        "you",
        "given",
        date(2024, 6, 18),
        date(2024, 6, 18),
        why="The program asks for it.",
    ),
    Task(
        "certificate-program",
        "Certificate program in medical assisting, accredited by CAAHEP or ABHES",
        "you",
        "training",
        ON,
        date(2027, 11, 21),
        ON,
        ON,
        critical=True,
        wait=parse_span("9 to 12 months"),
        hours_per_week=24,
        why="It opens the exam for the CMA (AAMA).",
        about="Classes and laboratory work; it ends with a practicum.",
        costs=(
            Line("Tuition", ON, Amount(3500, 5885, 12000), refundable=None, cite=(cite("aama-eligibility"),)),
            Line("Books", ON, Amount(200, 200, 500), paid_by=("you", "grant")),
            Line("Scrubs", ON, exactly(75), paid_by=("employer",)),
            Line("Practicum", date(2027, 9, 1), None, unpaid_hours=160, note="Work without pay."),
        ),
        documents=(Document("High school diploma", "you", "when you apply", cite=(cite("aama-eligibility"),)),),
        checks=(Step("Check that the program is accredited while you are in it.", cite=(cite("aama-eligibility"),)),),
        cite=(cite("aama-eligibility", "Graduates"),),
        note="The price differs much from school to school.",
    ),
    Task(
        "cpr-card",
        "CPR class and card",
        "you",
        "card",
        date(2027, 6, 1),
        date(2027, 6, 1),
        ON,
        date(2027, 11, 2),
        wait=Span(),
        why="Employers ask for it.",
        costs=(Line("CPR class and card", date(2027, 6, 1), None, paid_by=("you", "employer")),),
        cite=(cite("aama-insight-blog"),),
    ),
    Task(
        "cma-aama/category-1/apply",
        "Answer the eligibility questions, apply online, and pay the exam fee.",
        "you",
        "apply",
        date(2027, 11, 22),
        date(2027, 11, 29),
        date(2027, 11, 22),
        date(2027, 11, 22),
        critical=True,
        wait=parse_span("3 to 5 business days"),
        after=("certificate-program",),
        why="The exam of the CMA (AAMA) is open to you from this day.",
        goal="cma-aama",
        costs=(FEE,),
        cite=(cite("aama-application-steps"),),
    ),
    Task(
        "cma-aama/category-1/transcript",
        "The school sends proof that you completed the program and its practicum.",
        "school",
        "send",
        date(2027, 11, 22),
        date(2027, 12, 6),
        date(2027, 11, 22),
        date(2027, 12, 1),
        wait=parse_span("14 days"),
        after=("certificate-program",),
        why="No certificate is issued without it.",
        goal="cma-aama",
        documents=(Document("Official transcript", "school", "at any time", cite=(cite("aama-eligibility"),)),),
        cite=(cite("aama-eligibility"),),
    ),
    Task(
        "cma-aama/category-1/exam",
        "Take the exam at a test center.",
        "you",
        "exam",
        date(2027, 11, 29),
        date(2027, 11, 29),
        date(2027, 11, 29),
        date(2027, 11, 29),
        critical=True,
        after=("cma-aama/category-1/apply",),
        why="You earn the CMA (AAMA) by passing it.",
        goal="cma-aama",
        cite=(cite("aama-application-steps"),),
    ),
    Task(
        "cma-aama/category-1/receive",
        "The AAMA sends your score and your certificate.",
        "issuer",
        "receive",
        date(2027, 11, 29),
        date(2028, 2, 7),
        date(2027, 11, 29),
        date(2027, 11, 29),
        critical=True,
        wait=parse_span("70 days"),
        after=("cma-aama/category-1/exam",),
        goal="cma-aama",
        cite=(cite("aama-application-steps"),),
    ),
)

MET = Finding("You finished an accredited program.", Truth.TRUE, (cite("aama-eligibility"),))

LEG = Leg(
    CMA,
    CMA.routes[0],
    opens=date(2027, 11, 22),
    applies=date(2027, 11, 22),
    tests=date(2027, 11, 29),
    certified=date(2028, 2, 7),
    expires=date(2033, 2, 28),
    met=(MET,),
)

UNSURE = Finding(
    "NCCT has approved the program or its school.",
    Truth.UNKNOWN,
    (cite("aama-eligibility"),),
    missing=("programs[0].approved_by",),
)

SLOWEST = Plan(
    "cma-aama:certificate-program",
    ON,
    (LEG,),
    TASKS,
    date(2028, 2, 7),
    date(2027, 10, 4),
    Amount(3825, 6210, 12625),
    (Line("CPR class and card", date(2027, 6, 1), None, paid_by=("you", "employer")),),
    24,
    True,
    hours_not_known=("CPR class and card",),
    income=Amount(9000, 10000, 12000),
    risks=(
        Risk(
            "The school may lose its accreditation before you finish.",
            date(2027, 11, 21),
            "Ask the school when its accreditation ends.",
            (cite("aama-eligibility"),),
        ),
        Risk("The fee was read in November 2026 and may rise."),
    ),
    failing=(
        Failing(
            "cma-aama",
            (
                Again(2, date(2028, 2, 8), date(2028, 2, 15), 78, (FEE,), sure=True),
                Again(3, date(2028, 4, 26), date(2028, 5, 3), 78, (FEE, replace(FEE, amount=None)), sure=False),
            ),
            3,
            "You lose the right to the exam and to recertification.",
            door=date(2032, 11, 21),
        ),
    ),
    because=("It costs least: $6,385 less than the next one.",),
)

FASTEST = replace(
    SLOWEST,
    id="cma-aama:short-program",
    finish=date(2027, 9, 30),
    soonest=date(2027, 8, 30),
    money=Amount(12000, 12595, 13000),
    not_known=(),
    hours=40,
    hours_not_known=(),
    because=("It is done 130 days sooner.",),
    failing=(),
    risks=(),
)

COMING = replace(
    TASKS[0],
    id="given/cma-aama/1",
    what="You have finished the program.",
    starts=date(2026, 12, 11),
    ends=date(2026, 12, 11),
)

BOTH = replace(
    SLOWEST,
    legs=(LEG, replace(LEG, credential=RMA)),
    tasks=(COMING, *TASKS, replace(TASKS[5], id="rma-amt/education/exam", goal="rma-amt")),
)
"""Two goals in one plan, and something that comes with time."""

PERHAPS = replace(
    FASTEST,
    id="cma-aama:perhaps",
    finish=date(2027, 2, 1),
    money=exactly(125),
    sure=False,
    assumes=(UNSURE,),
    because=("It is done 241 days sooner and costs $12,470 less.",),
)

VOLUNTEER = Task(
    "volunteering",
    "Volunteering at a clinic or a doctor's office",
    "you",
    "school",
    ON,
    ON,
    about="It shows you the real work.",
)

TWO = Plans(ON, (CMA,), Limits(), (FASTEST, SLOWEST), perhaps=(PERHAPS,), advice=(VOLUNTEER,))
"""Two plans, neither of them better in everything, and one that holds perhaps."""

ONE = Plans(
    ON,
    (CMA,),
    Limits(help=Help(grant=500, loan=1000)),
    (replace(SLOWEST, borrowed=1000, money=Amount(3625, 6010, 12125)),),
)
"""A single plan, with a grant and a loan."""

ONLY_PERHAPS = Plans(ON, (CMA,), Limits(), (), perhaps=(PERHAPS,))

NO_PLAN = Plans(
    ON,
    (CMA,),
    Limits(by=date(2027, 1, 1), budget=100),
    (),
    relax=(
        Relaxation("by", "2027-01-01", "2027-09-30", "With time until September 30, 2027 there is a plan."),
        Relaxation("budget", "$100", "$125", "With $125 of your own there is a plan."),
    ),
    blocked=("The quickest program takes 8 months.",),
    proved=False,
)

SOME_HELD = replace(TWO, goals=(CMA, RMA), reached=((RMA, date(2028, 12, 31)),))

ALL_HELD = Plans(ON, (CMA, RMA), Limits(), (), reached=((CMA, date(2031, 11, 30)), (RMA, None)))

EVERY = {
    "two": TWO,
    "one": ONE,
    "only perhaps": ONLY_PERHAPS,
    "no plan": NO_PLAN,
    "some held": SOME_HELD,
    "all held": ALL_HELD,
}


def long(count: int) -> Plan:
    """Give a plan of many tasks."""
    more = tuple(replace(TASKS[4], id=f"task-{n}", what=f"{n}: {TASKS[4].what}") for n in range(count))
    return replace(SLOWEST, tasks=TASKS + more)


def saying(text: str) -> Plan:
    """Give a plan whose catalogue texts are all one text."""
    tasks = tuple(
        replace(
            task,
            what=text,
            why=text,
            about=text,
            note=text,
            costs=tuple(replace(line, what=text, note=text) for line in task.costs),
            documents=tuple(replace(document, what=text, when=text) for document in task.documents),
            checks=tuple(replace(check, what=text) for check in task.checks),
        )
        for task in TASKS
    )
    risks = tuple(replace(risk, what=text, do=text) for risk in SLOWEST.risks)
    failing = tuple(replace(one, closing=text) for one in SLOWEST.failing)
    return replace(SLOWEST, tasks=tasks, risks=risks, failing=failing, because=(text,))
