"""The certificate that is held: one of the record, or one that a person might earn."""

from collections.abc import Iterator
from datetime import date

from lapel.eligibility.validity import expiry, term
from lapel.model.credential import Credential
from lapel.model.dates import Duration, PartialDate, add
from lapel.model.record import Certificate, ExamAttempt, Record, When
from lapel.model.truth import Truth
from lapel.model.value import Value, replace
from lapel.renewals.ways import spared
from lapel.rules.trace import Scope


class Held(Value):
    """A certificate with its days.

    It was first earned on ``earned`` (None when not said); the present term began on ``since`` and ends after
    ``expires``, its last day (None where no term is known). ``exact`` is False when the record gives only a month or a
    year for one of them; the earliest day it can be is taken then. An ``endless`` one is kept without terms. ``real``
    tells whether the record has it.
    """

    certificate: Certificate
    earned: date | None
    since: date
    expires: date | None
    exact: bool = True
    endless: bool = False
    real: bool = True

    def current(self, *, on: date) -> bool:
        """Tell whether it has been earned by a day and has not run out by then; without a known end it goes on."""
        return self.since <= on and (self.expires is None or on <= self.expires)

    def lapsed(self, *, on: date) -> bool:
        """Tell whether it had run out by a day."""
        return self.expires is not None and self.expires < on


def held_since(record: Record, credential: Credential) -> Held | None:
    """Find the certificate that the record has of a credential: of several, the one that lasts longest.

    Where the record does not say its last day, that follows from the term in force when it was earned, or last renewed.
    None when there is no such certificate, or none of its days is said. A provisional certificate has no term but its
    own; one that is kept without continuing education where others need it has none (see `lapel.renewals.ways.spared`).
    """
    found = [
        held
        for certificate in record.certificates
        if certificate.id == credential.id and (held := _read(certificate, record, credential)) is not None
    ]
    return max(found, key=lambda held: (held.expires or date.max, held.since), default=None)


def _read(certificate: Certificate, record: Record, credential: Credential) -> Held | None:
    said = (certificate.earned, certificate.renewed, certificate.expires)
    earned, renewed, expires = map(_earliest, said)
    since = renewed or earned or expires
    if since is None:
        return None
    exact = not any(isinstance(day, PartialDate) for day in said)
    held = Held(certificate, earned, since, expires, exact)
    if expires is not None or certificate.provisional:
        return held
    if spared(credential, Scope(holder(record, held, expires=None, on=since)), since) is Truth.TRUE:
        return replace(held, endless=True)
    return replace(held, expires=expiry(credential, certified=since))


def _earliest(said: When) -> date | None:
    return said.earliest if isinstance(said, PartialDate) else said


def fresh(credential: Credential, *, certified: date) -> Held:
    """Give a certificate as it would be if it were earned on a day."""
    expires = expiry(credential, certified=certified)
    certificate = Certificate(credential.id, earned=certified, expires=expires, provisional=False)
    return Held(certificate, certified, certified, expires, real=False)


def ends_of_terms(credential: Credential, held: Held) -> Iterator[date]:
    """Give the last day of the present term and of each later one, renewed each time on its last day.

    Terms are counted in months from one day, so that one from February 29 does not lose a day on the way. They stop
    where no term is known.
    """
    day, base, months = held.expires, held.expires, 0
    first = term(credential, certified=held.since)
    if first is not None and add(held.since, first) == held.expires:
        base, months = held.since, first.months
    while day is not None and base is not None:
        yield day
        length = term(credential, certified=day)
        if length is None or not length.months:
            return
        months += length.months
        day = add(base, replace(length, count=months))


def anniversaries(held: Held, *, after: date, until: date) -> Iterator[date]:
    """Give the anniversaries of a certificate after one day and up to another; February 29 is kept on the 28th."""
    base = held.earned or held.since
    for year in range(max(after.year, base.year + 1), until.year + 1):
        day = add(base, Duration(year - base.year, "years", "clamp"))
        if after < day <= until:
            yield day


def holder(record: Record, held: Held, *, expires: date | None, on: date) -> Record:
    """Give the record of someone who holds a certificate to a last day, and no other of the same credential.

    Whoever earned it passed its exam on that day, if it has one. For a certificate that is only thought of, no exam but
    those of the record is taken to follow.
    """
    own = replace(held.certificate, expires=expires)
    others = tuple(c for c in record.certificates if c.id not in (own.id, None))
    passed = ExamAttempt(own.id, held.earned, "pass") if held.earned else None
    known = {"certificates"} if held.real else {"certificates", "exams"}
    return replace(
        record,
        as_of=record.as_of or on,
        certificates=(*others, own),
        exams=(*record.exams, passed) if passed and passed not in record.exams else record.exams,
        complete=record.complete | known,
    )
