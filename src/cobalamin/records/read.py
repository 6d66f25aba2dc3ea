"""Bytes to a case, whichever of the accepted documents they hold."""

from __future__ import annotations

import re

from cobalamin.records.case import case_from
from cobalamin.records.document import decoded, refuse_repeated_keys
from cobalamin.records.record import Case
from cobalamin.records.site import Site

_FHIR = re.compile(rb'"resourceType"\s*:')


def read_any(data: bytes, site: Site | None = None) -> Case:
    """A FHIR Bundle or a case file; RecordError with the place and what to do for anything else.

    `site` reads a Bundle's local codes; a case file has none.
    """
    if _FHIR.search(data[:4096]) and b'"cobalamin_case"' not in data[:4096]:
        return _bundle(data, site)
    document = decoded(data)
    if "resourceType" in document:
        return _bundle(data, site)
    refuse_repeated_keys(data)
    return case_from(document)


def _bundle(data: bytes, site: Site | None) -> Case:
    from cobalamin.records.fhir.read import read_bundle  # a case file needs none of FHIR: a twentieth of a cold start

    return read_bundle(data, site)
