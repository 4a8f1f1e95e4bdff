"""Is it for me: both sides of the work, and which certificates lean which way."""

from datetime import date

import pytest

from lapel.careers.fit import Fit, Lean, fit_of
from lapel.loading.compiled import load_careers, load_catalogue
from lapel.loading.records import parse_record
from lapel.model.advice import Leaning
from lapel.model.record import Record

CATALOGUE = load_catalogue()
ADVICE = load_careers().advice
ON = date(2026, 11, 21)
NAMES = ("cma-aama", "rma-amt", "ncma-ncct", "ccma-nha", "cmaa-nha")


def fit(leaning: Leaning | None = None, record: Record | None = None) -> Fit:
    return fit_of(ADVICE, [CATALOGUE.credentials[n] for n in NAMES], record or Record(), leaning, on=ON)


def leans(leaning: Leaning | None) -> dict[str, Lean]:
    return {lean.credential.id: lean for lean in fit(leaning).leans}


def test_every_hard_side_has_its_causes() -> None:
    hard = dict(fit().sides)["hard"]
    assert [aspect.id for aspect in hard] == ["stress", "long-hours", "pressure"]
    assert all(aspect.causes for aspect in hard)


def test_the_good_sides_are_all_there() -> None:
    good = {aspect.id for aspect in dict(fit().sides)["good"]}
    assert good == {"benefits", "patients", "growth", "employer-training", "settings", "stability", "difference"}


def test_a_leaning_is_matched_to_what_the_certificates_lean_to() -> None:
    clinical, office = leans("clinical"), leans("administrative")
    assert (clinical["ccma-nha"].suits, clinical["cmaa-nha"].suits, clinical["cma-aama"].suits) == (True, False, True)
    assert (office["ccma-nha"].suits, office["cmaa-nha"].suits, office["rma-amt"].suits) == (False, True, True)
    assert [lean.credential.id for lean in fit("administrative").leans][-1] == "ccma-nha"


def test_where_the_sources_disagree_it_is_said_and_not_decided() -> None:
    """Two articles lean the NCMA (NCCT) to clinical work; the catalogue has it balanced."""
    assert leans(None)["ncma-ncct"].disputed
    assert leans("administrative")["ncma-ncct"].suits is None
    assert leans("clinical")["ncma-ncct"].suits is True
    assert [name for name, lean in leans(None).items() if lean.disputed] == ["ncma-ncct"]


def test_no_leaning_is_no_verdict() -> None:
    assert {lean.suits for lean in fit().leans} == {None}


def test_the_record_s_own_leaning_is_taken_unless_another_is_named() -> None:
    record = parse_record({"preferences": {"leaning": "administrative"}})
    assert fit(None, record).leaning == "administrative"
    assert fit("clinical", record).leaning == "clinical"


@pytest.mark.parametrize("leaning", ["clinical", "administrative", "both"])
def test_a_leaning_orders_and_leaves_nothing_out(leaning: Leaning) -> None:
    plain = {side: {a.id for a in aspects} for side, aspects in fit().sides}
    assert {side: {a.id for a in aspects} for side, aspects in fit(leaning).sides} == plain


def test_what_was_seen_of_the_work_is_shown() -> None:
    record = parse_record(
        {"school": {"volunteering": [{"where": "Clinic"}]}, "work": [{"role": "other"}, {"clinical": "yes"}]}
    )
    found = fit(None, record)
    assert (len(found.service), len(found.work)) == (1, 1)
