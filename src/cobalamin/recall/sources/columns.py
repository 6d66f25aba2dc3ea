"""The columns a CSV of treatment events may have, and the file that maps other ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType

import msgspec

from cobalamin.knowledge.treatment import product_named
from cobalamin.recall.sources.tongues import HEADERS, INJECTIONS, LAST
from cobalamin.recall.sources.words import LAST_GIVEN, plain
from cobalamin.records.document import UNFIT
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import reader
from cobalamin.records.messages import shown, some, told

TABLES = frozenset((".csv", ".tsv", ".txt"))
"""The endings of a table in text."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, and the headers it is recognised by (case, spaces and punctuation aside)."""

    field: str
    holds: str
    headers: tuple[str, ...]
    required: bool = False


def _column(field: str, holds: str, *headers: str, required: bool = False) -> Column:
    """A column is always recognised by its own name, too, and by what it is called in other languages."""
    return Column(field, holds, (field.replace("_", " "), *headers, *HEADERS.get(field, ())), required)


_LAST_HEADERS = (
    "last administered", "date last administered",
    "last injection", "last injection date", "date of last injection", "last injection given", "last b12 injection",
    "date of last b12 injection", "last hydroxocobalamin injection", "last inj", "last jab", "last given",
    "date last given", "last dose", "last dose date", "date of last dose", "last b12", "date of last b12",
    "date last injection", "last inj date", "date of last inj", "last b12 inj", "last injected", "date last injected",
    "last admin", "last admin date", "last administration", "last administration date",
    "last b12 injection date", "last b12 injection given", "last b12 inj given", "last b12 inj date", "last b12 jab",
    "last vitamin b12 injection", "last hydroxocobalamin", "last hydroxocobalamin given", "latest injection",
    "latest b12 injection", "most recent injection", "most recent b12 injection",
)  # fmt: skip
"""What lists that tell of each patient the last injection call its day."""
COLUMNS = (
    _column("patient", "who: any identifier, kept as text", "patient id", "patient number", "nhs number", "nhs no",
            "chi number", "mrn", "emis number", "patid", "patient ref", "patient reference", "person id", "id",
            "patient no", "pt no", "pt id", "patient identifier", "client id", "emis id", "nhi", "nhi no", "nhi number",
            "chart no", "chart number", "chi", "chi no", "h c number", "h c no", "urn", "ur no", "hosp no", "unit no",
            "hospital number", "hospital no", "record number", "emis no", "nhs", required=True),
    _column("date", "the day: 2026-03-01; 2026-03 or 2026 where only that is known; empty where nothing is",
            "event date", "date given", "administration date", "given on", "date administered", "issue date",
            "date issued", "date of issue", "issued on", "date of injection", "injection date", "date injected",
            "administered on", "date of administration", "date prescribed", "prescribed on",
            "date b12 given", "date of b12 injection", "b12 injection date", "consultation date",
            "entry date", *_LAST_HEADERS, required=True),
    _column("event", "given, order, self-reported, stop, on hold, switch to oral, review, or a decision: resume, restart, "
            "reload, no further improvement, start maintenance, new interval",
            "event type", "type", "entry type", "action", "given", "administered", "attended"),
    _column("product", "drug and form as written: hydroxocobalamin 1 mg/ml injection", "drug", "medication", "medicine",
            "drug name", "medication name", "name dosage quantity", "name dosage and quantity", "term", "code term",
            "description", "product name", "item"),
    _column("dose", "the amount with its unit: 1 mg, 1000 ug", "dosage", "amount", "dose given", "quantity given"),
    _column("unit", "the unit of the dose, where it has a column of its own", "dose unit", "units"),
    _column("route", "intramuscular, subcutaneous, oral, ...", "route of administration", "administration route"),
    _column("reason", "of a stop, or of a second loading course", "stop reason", "reason stopped", "reason ended"),
    _column("interval", "what a new interval is, or how often the injection is repeated: 8 weeks, 2 months, 12/52",
            "new interval", "frequency", "freq", "how often", "injection frequency", "frequency of injection",
            "frequency of injections", "b12 frequency", "dose interval", "dosing interval", "recall interval", "interval wks",
            "freq weeks", "weeks between", "interval weeks", "interval in weeks", "frequency weeks", "frequency in weeks",
            "weeks", "interval months", "interval in months", "frequency months"),
    _column("next_due", "beside an injection: the day the next is planned for", "due", "due date",
            "date due", "next injection", "next injection due", "next dose", "next dose due", "recall date", "next b12 due",
            "next due date", "date next due", "next injection date", "date of next injection", "next dose date",
            "date of next dose", "next inj", "next inj due", "next b12 injection", "next admin date", "next administration",
            "next administration date", "next b12 injection due", "injection due",
            "injection due date", "due next", "next due on", "due on", "recall due", "next jab", "next jab due"),
    _column("outcome", "of a review: resolved, improved, insufficient, new or worse", "response", "review outcome"),
    _column("name", "the patient's name, shown on the list", "patient name", "full name", "surname", "last name", "family name"),
    _column("forename", "beside a surname: the given name", "forenames", "first name", "first names", "given name", "given names"),
    _column("born", "date of birth", "date of birth", "dob", "birth date"),
    _column("died", "date of death; or yes, where only that is known", "date of death", "dod", "death date",
            "deceased date", "date died", "died on", "date deceased"),
    _column("deceased", "yes, or the date of death", "dead", "rip", "patient deceased", "is deceased", "has died"),
    _column("status", "active, deceased, left practice, stopped, on hold or declined", "patient status", "current status",
            "registration status", "treatment status", "injection status"),
    _column("stopped", "beside the last injection: the day injections were stopped, or yes", "date stopped", "stop date",
            "stopped on", "date injections stopped", "injections stopped", "date discontinued", "discontinued on",
            "treatment stopped", "treatment end date", "date treatment ended", "end date", "ended on", "date ended"),
    _column("left", "the day the patient left the practice, or yes", "left on", "date left", "left practice",
            "left practice on", "date left practice", "date of leaving", "deregistered", "deregistered on",
            "date deregistered", "deregistration date"),
    _column("cause", "fact names or plain words, several separated by ; as in: pernicious anaemia; metformin",
            "cause of deficiency", "indication", "diagnosis", "diagnoses", "condition", "b12 diagnosis", "reason for b12",
            "reason for injection", "reason for injections", "reason for b12 injections"),
    _column("cause_resolved", "yes where the cause has been dealt with", "cause treated"),
    _column("neurological", "yes or no: neurological involvement; a sign in words is asked about first",
            "neuro", "neurological involvement"),
    _column("pregnant", "yes or no", "pregnancy"),
    _column("breastfeeding", "yes or no", "breast feeding"),
    _column("severe_anaemia", "yes or no: severe anaemia at the start", "severe anemia"),
    _column("cobalamin_allergy", "yes or no: allergy to a cobalamin or to cobalt", "b12 allergy", "allergy to b12",
            "hydroxocobalamin allergy"),
    _column("allergies", "what the patient is allergic to, in words: only a cobalamin or cobalt is looked for", "allergy",
            "drug allergies", "drug allergy", "known allergies", "allergy status", "allergies and intolerances",
            "allergies and sensitivities", "adverse reactions"),
    _column("sex", "female or male", "gender"),
    _column("plan", "the id of a regimen, where it does not follow from product, cause and nerves", "regimen"),
    _column("started", "since when injections are given, where that is before the first entry", "treatment started",
            "injections since"),
)  # fmt: skip
FIELDS = tuple(column.field for column in COLUMNS)

PERSON = (
    "name", "forename", "born", "died", "deceased", "status", "stopped", "left", "cause", "cause_resolved", "neurological",
    "pregnant", "breastfeeding", "severe_anaemia", "cobalamin_allergy", "allergies", "sex", "plan", "started",
)  # fmt: skip
"""The columns about the person rather than the entry."""


def _key(header: str) -> str:
    return plain(header).replace(" ", "")


HEADER_SAYS = MappingProxyType({
    **dict.fromkeys(
        ("dategiven", "administrationdate", "givenon", "dateadministered", "dateofinjection", "injectiondate", "dateinjected",
         "administeredon", "dateofadministration", "dateb12given", "dateofb12injection", "b12injectiondate"), "given",
    ),
    **{_key(text): "last injection" if any(part in text for part in INJECTIONS) else "last given"
       for text in (*_LAST_HEADERS, *LAST)},
    **dict.fromkeys(("issuedate", "dateissued", "dateofissue", "issuedon", "dateprescribed", "prescribedon"), "order"),
})  # fmt: skip
"""Date headers that say by themselves what an entry is, where no event column does."""


_KNOWN = frozenset(_key(name) for column in COLUMNS for name in column.headers)


def names_of(header: Sequence[str]) -> tuple[str, ...]:
    """The cells of a header as names of columns are compared."""
    return tuple(map(_key, header))


def known_columns(header: Sequence[str]) -> int:
    """How many names of columns that are known a row holds."""
    return len(_KNOWN.intersection(names_of(header)))


class ColumnMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mapping file: our column -> their header; our column -> {their word: ours}; one word for every row.

    `dates` are further columns of days, where a row holds several doses.
    """

    columns: dict[str, str] = {}
    dates: tuple[str, ...] = ()
    values: dict[str, dict[str, str]] = {}
    constants: dict[str, str] = {}
    date_format: str = ""


NO_MAPPING = ColumnMapping()
_MAPPING = reader(ColumnMapping)


def read_mapping(text: bytes) -> ColumnMapping:
    """The mapping a JSON file holds; what is wrong with it is said in a sentence."""
    try:
        mapping = _MAPPING.decode(text)
    except UNFIT as fault:
        expected = "JSON with columns, dates, values, constants, date_format was expected"
        raise RecordError(f"the mapping file cannot be read: {told(fault)}; {expected}") from None
    for field in (*mapping.columns, *mapping.values, *mapping.constants):
        if field not in FIELDS:
            raise RecordError(f"the mapping file names a column {shown(field)}; known are {', '.join(FIELDS)}")
    return mapping


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column stands in a file, what stands for every row, and which headers were not understood."""

    places: Mapping[str, int]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    width: int
    ignored: tuple[str, ...]
    person: Callable[[Sequence[str]], object]
    """The cells about the person as they stand: the same in most rows of a patient, and then read once."""
    entry: Callable[[Sequence[str]], object]
    """The cells about the entry, patient and date apart: the same in many rows of a file, and then read once."""
    more_dates: tuple[int, ...] = ()
    unread: tuple[int, ...] = ()
    """The places of the columns that are not read, also of those without a name: where a note stands."""
    interval_unit: str = ""
    """The unit of a bare number of the interval, where its header says it."""
    names: tuple[str, ...] = ()
    """The header, as names of columns are compared."""
    goes_on: tuple[str, ...] = ()
    """What there is of the columns that say how the injections go on: few tables of doses have one."""


def _goes_on(*said: Container[str]) -> tuple[str, ...]:
    return tuple(field for field in ("interval", "next_due") if any(field in each for each in said))


def lay_out(header: Sequence[str], mapping: ColumnMapping = NO_MAPPING) -> Layout:
    """The columns of a header, by the mapping first, then by name; RecordError where that cannot be settled."""
    by_name = {_key(text): i for i, text in reversed(list(enumerate(header)))}
    places: dict[str, int] = {}
    for field, text in mapping.columns.items():
        places[field] = _place(text, by_name, header)
    more = tuple(_place(text, by_name, header) for text in mapping.dates)
    if more and "date" not in places:
        places["date"], *rest = more
        more = tuple(rest)
    for column in COLUMNS:
        of_list = column.field != "stopped" or _tells_the_last(places, mapping.constants, header)
        if of_list and column.field not in places and column.field not in mapping.constants:
            _find(column, by_name, places, header)
    constants = {**mapping.constants, **_event_for_all(places, mapping.constants, header)}
    constants |= _product_for_all(places, constants, header)
    used = {*places.values(), *more}
    ignored = tuple(text for i, text in enumerate(header) if i not in used and text.strip())
    person = _picked(place for field, place in places.items() if field in PERSON)
    apart = {"patient", "date", "next_due", *PERSON}
    entry = _picked(place for field, place in places.items() if field not in apart)
    values = {field: {plain(theirs): ours for theirs, ours in words.items()} for field, words in mapping.values.items()}
    unit = _interval_unit(header[places["interval"]]) if "interval" in places else ""
    unread = tuple(i for i in range(len(header)) if i not in used)
    said = (places, constants, values, len(header), ignored, person, entry, more, unread, unit)
    return Layout(*said, names_of(header), _goes_on(places, constants))


def _place(text: str, by_name: Mapping[str, int], header: Sequence[str]) -> int:
    if _key(text) not in by_name:
        raise RecordError(f"the mapping file expects a column {shown(text)}; the file has {_listed(header)}")
    return by_name[_key(text)]


def _interval_unit(header: str) -> str:
    words = plain(header).replace("wks", "weeks").split()
    return next((unit for unit in ("weeks", "months") if unit in words), "")


def _listed(header: Sequence[str]) -> str:
    """The columns of a file as a message names them: so many as show which file it is."""
    return some([told(text, 40) for text in header], 30)


_DAY = re.compile(r"\s*(\d{4}-\d\d-\d\d|\d\d?[./]\d\d?[./]\d{2,4}\b)")


def _picked(places: Iterable[int]) -> Callable[[Sequence[str]], object]:
    wanted = tuple(places)
    return itemgetter(*wanted) if wanted else lambda _: ()


_IDENTIFIERS = frozenset(map(_key, (
    "patient id", "patient number", "patient no", "nhs number", "nhs no", "nhs", "chi number", "mrn", "emis number", "emis no",
    "hospital number", "hospital no", "pt no", "pt id", "patient identifier", "nhi", "nhi no", "nhi number", "chart no",
    "chart number", "chi", "chi no", "h c number", "h c no", "urn", "ur no", "hosp no", "emis id",
)))  # fmt: skip
"""Two people may have one name; an `id` or a record's number may be that of the row."""


def _find(column: Column, by_name: Mapping[str, int], places: dict[str, int], header: Sequence[str]) -> None:
    """The first of its headers; but of two dates neither is preferred, unless one is called just "date"."""
    headers = (*column.headers, "patient") if column.field == "name" else column.headers
    found = [by_name[_key(name)] for name in headers if _key(name) in by_name]
    found = [place for place in dict.fromkeys(found) if place not in places.values()]
    if column.field == "patient" and _IDENTIFIERS.intersection(_key(header[place]) for place in found[1:]):
        found.sort(key=lambda place: _key(header[place]) == "patient")  # beside an identifier it is the name
    if len(found) > 1 and column.field == "date" and _key(header[found[0]]) != "date":
        both = " and ".join(shown(header[place]) for place in found)
        raise RecordError(f"{both} could each be the column 'date': name one of them in a mapping file")
    if found:
        places[column.field] = found[0]
    elif column.required and any(map(_DAY.match, header)):  # whose words are a patient's, and are not repeated
        do = "put the names of the columns above it"
        raise RecordError(f"no column for {column.field!r}: the first row holds a date, so it is not a header; {do}")
    elif column.required:
        do = f"rename one to {column.field!r} or name it in a mapping file"
        raise RecordError(f"no column for {column.field!r} among {_listed(header)}: {do}")


def _tells_the_last(places: Mapping[str, int], constants: Mapping[str, str], header: Sequence[str]) -> bool:
    """True for a list of last injections; in another table the end of a row may be that of one order, or of another drug."""
    if "event" in constants:
        return plain(constants["event"]) in LAST_GIVEN
    said = HEADER_SAYS.get(_key(header[places["date"]]), "") if "date" in places else ""
    return "event" not in places and said in LAST_GIVEN


def _event_for_all(places: Mapping[str, int], constants: Mapping[str, str], header: Sequence[str]) -> Mapping[str, str]:
    """An entry must say what it is: nothing counts as given because a column is missing."""
    if "event" in places or "event" in constants:
        return {}
    said = HEADER_SAYS.get(_key(header[places["date"]])) if "date" in places else None
    if said is None:
        do = 'add a column \'event\', or "constants": {"event": "given"} in a mapping file'
        raise RecordError(f"no column says whether an entry was given or only ordered: {do}")
    return {"event": said}


def _product_for_all(
    places: Mapping[str, int], constants: Mapping[str, str], header: Sequence[str]
) -> Mapping[str, str]:
    """A list of last injections is of one drug: its header says which, or nobody knows that it is B12."""
    said = header[places["date"]] if "date" in places else ""
    days_given = "event" not in places and HEADER_SAYS.get(_key(said)) == "given"
    of_one = days_given or plain(constants.get("event", "")) in LAST_GIVEN
    if not of_one or "product" in places or "product" in constants:
        return {}
    if product_named(said) in (None, "unknown"):
        do = '"constants": {"product": "hydroxocobalamin 1 mg injection"} in a mapping file'
        raise RecordError(f"no column says what was injected: add a column 'product', or {do}")
    return {"product": said}
