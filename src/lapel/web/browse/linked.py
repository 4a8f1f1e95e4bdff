"""Facts of the catalogue as JSON-LD, in schema.org and CTDL. What the catalogue does not say is left out."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from lapel.model.credential import Catalogue, Credential, Route, ValueVersion
from lapel.reports.catalogue_outline import outline
from lapel.web.browse.selectors import KINDS

Data = dict[str, Any]

CTDL = "https://credreg.net/ctdl/schema/context/json"
TYPES = {"certification": "ceterms:Certification", "registration": "ceterms:License", "permission": "ceterms:License"}


def data_of(catalogue: Catalogue, credential: Credential, *, on: date, here: str) -> list[SafeString]:
    """Give the blocks of a credential's page; ``here`` is its address."""
    return [_block(make(catalogue, credential, on, here)) for make in (schema_org, ctdl)]


def _block(data: Data) -> SafeString:
    """Write data so that nothing in it can end the element around it."""
    text = json.dumps(data, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def schema_org(catalogue: Catalogue, credential: Credential, on: date, here: str) -> Data:
    """Say it in the words of schema.org."""
    months, issuer = term_months(credential, on), catalogue.issuers.get(credential.issuer)
    return _said(
        {
            "@context": "https://schema.org",
            "@type": "EducationalOccupationalCredential",
            "@id": here,
            "url": here,
            "name": credential.name,
            "alternateName": credential.full_name,
            "description": credential.about,
            "credentialCategory": KINDS.get(credential.kind, credential.kind),
            "provider": issuer and _said({"@type": "Organization", "name": issuer.full_name, "url": issuer.url}),
            "recognizedBy": [{"@type": "Organization", "name": name} for name in bodies(catalogue, credential)],
            "validFor": f"P{months}M" if months else None,
            "validIn": credential.state
            and {
                "@type": "State",
                "name": catalogue.states[credential.state].name,
                "identifier": f"US-{credential.state}",
            },
            "offers": [
                {"@type": "Offer", "name": what, "price": price, "priceCurrency": "USD"}
                for what, price, _ in prices(credential, on)
            ],
        }
    )


def ctdl(catalogue: Catalogue, credential: Credential, on: date, here: str) -> Data:
    """Say it in the Credential Transparency Description Language."""
    months, issuer = term_months(credential, on), catalogue.issuers.get(credential.issuer)
    page = credential.confirm or here
    return _said(
        {
            "@context": CTDL,
            "@id": here,
            "@type": TYPES[credential.kind],
            "ceterms:name": _text(credential.name),
            "ceterms:alternateName": _text(credential.full_name),
            "ceterms:description": _text(credential.about),
            "ceterms:subjectWebpage": page,
            "ceterms:ownedBy": [_body(issuer.full_name, issuer.url, "Credential")] if issuer else None,
            "ceterms:recognizedBy": [_body(name, None, "QACredential") for name in bodies(catalogue, credential)],
            "ceterms:jurisdiction": [_place(catalogue.states[credential.state].name)] if credential.state else None,
            "ceterms:renewalFrequency": f"P{months}M" if months else None,
            "ceterms:requires": [_profile(route, on) for route in credential.routes if outline(route, on=on)],
            "ceterms:renewal": [_profile(route, on) for route in credential.keep if outline(route, on=on)],
            "ceterms:estimatedCost": [
                {
                    "@type": "ceterms:CostProfile",
                    "ceterms:name": _text(what),
                    "ceterms:price": price,
                    "ceterms:currency": "USD",
                    "ceterms:costDetails": page,
                    "ceterms:startDate": starts.isoformat(),
                }
                for what, price, starts in prices(credential, on)
            ],
        }
    )


def _said(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _text(text: str) -> Data | None:
    return {"en-US": text} if text else None


def _body(name: str, url: str | None, kind: str) -> Data:
    return _said({"@type": f"ceterms:{kind}Organization", "ceterms:name": _text(name), "ceterms:subjectWebpage": url})


def _place(name: str) -> Data:
    place = {"@type": "ceterms:Place", "ceterms:addressRegion": _text(name)}
    return {"@type": "ceterms:JurisdictionProfile", "ceterms:mainJurisdiction": [place]}


def _profile(route: Route, on: date) -> Data:
    rule = outline(route, on=on)
    asked = [condition.says for condition in rule.conditions] if rule else []
    return _said(
        {
            "@type": "ceterms:ConditionProfile",
            "ceterms:name": _text(route.name),
            "ceterms:description": _text(route.about),
            "ceterms:condition": {"en-US": asked},
        }
    )


def bodies(catalogue: Catalogue, credential: Credential) -> Iterator[str]:
    """Name the bodies that recognize a credential, where the catalogue knows their names."""
    for entry in credential.recognized_by:
        body = catalogue.accreditors.get(entry.body)
        if body:
            yield body.full_name


def term_months(credential: Credential, on: date) -> int | None:
    """Give how long it lasts in months, where no source disagrees."""
    for value in credential.values:
        version = value.in_force(on=on)
        if value.topic == "validity" and version and isinstance(version.value, dict) and "months" in version.value:
            return int(version.value["months"])
    return None


def prices(credential: Credential, on: date) -> Iterable[tuple[str, int | float, date]]:
    """Give the fees that are known and not disputed: what, how much, since when."""
    for value in credential.values:
        version = value.in_force(on=on)
        if value.topic == "fee" and value.unit == "USD" and version and _known(version):
            yield value.what, version.value, version.starts


def _known(version: ValueVersion) -> bool:
    return isinstance(version.value, (int, float)) and not isinstance(version.value, bool)
