"""Which fact a concept asserts, and which codes of a concept assert nothing: value sets are wider than facts.

Built from the vocabulary (`knowledge/facts.py`), so a fact names its value sets once. The rows below are the traps of
`terminology/notes.md`: a code that is in the value set and still does not show the fact.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS
from cobalamin.records.codes import ValueSets


class Binding(NamedTuple):
    """What one code says: the facts it asserts (`yes`) or denies, or why it asserts none."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unspecific: tuple[tuple[str, str], ...] = ()
    """(fact, why this code alone does not show it)."""
    concepts: tuple[str, ...] = ()


_SITE = "Crohn's disease counts where it affects the ileum; this code does not say so"
_ONE_CELL_LINE = "one low cell line is not pancytopenia"
_NAUSEA = "nausea alone does not stop tablets"
_GENERIC_INJECTION = "an injection of anything: it does not prove B12"
_OTHER_ALLERGY = "not an allergy to cobalamin or cobalt"
_NOT_REGRESSION = "failure to thrive or anaemia is not developmental regression"

NOT_EVIDENCE: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "cond.crohn": tuple(
        (system, code, _SITE)
        for system, code in (
            ("sct", "34000006"), ("sct", "397173003"), ("sct", "196976000"), ("sct", "235664007"), ("omop", "201606"),
            ("icd10cm", "K501"), ("icd10cm", "K509"), ("icd10cm", "K50"), ("icd10", "K501"), ("icd10", "K509"), ("icd10", "K50"),
        )
    ),
    "cond.pancytopenia": tuple(
        (system, code, _ONE_CELL_LINE)
        for system, code in (
            ("sct", "84828003"), ("sct", "302215000"), ("sct", "165517008"), ("icd10cm", "D696"), ("icd10cm", "D70"),
            ("icd10", "D696"), ("icd10", "D70"),
        )
    ),
    "cond.nausea_vomiting": (
        ("sct", "422587007", _NAUSEA), ("icd10cm", "R110", _NAUSEA), ("icd10", "R11", _NAUSEA), ("omop", "31967", _NAUSEA),
    ),
    "cond.balance": (("sct", "129839007", "a risk of falls is not impaired balance"),),
    "cond.b12_allergy": (
        ("sct", "55902002", "benzyl alcohol: choose a product without it"), ("sct", "416098002", _OTHER_ALLERGY),
        ("sct", "418038007", _OTHER_ALLERGY),
    ),
    "cond.infant": tuple(
        (system, code, _NOT_REGRESSION)
        for system, code in (
            ("sct", "54840006"), ("sct", "18637002"), ("icd10cm", "R6251"), ("icd10cm", "R6250"), ("icd10cm", "P926"),
        )
    ),
    "cond.vegan_diet": (
        ("sct", "183071001", "advice on a diet is not the diet"), ("sct", "183070000", "advice on a diet is not the diet"),
        ("diet", "vegetarian", "vegetarian is not a strict low-B12 diet"),
    ),
    "cond.bariatric_restrictive": (("opcs4", "G387", "a gastric band taken out"),),
    "admin.b12_injection_procedure": (
        ("sct", "76601001", _GENERIC_INJECTION), ("cpt", "96372", _GENERIC_INJECTION), ("opcs4", "X378", _GENERIC_INJECTION),
        ("opcs4", "X388", _GENERIC_INJECTION), ("sct", "170826002", "says that the injections were stopped"),
    ),
    "lab.hypersegmented_neutrophils": (
        ("loinc", "30424-6", "macrocytes, not hypersegmented neutrophils"),
        ("loinc", "10376-2", "macrocytes, not hypersegmented neutrophils"),
        ("sct", "14768001", "a film was read; its result is not in the code"),
    ),
}  # fmt: skip
"""Concept -> (system, code or the beginning of an ICD code, why it does not show the fact)."""

COMPLETE_TERMINAL_ILEUM = frozenset({("sct", "37593003")})
"""The only code that says the whole ileum is gone; every other ileal resection is read as partial (register R27)."""

_ALSO: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("cond.polyneuropathy", "variant"): ("another_diagnosis_explains",),
}
"""Facts a role adds: neuropathy coded as diabetic is neuropathy, with another diagnosis that explains it."""

_DENIES: Mapping[tuple[str, str], str] = {("sct", "60001007"): "pregnant"}


@cache
def facts_by_concept() -> dict[str, tuple[str, ...]]:
    """The facts that name each value set."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in FACTS.values():
        for concept in entry.value_sets:
            found[concept] = (*found.get(concept, ()), entry.name)
    return found


class Bindings:
    """Codes to facts, remembered: a bundle repeats its codes hundreds of times."""

    def __init__(self, value_sets: ValueSets) -> None:
        self.value_sets = value_sets
        self._known: dict[tuple[str | None, str | None], Binding] = {}

    def of(self, system: str | None, code: str | None) -> Binding:
        """What a code says."""
        key = (system, code)
        binding = self._known.get(key)
        if binding is None:
            binding = self._known[key] = self._read(system, code)
        return binding

    def _read(self, system: str | None, code: str | None) -> Binding:
        yes: list[str] = []
        unspecific: list[tuple[str, str]] = []
        concepts: list[str] = []
        key = self.value_sets.key(system or "", code or "")
        if key in _DENIES:
            return Binding(no=(_DENIES[key],))
        for concept, role in ((m.concept, m.role) for m in self.value_sets.concepts_of(system, code)):
            concepts.append(concept)
            reason = "the code is wider than the fact and needs corroboration" if role == "broad" else _refusal(concept, key)
            for fact in _facts(concept, key):
                if reason:
                    unspecific.append((fact, reason))
                else:
                    yes.append(fact)
            if not reason:
                yes.extend(_ALSO.get((concept, role), ()))
        left = tuple((fact, reason) for fact, reason in unspecific if fact not in yes)
        return Binding(tuple(dict.fromkeys(yes)), (), left, tuple(concepts))


def _facts(concept: str, key: tuple[str, str]) -> tuple[str, ...]:
    facts = facts_by_concept().get(concept, ())
    if concept == "cond.ileal_resection":
        complete = key in COMPLETE_TERMINAL_ILEUM
        return ("complete_terminal_ileal_resection",) if complete else ("partial_ileal_resection",)
    return facts


def _refusal(concept: str, key: tuple[str, str]) -> str:
    """Why a code of the concept shows nothing; the longest matching row decides, and none is evidence."""
    system, code = key
    rows = [
        (len(prefix), reason)
        for row_system, prefix, reason in NOT_EVIDENCE.get(concept, ())
        if row_system == system and (code == prefix or (system.startswith("icd10") and code.startswith(prefix)))
    ]
    if concept == "cond.crohn" and system.startswith("icd10") and code.startswith(("K500", "K508")):
        return ""
    return max(rows)[1] if rows else ""
