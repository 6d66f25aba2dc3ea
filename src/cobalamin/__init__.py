"""Cobalamin: does this patient need vitamin B12 by injection, how urgently, on which plan?

>>> import cobalamin
>>> answer = cobalamin.assess(cobalamin.read_case(b'{"cobalamin_case": 1, "on": "2026-01-01"}'))
>>> answer.route.outcome
'undetermined'
"""

from cobalamin.assess import assess
from cobalamin.assessment import Assessment
from cobalamin.records.case import read_case
from cobalamin.records.fhir import read_bundle
from cobalamin.records.record import Case

__all__ = ["Assessment", "Case", "assess", "read_bundle", "read_case"]
