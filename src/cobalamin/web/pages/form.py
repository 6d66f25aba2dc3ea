"""What was typed: fields to a case file, with a fault for every field that cannot be read and its value kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.nodes import Finding, Measure
from cobalamin.records.case import case_from
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import reader
from cobalamin.records.record import Case
from cobalamin.records.units import digits, parse_result
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import capital
from cobalamin.translation.words import LANGUAGES, translator
from cobalamin.web.pages.questions import ELSEWHERE, default_unit
from cobalamin.web.pages.unsettled import Unused, levels_unread, tells_a_death, unsettled, without_a_field

WORDS = ("low", "normal", "high", "borderline")
TREATMENT_ROWS = 40
"""Doses a form can hold; a longer history is for a case file."""
EARLIER_ROWS = 60
"""Earlier results a form can hold, and how many empty rows wait at its end."""
_EMPTY_ROWS = 3
LONGEST = 400
"""Characters of one field that are read."""


class Origin(msgspec.Struct, frozen=True):
    """Where a filled answer came from, and what it was filled with: changed by hand, it came from there no more."""

    where: str
    when: str = ""
    sent: str = ""
    filled: str = ""


class Origins(msgspec.Struct, frozen=True):
    """What the record said that filled the form. It travels with the form, for nothing is stored here."""

    name: str = ""
    facts: dict[str, Origin] = {}
    unused: dict[str, Unused] = {}
    problems: tuple[Unused, ...] = ()
    awaited: dict[str, str] = {}
    """The levels that the laboratory has not confirmed yet, as they were sent."""
    born: str = ""
    """The year or the month of birth, where it leaves two ages open and the field of the age stays empty."""


_ORIGINS = reader(Origins)


class Fault(msgspec.Struct, frozen=True):
    """A field that cannot be read: its name, what to do, and whether a file that stands in it is of any use later."""

    field: str
    sentence: str
    of_use: bool = True


@dataclass(frozen=True)
class Form:
    """The fields as they were sent. An empty field is not known."""

    values: Mapping[str, str] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    origins: Origins = field(default_factory=Origins)

    @property
    def fields(self) -> tuple[tuple[str, str], ...]:
        """Everything as hidden fields, so that it goes on to the next page and comes back."""
        asked = (("asked", group) for group in sorted(self.asked))
        return (*self.values.items(), *asked, ("origins", msgspec.json.encode(self.origins).decode()))

    def value(self, name: str) -> str:
        """A field as typed."""
        return self.values.get(name, "")

    def origin(self, name: str) -> Origin | None:
        """Where the value of a fact came from, while it is what was filled in."""
        found = self.origins.facts.get(name)
        return found if found is not None and found.filled == self.held(name) else None

    def held(self, name: str) -> str:
        """The value and unit of a fact as one text, to see whether somebody changed it."""
        return " ".join(filter(None, (self.value(name), self.value(f"{name}.unit") if self.value(name) else "")))

    @property
    def doses(self) -> tuple[int, ...]:
        """The numbers of the rows of treatment that hold something, and one to fill."""
        return self._rows("dose", ("product", "date"), most=TREATMENT_ROWS, empty=1)

    @property
    def earlier(self) -> tuple[int, ...]:
        """The numbers of the rows of earlier results that hold something, and some to fill."""
        return self._rows("earlier", ("fact", "value", "date"), most=EARLIER_ROWS, empty=_EMPTY_ROWS)

    def _rows(self, name: str, keys: tuple[str, ...], *, most: int, empty: int) -> tuple[int, ...]:
        """The numbers of the rows that hold something, and of so many empty ones behind them as there is room for."""
        used = [i for i in range(most) if any(self.value(f"{name}.{i}.{key}") for key in keys)]
        following = max(used, default=-1) + 1
        return (*used, *range(following, min(following + empty, most)))

    def came_from(self, i: int) -> str:
        """Where an earlier result came from, while nobody changed it."""
        held = " ".join(self.value(f"earlier.{i}.{key}") for key in ("fact", "value", "date"))
        return self.value(f"earlier.{i}.from") if self.value(f"earlier.{i}.was") == held else ""


def form_from(fields: Mapping[str, str], asked: list[str]) -> Form:
    """The form in the fields of a request."""
    values = {name: text.strip()[:LONGEST] for name, text in fields.items() if text.strip() and name != "origins"}
    try:
        origins = _ORIGINS.decode(fields.get("origins") or "{}")
    except (msgspec.MsgspecError, UnicodeError):
        origins = Origins()
    return Form(values, frozenset(asked) & frozenset(ASSESSABLE), origins)


# --- to a case -------------------------------------------------------------------------------------------------------


def read_form(form: Form, today: str) -> tuple[Case, dict[str, Any], tuple[Fault, ...]]:
    """The case of what can be read, its document, and a fault for each field that cannot: that field is left out."""
    reading = _Reading(form, form.value("on") or today, today, [])
    document = reading.document()
    case = case_from(document)
    unread = (
        *without_a_field(form.origins.problems),
        *levels_unread(form.origins.unused, form.origins.awaited, form.values),
    )
    return replace(case, problems=(*case.problems, *unread)), document, tuple(reading.faults)


_NUMBER = _("Enter {label} as a number, or as low, normal or high")
_POINT = _("Enter {label} with a point, {number}, if that is what you mean: a comma may stand for thousands")
_UNIT = _("Choose the unit of {label}: {number} of what?")
_AGE = _("Enter the age as a number of years, or of months under two")
_EARLIER = _(
    "Choose what was measured, and enter a number with its unit, such as 141 ng/L, and the day; or empty the row"
)
_ROW = _("Choose what was given, or empty the row")
_PLACE = re.compile(r"^\$[\w.\[\]]*: ")


@dataclass(frozen=True)
class _Reading:
    """One form being read; every part is tried by itself, so that each fault is found."""

    form: Form
    on: str
    today: str
    faults: list[Fault]

    def document(self) -> dict[str, Any]:
        """The case file of what can be read."""
        on = {"on": self.on} if self.accepts("on", {}) else {"on": self.today}
        patient = {"sex": sex} if (sex := self.form.value("sex")) in ("female", "male") else {}
        dead = {"died": True} if tells_a_death(self.form.origins.problems) else {}
        doubts = unsettled(self.form.origins.unused, self.form.values)
        return {
            "cobalamin_case": 1, "id": self.form.value("id"), "title": self.form.value("title"), **on,
            "patient": {**patient, **dead, **self.age()}, "facts": self.with_earlier(dict(self.facts())) | doubts,
            "assessed": sorted(self.form.asked),
            "treatment": list(self.doses()),
        }  # fmt: skip

    def age(self) -> dict[str, str]:
        """The age with its unit; where none is entered the birth that the record told."""
        text, born = self.form.value("age"), self.form.origins.born
        told = {"age": f"{text} {self.form.value('age.unit') or 'a'}"} if text else {"birth_date": born}
        if not (text or born):
            return {}
        if text and not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", text):
            self.faults.append(Fault("age", _AGE))
            return {}
        return told if self.accepts("age", {"patient": told}) else {}

    def facts(self) -> Iterator[tuple[str, Any]]:
        """Every fact that was answered and can be read."""
        for name, entry in FACTS.items():
            fact, text = entry.fact, self.form.value(name)
            if not text or name in ELSEWHERE:
                continue
            value = self.finding(name, text) if isinstance(fact, Finding) else self.measured(fact, text)
            if value is not None and self.accepts(name, {"facts": {name: value}}):
                yield name, value

    def finding(self, name: str, text: str) -> dict[str, Any] | None:
        """A yes or a no, since when, and where that was read."""
        if text not in ("yes", "no"):
            return None
        onset = self.form.value(f"{name}.onset")
        return {"present": text == "yes", **({"onset": onset} if onset else {}), **self.source(name)}

    def measured(self, measure: Measure, text: str) -> dict[str, Any] | None:
        """A result as it was typed: a word, or a number with the unit beside it or behind it."""
        day = self.form.value(f"{measure.name}.date")
        more = {**({"date": day} if day else {}), **self.source(measure.name)}
        if (word := _word(text)) is not None:
            return {"word": word, **more}
        parsed = parse_result(text)
        if parsed is None:
            comma = re.fullmatch(r"[0-9]+,[0-9]+", text)
            said = _POINT.format(label=measure.label, number=text.replace(",", ".")) if comma else ""
            self.faults.append(Fault(measure.name, said or _NUMBER.format(label=measure.label)))
            return None
        unit = parsed.unit or self.form.value(f"{measure.name}.unit") or default_unit(measure)
        if not unit:
            self.faults.append(Fault(f"{measure.name}.unit", _UNIT.format(label=measure.label, number=text)))
            return None
        number = digits(parsed.value)
        return {"value": number, "comparator": parsed.comparator, "unit": unit, **more}

    def with_earlier(self, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts with earlier results behind the latest, which counts as of the decision date where it has no date.

        A result that cannot be read takes the earlier ones with it: nobody meant those to decide in its place.
        """
        unread = {fault.field.partition(".")[0] for fault in self.faults}
        for name, row in self.earlier():
            if name in unread:
                continue
            latest = facts.get(name)
            if isinstance(latest, dict):
                facts[name] = [latest if "date" in latest else {**latest, "date": self.on}]
            facts.setdefault(name, []).append(row)
        return facts

    def earlier(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The rows of earlier results that can be read."""
        for i in self.form.earlier:
            name, text, day = (self.form.value(f"earlier.{i}.{key}") for key in ("fact", "value", "date"))
            if not (name or text or day):
                continue
            row = _earlier_row(name, text, day)
            if row is None:
                self.faults.append(Fault(f"earlier.{i}.value", _EARLIER))
            elif self.accepts(f"earlier.{i}.value", {"facts": {name: [row]}}):
                where = self.form.came_from(i)
                yield name, {**row, "source": where} if where else row

    def source(self, name: str) -> dict[str, str]:
        """Where a filled answer came from, while nobody changed it."""
        origin = self.form.origin(name)
        return {"source": origin.where} if origin is not None else {}

    def doses(self) -> Iterator[dict[str, str]]:
        """The rows of treatment."""
        for i in range(TREATMENT_ROWS):
            keys = ("product", "date", "dose", "route", "event", "reason", "until")
            row = {key: text for key in keys if (text := self.form.value(f"dose.{i}.{key}"))}
            if "event" not in row:  # what somebody corrected to a dose that was given has no end
                row.pop("until", "")
            if row and "product" not in row:
                self.faults.append(Fault(f"dose.{i}.product", _ROW))
            elif row and self.accepts(f"dose.{i}.date", {"treatment": [row]}):
                yield row

    def accepts(self, name: str, part: Mapping[str, Any]) -> bool:
        """Whether the reader of case files takes a part; where it does not, its reason is a fault of the field."""
        on = self.today if any(fault.field == "on" for fault in self.faults) else self.on
        try:
            case_from({"cobalamin_case": 1, "on": on, **part})
        except RecordError as problem:
            below = (f"{name}.{key}" for key in ("onset", "date", "unit") if f".{name}.{key}" in str(problem))
            self.faults.append(Fault(next(below, name), f"{_labelled(name)}: {_plain(str(problem))}"))
            return False
        return True


def _word(text: str) -> str | None:
    """A result in words, in any of the languages: low, bajo."""
    small = text.lower()
    if small in WORDS:
        return small
    if not small.isalpha():
        return None
    words = (word for language in LANGUAGES for word in WORDS if translator(language)(word) == small)
    return next(words, None)


def _earlier_row(name: str, text: str, day: str) -> dict[str, Any] | None:
    """What was measured, a number with its unit, and the day; None where one of them is missing."""
    measure, parsed = FACTS[name].fact if name in FACTS else None, parse_result(text)
    if not isinstance(measure, Measure) or parsed is None or not day:
        return None
    unit = parsed.unit or default_unit(measure)
    number = digits(parsed.value)
    return {"value": number, "comparator": parsed.comparator, "unit": unit, "date": day} if unit else None


def _plain(problem: str) -> str:
    """A sentence of the reader of case files, without what only somebody who writes such files needs."""
    if "expected a date as" in problem:
        return _("write the day as 2026-02-28; for an onset a month, 2026-02, or a year, 2026, will do")
    sentence = _PLACE.sub("", problem).removesuffix("; see `cobalamin schema`")
    return sentence.replace("the case's own date", "the decision date").replace(" ($.on)", "")


def _labelled(name: str) -> str:
    if name in FACTS:
        return capital(FACTS[name].fact.label)
    if name.startswith("earlier."):
        return _("Earlier result")
    return _("Decision date") if name == "on" else _("Treatment")
