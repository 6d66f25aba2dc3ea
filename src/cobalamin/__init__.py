"""Cobalamin: does this patient need vitamin B12 by injection, how urgently, on which plan?

>>> import cobalamin
>>> case = cobalamin.read_case(b'{"cobalamin_case": 1, "on": "2026-01-01"}')
>>> cobalamin.assess(case).route.outcome
'undetermined'
>>> cobalamin.assess(case, guideline="nice").guideline
'nice'

`read_case` reads a case file (its bytes or its path), `read_bundle` the bytes of a FHIR R4 Bundle; what cannot be read is a
`RecordError` whose text says what was found, what was expected and where. `assess` returns an `Assessment`: frozen data, and
`.json()` is its JSON.
"""

from typing import TYPE_CHECKING, Any

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.records.case import read_case
from cobalamin.records.errors import RecordError
from cobalamin.records.record import Case

if TYPE_CHECKING:
    from cobalamin.records.fhir.read import read_bundle

__all__ = ["Assessment", "Case", "RecordError", "assess", "read_bundle", "read_case"]


def __getattr__(name: str) -> Any:
    """The reader of Bundles is loaded when it is first asked for: a case file needs none of FHIR."""
    if name == "read_bundle":
        from cobalamin.records.fhir.read import read_bundle

        return read_bundle
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
