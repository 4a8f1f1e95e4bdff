"""``lapel learn``: where to learn a topic, a skill, what an exam asks, or the points that are missing to renew."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from lapel.careers.learning import Match, Want, matches, want_duties, want_exam, want_topic
from lapel.cli.common import day, guarded, parser, record_from, unknown_name, width, writes_all
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.model.advice import Advice, Resource
from lapel.model.careers import Careers
from lapel.model.credential import Catalogue
from lapel.model.record import Record

ABOUT = """Say where to learn something: an exam topic, a skill, what the exam of a certificate asks (--for ccma-nha),
the gaps of your own self-check (--for skills), or the points that are missing to renew (--for renewal). The order is
explained, and nobody pays to be in it. --from adds your own list of courses, CSV, XLSX or YAML."""

EXAMPLES = (
    "lapel learn --for pharmacology",
    "lapel learn --for blood-draws --from my-courses.csv",
    "lapel learn --for rma-amt --json",
    "lapel learn me.yaml --for renewal",
    "lapel learn me.yaml --for skills --role phlebotomist --csv list.csv",
)

Found = list[tuple[Want, tuple[Match, ...]]]


def run(argv: Sequence[str]) -> int:
    """Parse, match, print."""
    arguments = parser("learn", ABOUT, EXAMPLES)
    arguments.add_argument(
        "record", metavar="RECORD", nargs="?", help="the person's record, for --for renewal and --for skills"
    )
    arguments.add_argument(
        "--for",
        dest="wanted",
        metavar="WHAT",
        required=True,
        help="a topic, a skill, a certificate, renewal or skills",
    )
    arguments.add_argument("--role", metavar="ID", help="with --for skills: the role (default: medical assistant)")
    arguments.add_argument("--on", type=day, metavar="DATE", help="the day asked about (default: today)")
    arguments.add_argument(
        "--from", dest="lists", action="append", default=[], metavar="FILE", help="your own list; may be repeated"
    )
    arguments.add_argument("--csv", metavar="FILE", help="also write what is shown to a CSV file")
    arguments.add_argument("--json", action="store_true", help="print JSON (lapel schema learning describes it)")
    args = arguments.parse_args(argv)
    return guarded(lambda: _learn(args))


def _learn(args: Namespace) -> int:
    catalogue, careers, on = load_catalogue(), load_careers(), args.on or date.today()
    advice, wanted = careers.advice, args.wanted
    known = {**advice.topics, **advice.duties, **catalogue.credentials}
    if wanted not in ("renewal", "skills") and wanted not in known:
        return unknown_name(wanted, ["renewal", "skills", *known], "a topic, a skill, a certificate, renewal or skills")
    if wanted in ("renewal", "skills") and args.record is None:
        print(f"lapel: found no record, expected one: lapel learn me.yaml --for {wanted}", file=sys.stderr)
        return 2
    if args.role is not None:
        from lapel.cli.skills import unknown_role

        if status := unknown_role(args.role, careers):
            return status
    resources = [*advice.resources.values(), *_own(args.lists, advice)]
    said: list[str] = []
    if wanted == "renewal":
        found = list(_for_renewal(catalogue, record_from(args.record), resources, advice, on, said))
    else:
        wants = _wants(args, careers, catalogue, on, said)
        found = [(want, matches(resources, want, advice.topics)) for want in wants]
    if args.csv:
        from lapel.loading.writing import write_whole
        from lapel.reports.learn_csv import learn_csv

        write_whole(learn_csv(found), Path(args.csv))
        print(f"Wrote {args.csv}.", file=sys.stderr)
    return _print(args, found, said, on)


def _print(args: Namespace, found: Found, said: list[str], on: date) -> int:
    if args.json:
        import json

        from lapel.reports.learn_json import learning_data

        data = learning_data(found, said, wanted=args.wanted, on=on)
        print(json.dumps(data, indent=2, ensure_ascii=not writes_all(sys.stdout)))
        return 0
    from lapel.reports.learn_text import learn_text

    print(learn_text(found, said, on=on, width=width()), end="")
    return 0


def _own(paths: Sequence[str], advice: Advice) -> Iterator[Resource]:
    """Read a person's own lists, and say which columns were not used."""
    from lapel.loading.resources import read_resources
    from lapel.model.value import replace
    from lapel.reports.plan_words import counted

    for number, path in enumerate(paths):
        shelf = read_resources(Path(path), advice)
        print(f"{path}: {counted(len(shelf.resources), 'resource')}.", file=sys.stderr)
        if shelf.ignored:
            print(f"{path}: columns not used: {', '.join(shelf.ignored)}.", file=sys.stderr)
        yield from (replace(one, id=f"{one.id}-of-{number + 1}") for one in shelf.resources)


def _wants(args: Namespace, careers: Careers, catalogue: Catalogue, on: date, said: list[str]) -> list[Want]:
    wanted, advice = args.wanted, careers.advice
    if wanted == "skills":
        return _gaps(args, careers, on, said)
    if wanted in advice.topics:
        return [want_topic(advice.topics[wanted])]
    if wanted in advice.duties:
        return [want_duties([advice.duties[wanted]])]
    want = want_exam(catalogue.credentials[wanted], advice, on=on)
    if not want.topics:
        said.append(f"What the {catalogue.credentials[wanted].name} asks about was not seen as an outline.")
    return [want]


def _gaps(args: Namespace, careers: Careers, on: date, said: list[str]) -> list[Want]:
    """Want each gap of the self-check, the most important first."""
    from lapel.careers.skills import check_skills
    from lapel.cli.skills import target_from
    from lapel.reports.plan_words import counted

    found = check_skills(careers.advice, record_from(args.record), target_from(careers, args.role), on=on)
    if found.open:
        said.append(
            f"{counted(len(found.open), 'skill')} not answered yet: lapel skills RECORD --check asks about them."
        )
    elif not found.gaps:
        said.append("Your answers show no gap.")
    return [want_duties([one.duty]) for one in found.gaps]


def _for_renewal(
    catalogue: Catalogue, record: Record, resources: list[Resource], advice: Advice, on: date, said: list[str]
) -> Iterator[tuple[Want, tuple[Match, ...]]]:
    """Match what is missing in each cycle, by the ledger's own judge of what counts."""
    from lapel.planner.learning import accepts, want_points
    from lapel.renewals.keep import keeping
    from lapel.renewals.ledger import Judge, ceu_hours
    from lapel.reports.keep_words import to_do

    kept = keeping(catalogue, record, on=on)
    judge = Judge(ceu_hours(catalogue.credentials.values(), on=on))
    open_ = list(to_do(kept.kept, kept))
    if not open_:
        said.append("No points are missing that learning could bring. lapel keep RECORD tells how each one stands.")
    for _, filled in open_:
        want = want_points(filled)
        if want is None:
            said.append(f"How much the {filled.requirement.credential.name} asks for is not known.")
            continue
        yield want, matches(resources, want, advice.topics, accepts(judge, filled, on))
