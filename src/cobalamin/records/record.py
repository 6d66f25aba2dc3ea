"""A patient's record as it was sent: results, findings and treatments with their dates and sources, nothing chosen yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, NamedTuple, Protocol, get_args

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import Span, TreatmentEvent
from cobalamin.language.patient import Interval
from cobalamin.records.moments import day

Why = Literal[
    "never recorded", "too old", "not final", "unit missing", "unit unknown", "implausible", "after an injection", "censored",
    "contradictory", "in the future", "not dated", "not confirmed", "unspecific code", "in words only", "unreadable",
    "unmapped", "died",
]  # fmt: skip
"""Why a fact is missing; `why` texts are stable and counted by the population report."""
OF_NO_BEARING: tuple[Why, ...] = ("never recorded", "too old")
DOUBTS: tuple[Why, ...] = tuple(why for why in get_args(Why) if why not in (*OF_NO_BEARING, "died"))
"""Something is recorded, and settles the fact neither way."""


Tells = Literal[
    "", "a death", "was deficient", "dose withheld", "injections held", "not in use", "withdrawn", "of the mother", "preservative",
    "perhaps B12", "awaited", "gas planned", "declined", "low", "at home", "elsewhere", "end of life",
    "optic", "spoilt", "disturbed", "perhaps a level",
]  # fmt: skip
"""What else hangs on something recorded that is not used; its sentence is for a reader alone, and may quote whoever wrote it."""
Word = Literal["low", "normal", "high", "borderline", "positive", "negative", "indeterminate"]
"""A result in words: placed at the figures in force when the case is assessed."""


class Source(NamedTuple):
    """Where a fact comes from: the resource or JSON path, its date as sent, the value as sent."""

    where: str
    when: str = ""
    sent: str = ""


def is_typed(where: str) -> bool:
    """Whether a source is a place of a case file, which a person wrote, or of the form that makes one."""
    return where.startswith(("$.", "patient."))


class Missing(NamedTuple):
    """Why something recorded is not used: the reason, and a sentence for the clinician."""

    why: Why
    sentence: str
    source: Source | None = None
    whole_resource: bool = False
    """Whether a whole resource is missing, not a fact of one that was read."""
    until: date | None = None
    """The last day of which it may have said something, where that is known."""
    fact: str = ""
    """The fact it is about, where that is told although a presumed no stands in the fact's place."""
    facts: tuple[str, ...] = ()
    """The facts of which it may be a result: once all of them are known it need not be told."""
    over: str = ""
    """The sentence that is told after `until` in the place of the other, where there is one."""
    tells: Tells = ""
    """What else hangs on it."""


DIED: Why = "died"


def died(where: str, when: str = "") -> Missing:
    """What is told of a patient who is recorded as having died, on the day that is told."""
    return Missing(DIED, "the record says that the patient has died", Source(where, when), tells="a death")


def left_out(where: str, fault: str, shown: str = "") -> Missing:
    """Why a resource was left out of a record: it does not fit FHIR R4. `shown` names it where it has no id."""
    sentence = f"{shown or where} is not a FHIR R4 resource and was left out: {fault}"
    return Missing("unreadable", sentence, Source(where), whole_resource=True)


_LEFT_OUT = re.compile(r"(?:\$\.entry\[\d+\] \(|Composition/[^#\s]*#)?([A-Z][A-Za-z]*)")


def left_out_kinds(problems: Iterable[Missing]) -> Iterator[str]:
    """The type of each resource left out of a record, "" where that could not be read either."""
    for problem in problems:
        if problem.whole_resource:
            found = _LEFT_OUT.match(problem.sentence)
            yield found[1] if found else ""


class Result(NamedTuple):
    """One laboratory result: where the value lies, or why it cannot be used. `taken` orders results of one day."""

    fact: str
    value: Interval | Word | None
    source: Source
    taken: datetime | None
    problem: Missing | None = None
    note: str = ""
    measured: Interval | None = None
    """The number behind a word that the range reported with it gave (register R31)."""
    doubt: str = ""
    """The laboratory's comment that it is not to be relied on (register R171)."""

    @property
    def number(self) -> Interval | None:
        """The result as a number, also where a word decides."""
        return self.value if isinstance(self.value, Interval) else self.measured


class Unread(Protocol):
    """A result not read yet: selection reads the latest first and stops at the first it can use."""

    @property
    def fact(self) -> str:
        """The fact it is a result of."""

    @property
    def taken(self) -> datetime | None:
        """When the sample was taken: what orders the results of one fact."""

    def read(self) -> Result:
        """Where the value lies, or why it cannot be used."""


class Pending(NamedTuple):
    """An unread result whose reading is a function."""

    fact: str
    taken: datetime | None
    read: Callable[[], Result]


class Statement(NamedTuple):
    """One recorded finding: present, absent, or a problem that keeps it from counting. `current` where said to be active.

    `until` is the last day on which it held, where the record gives its end; on a later day it says nothing.
    """

    fact: str
    present: bool
    source: Source
    day: date | None = None
    current: bool = False
    problem: Missing | None = None
    note: str = ""
    until: date | None = None
    ended: bool = False
    """Of an episode that is over: it says nothing of another one that goes on."""


MOTHER = "of the mother"
"""In the place of a finding: what the mother eats or lacks, which is a cause of a small child alone."""
_HERS = "low_b12_diet"
_OF_HER: Tells = "of the mother"
_HER_LABEL = "low-B12 diet or B12 deficiency of the mother"


IN_MIXTURE = "in a product with other substances: check how much B12 it contains"
"""What is told of B12 that is one of several things in a tablet."""


def asked_about(fact: str, why: Why, what: str, source: Source, tells: Tells = "") -> Statement:
    """A word that settles a finding neither way: it is told with its reason, and the question stays open."""
    if fact == MOTHER:
        fact, label, tells = _HERS, _HER_LABEL, _OF_HER
    else:
        label = FACTS[fact].fact.label
    problem = Missing(why, f"{label}: {what}", source, tells=tells)
    return Statement(fact, False, source, day(source.when), problem=problem)


def is_of_mother(statement: Statement) -> bool:
    """Whether it is about the mother."""
    return statement.problem is not None and statement.problem.tells == _OF_HER


def told_again(fact: str, sentence: str) -> Tells:
    """What a sentence tells that a case file carries from a record, where words are all there is."""
    return _OF_HER if fact == _HERS and sentence.startswith(f"{_HER_LABEL}: ") else ""


def not_final(label: str, what: str, status: str, source: Source) -> Missing:
    """Why a result or an observation does not count whose status leaves it open, or takes it back."""
    return Missing("not final", f"{label}: the {what} is {status}, not final", source, tells=_OF_STATUS.get(status, ""))


_OF_STATUS: dict[str, Tells] = {"entered-in-error": "withdrawn", "registered": "awaited", "preliminary": "awaited"}


def not_confirmed(fact: str, status: str, source: Source) -> Missing:
    """Why a finding does not count whose status leaves it open."""
    return Missing("not confirmed", f"{FACTS[fact].fact.label}: recorded as {status}, not confirmed", source)


@dataclass(frozen=True)
class Case:
    """One patient as recorded. `assessed` names the groups somebody asked about in full; `on` the decision date, if given."""

    id: str
    title: str = ""
    on: date | None = None
    born: Span | None = None
    age: Interval | None = None
    sex: Literal["female", "male"] | None = None
    died: bool = False
    results: tuple[Unread, ...] = ()
    statements: tuple[Statement, ...] = ()
    treatment: tuple[TreatmentEvent, ...] = ()
    assessed: frozenset[str] = frozenset()
    problems: tuple[Missing, ...] = ()
    undated_is_current: bool = False
    """True for a hand-written case file: what has no date is taken as current, and shown so."""
    died_on: Span | None = None
    """The day of a recorded death, where it is known: a recall asks whether it can be."""


class Rejected(NamedTuple):
    """A row, line or file that could not be read: where, and the sentence."""

    where: str
    why: str
    may_be_any: bool = False
    """Whether it fits, and nobody can tell what it is."""
    whole_file: bool = False
    """Whether it is a file of one patient, who has no answer without it."""
    file: str = ""
    """The file of one patient it stands in: two may hold an Observation/1."""

    @property
    def place(self) -> str:
        """Where it is, in front of the sentence, which may itself begin with the resource."""
        if not self.file:
            return self.where
        return self.file if self.why.startswith(self.where) else f"{self.file}: {self.where}"


def rejected_in(case: Case) -> Iterator[Rejected]:
    """The resources that were left out of a case."""
    for problem in case.problems:
        if problem.whole_resource:
            where = problem.source.where if problem.source else case.id
            yield Rejected(where, problem.sentence, problem.why == "unmapped")
