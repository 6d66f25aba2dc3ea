"""Which fact a concept asserts, and which codes of a concept assert nothing: value sets are wider than facts.

Built from the vocabulary (`knowledge/facts.py`), so a fact names its value sets once. Which codes of a set are too wide or
must not match is in the roles of value_sets.json; what a role cannot say is here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.language.nodes import Measure
from cobalamin.records.codes import ValueSets, address
from cobalamin.records.fhir.types import CodeableConcept


class Binding(NamedTuple):
    """What one code says: the facts it asserts (`yes`) or denies, or why it asserts none."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unspecific: tuple[tuple[str, str], ...] = ()
    """(fact, why this code alone does not show it)."""
    concepts: tuple[str, ...] = ()
    results: tuple[FactEntry, ...] = ()
    """The entries of `yes` whose value a laboratory reports: measures and tests."""
    findings: tuple[FactEntry, ...] = ()
    """The other entries of `yes`."""
    named: tuple[str, ...] = ()
    """The facts that its name alone speaks of, where no code of it is known."""
    words: str = ""
    """The name by which they are spoken of."""


WIDE = "the code is broader than the fact and needs corroboration"
WHY_WIDE: Mapping[str, str] = {
    "cond.crohn": "Crohn's disease counts where it affects the ileum; this code does not say so",
    "cond.pancytopenia": "one low cell line is not pancytopenia",
    "cond.nausea_vomiting": "nausea alone does not stop tablets",
    "cond.balance": "a risk of falls is not impaired balance",
    "cond.b12_allergy": "not by itself an allergy to cobalamin or cobalt; ask which substance",
    "cond.infant": "failure to thrive or anaemia is not developmental regression",
    "cond.vegan_diet": "advice on a diet, or a vegetarian one, is not a strict low-B12 diet",
    "cond.bariatric_restrictive": "a gastric band taken out",
    "cond.history_b12_deficiency": "a past deficiency; ask whether it was treated, what caused it and whether it has resolved",
    "cond.myelopathy": "a disease of the spinal cord; the code does not say that B12 is its cause",
    "med.nitrous_oxide": "it was given as a medicine; ask how much, how often and how long ago",
    "cond.b12_deficiency": "the code covers other B vitamins too: it is a suspicion until a B12 result supports it",
    "admin.b12_injection_procedure": "an injection of any kind: it does not prove B12",
    "lab.hypersegmented_neutrophils": "a film was read; its result is not in the code",
}
"""Concept -> why its `broad` codes (value_sets.json holds which they are) do not show the fact by themselves: register R79, and
register R29 for E53.8.
"""

NITROUS_OXIDE_GIVEN = Binding(unspecific=(("nitrous_oxide", WHY_WIDE["med.nitrous_oxide"]),))
"""What the name of nitrous oxide says among the medicines, as its codes do."""

COMPLETE_TERMINAL_ILEUM = frozenset({("sct", "37593003")})
"""The only code that says the whole ileum is gone; every other ileal resection is read as partial (register R27)."""

_ALSO: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("cond.polyneuropathy", "variant"): ("another_diagnosis_explains",),
}
"""Facts a role adds: neuropathy coded as diabetic is neuropathy, with another diagnosis that explains it."""

DENIES: Mapping[tuple[str, str], str] = {("sct", "60001007"): "pregnant"}
"""Codes that say a fact is absent."""


@cache
def facts_by_concept() -> dict[str, tuple[str, ...]]:
    """The facts that name each value set."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in FACTS.values():
        for concept in entry.value_sets:
            found[concept] = (*found.get(concept, ()), entry.name)
    return found


NOTHING = Binding()
"""What a code we do not know says."""
UNREAD = Binding()
"""What a diagnosis, an operation or a medicine says whose code and system are not known, and that has no words: it may be any."""


def is_result(entry: FactEntry) -> bool:
    """Whether a laboratory reports it."""
    return isinstance(entry.fact, Measure) or entry.group == "tests"


B12_PRODUCTS = frozenset({"med.cyanocobalamin", "med.hydroxocobalamin", "med.methylcobalamin", "med.b12_combination"})
_FORMS: Mapping[str, re.Pattern[str]] = {
    "loinc": re.compile("[0-9]{1,7}-[0-9]"), "sct": re.compile("[0-9]{8,18}"), "icd10": re.compile("[A-Z][0-9]{2}[.][0-9]"),
    "atc": re.compile("[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}"),
}  # fmt: skip
"""What nearly every code of a system looks like and hardly any other: ICPC has no dot, or two digits behind it."""


_DANISH, _SKS = "urn:oid:1.2.208.176.2.", re.compile("D[A-Z][0-9]{2}[0-9A-Z]{0,2}")
"""Denmark's classification has the diagnoses of ICD-10 behind a D: DJ44 is J44."""


def _by_its_form(system: str, code: str) -> tuple[str, str]:
    """The system whose codes have this form, "" where none has, and the code as that system writes it."""
    if address(system).startswith(_DANISH) and _SKS.fullmatch(code):
        return "icd10", code[1:]
    return next((known for known, form in _FORMS.items() if form.fullmatch(code)), ""), code


class Elsewhere(NamedTuple):
    """The system that a code seems to be of by its form, and the facts it stands for there; none where it is a B12 product."""

    system: str
    facts: tuple[str, ...]


Said = tuple[str | None, str | None, str | None, str | None, type]
"""System, code, display and text of a concept, and the type of resource it stands in."""
Coded = tuple[CodeableConcept | None, Binding]
"""A code, and what it says."""
REMEMBERED = 50_000
"""How many codes are remembered before all are forgotten: a service meets codes without end."""
LONGEST_KEPT = 10_000
"""The longest code, as it was sent, that is remembered: an engineering limit, for those of one record are a hundredth of that."""


class Bindings(dict[tuple[str | None, str | None], Binding]):
    """(system, code) as sent -> what it says; read once and remembered: a bundle repeats its codes hundreds of times."""

    def __init__(self, value_sets: ValueSets) -> None:
        self.value_sets = value_sets
        self.concepts: dict[Said, Binding] = {}
        """A concept with one code -> what it says, where nothing of it is to be reported."""

        self.coded: dict[bytes, Coded] = {}
        """The code of an observation, as its bytes -> the concept and what it says, where nothing of it is to be reported."""

        self._elsewhere: dict[tuple[str | None, str | None], Elsewhere | None] = {}

    def remember_code(self, sent: bytes, coded: Coded) -> None:
        """Keep what the code of an observation says; one of unusual length is read each time, for many would fill the memory."""
        if len(sent) > LONGEST_KEPT:
            return
        if len(self.coded) >= REMEMBERED:
            self.coded.clear()
        self.coded[sent] = coded

    def remember(self, concept: Said, binding: Binding) -> None:
        """Keep what a concept with one code says."""
        if len(self.concepts) >= REMEMBERED:
            self.concepts.clear()
        self.concepts[concept] = binding

    def of(self, system: str | None, code: str | None) -> Binding:
        """What a code says."""
        return self[system, code]

    def elsewhere(self, system: str | None, code: str | None) -> Elsewhere | None:
        """What a code would say in the known system that its form is of, where it was sent in an unknown system or in none.

        It is told and not used, for nobody knows what it means where it was sent. Answers are kept: every result of an unread
        catalogue asks.
        """
        key = system, code
        if key not in self._elsewhere:
            if len(self._elsewhere) >= REMEMBERED:
                self._elsewhere.clear()
            self._elsewhere[key] = self._by_form(system, code)
        return self._elsewhere[key]

    def _by_form(self, system: str | None, code: str | None) -> Elsewhere | None:
        if not code or self.value_sets.system_key(system or "") or self[system, code] is not NOTHING:
            return None
        if self.value_sets.exclusions_of(system, code):
            return None
        known, text = _by_its_form(system or "", code.strip().upper())
        found = self[known, text]
        facts = (*found.yes, *(fact for fact, _ in found.unspecific))
        return Elsewhere(known, facts) if facts or not B12_PRODUCTS.isdisjoint(found.concepts) else None

    def __missing__(self, key: tuple[str | None, str | None]) -> Binding:
        if len(self) >= REMEMBERED:
            self.clear()
        binding = self[key] = self._read(*key)
        return binding

    def _read(self, system: str | None, code: str | None) -> Binding:
        yes: list[str] = []
        unspecific: list[tuple[str, str]] = []
        concepts: list[str] = []
        key = self.value_sets.key(system or "", code or "")
        if key in DENIES:
            return Binding(no=(DENIES[key],))
        for concept, role in ((m.concept, m.role) for m in self.value_sets.concepts_of(system, code)):
            concepts.append(concept)
            reason = WHY_WIDE.get(concept, WIDE) if role == "broad" else ""
            if reason and concept == "cond.dietary_b12_deficiency":
                continue  # E53.8 may be a lack of B12 (cond.b12_deficiency), and says nothing of a diet (register R29)
            for fact in _facts(concept, key):
                if reason:
                    unspecific.append((fact, reason))
                else:
                    yes.append(fact)
            if not reason:
                yes.extend(_ALSO.get((concept, role), ()))
        if not concepts:
            return NOTHING
        left = tuple((fact, reason) for fact, reason in unspecific if fact not in yes)
        entries = [FACTS[fact] for fact in dict.fromkeys(yes)]
        results = tuple(entry for entry in entries if is_result(entry))
        findings = tuple(entry for entry in entries if not is_result(entry))
        return Binding(tuple(dict.fromkeys(yes)), (), left, tuple(concepts), results, findings)


def _facts(concept: str, key: tuple[str, str]) -> tuple[str, ...]:
    facts = facts_by_concept().get(concept, ())
    if concept == "cond.ileal_resection":
        complete = key in COMPLETE_TERMINAL_ILEUM
        return ("complete_terminal_ileal_resection",) if complete else ("partial_ileal_resection",)
    return facts
