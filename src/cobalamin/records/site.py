"""A site's own codes over the shipped value sets: a TOML file of `system|code|unit` rows, checked before it overrides.

["http://lab.example/tests|B12A|pmol/l"]
concept = "lab.holotc"

["http://lab.example/tests|HB|"]        # the laboratory sends no unit, or a wrong one
concept = "lab.haemoglobin"
unit = "g/L"                            # what the number is in, after multiplying it by the factor (1 unless given)
factor = "10"
example = "13.5"                        # a usual result as it is sent: it must be plausible when read so
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

import msgspec

from cobalamin.knowledge.facts import FACTS
from cobalamin.language.nodes import Measure
from cobalamin.records.codes import Match, Role, ValueSets, require_check_digit, shipped
from cobalamin.records.document import UNFIT_TOML
from cobalamin.records.errors import RecordError
from cobalamin.records.forms import learned
from cobalamin.records.messages import shown, told
from cobalamin.records.units import UnitProblem, as_printed, implausible, spelled, unit_of


@learned
class _Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    concept: str
    role: Role = ""
    unit: str = ""
    factor: str | int = "1"
    example: str | int = ""


@dataclass(frozen=True)
class SiteReading:
    """How a result of one code and unit text is read at this site: number x factor, in `unit`, for `concept`."""

    concept: str
    unit: str
    factor: Fraction


@dataclass(frozen=True, eq=False)
class Site:
    """The value sets with the site's rows over them, and the site's readings of units."""

    sets: ValueSets
    readings: Mapping[tuple[str, str, str], SiteReading]
    codes: tuple[tuple[str, str, Match], ...] = ()
    """The site's codes as it writes them, with what each means."""

    def names(self, system: str | None, code: str | None) -> bool:
        """Whether the site says what the code means: perhaps by the unit of a result."""
        return self.sets.key(system or "", code or "") in self._named

    @cached_property
    def _named(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.sets.key(system, code) for system, code, _ in self.codes)

    @cached_property
    def systems(self) -> frozenset[str]:
        """The systems in which it says what a diagnosis, an operation or a medicine is: these it has looked through."""
        said = (key for *key, match in self.codes if not match.concept.startswith(("lab.", "obs.")))
        return frozenset(self.sets.key(system, code)[0] for system, code in said)

    def looked_through(self, kind: str) -> frozenset[str]:
        """The systems of which another code in a resource of this type is something else: where results are coded, all it names."""
        return frozenset(system for system, _ in self._named) if kind == "Observation" else self.systems

    def reading(self, system: str, code: str, sent: str | None) -> SiteReading | None:
        """The site's own reading of this code with this unit text, else `None`: then the shipped tables decide."""
        return self.readings.get((*self.sets.key(system, code), spelled(sent or "")))


def read_site(text: str, sets: ValueSets) -> Site:
    """The site file over the value sets; the first row at fault is refused with a sentence."""
    try:
        rows = msgspec.toml.decode(text, type=dict[str, _Row])
    except UNFIT_TOML as problem:
        raise RecordError(
            f"the site file cannot be read: {told(problem)}; write numbers as texts, factor = '10'"
        ) from problem
    matches: dict[tuple[str, str, Match], None] = {}
    readings: dict[tuple[str, str, str], SiteReading] = {}
    for name, row in rows.items():
        system, code, sent = _parts(name)
        short, spelled_code = key = sets.key(system, code)
        require_check_digit(short, spelled_code)
        if row.concept not in sets.concepts:
            raise RecordError(
                f"site row {shown(name)} names the concept {shown(row.concept)}, which is not known; take one of value_sets.json"
            )
        if (*key, spelled(sent)) in readings:
            raise RecordError(f"site row {shown(name)} is given twice, in two spellings; keep one")
        readings[*key, spelled(sent)] = _reading(name, row, sent)
        matches[system, code, Match(row.concept, row.role)] = None
    read = {key: reading for key, reading in readings.items() if reading.unit}
    return Site(sets.overlaid(matches), read, tuple(matches))


def read_site_file(path: Path) -> Site:
    """The site file at a path over the shipped value sets."""
    return _read(checked_text(path))


def site_of(text: str) -> Site | None:
    """The site of a text that was checked, none of an empty one: a text goes to other processes, and each reads it once."""
    return _read(text) if text else None


@lru_cache(maxsize=8)
def _read(text: str) -> Site:
    return read_site(text, shipped())


def fingerprint(text: str) -> str:
    """What identifies a site's codes; "" of a site without any."""
    return sha256(text.encode()).hexdigest()[:16] if text else ""


def checked_text(path: Path) -> str:
    """The text of the site file at a path, once it was read without a fault."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        _read(text)
        return text
    except OSError as problem:
        raise RecordError(
            f"{path.name}: cannot be read ({problem.strerror}); expected a TOML file of local codes"
        ) from problem
    except UnicodeDecodeError as problem:
        raise RecordError(f"{path.name}: the file is not UTF-8 (byte {problem.start}): save it as UTF-8") from problem
    except RecordError as problem:
        raise RecordError(f"{path.name}: {problem}") from problem


def _parts(name: str) -> tuple[str, str, str]:
    parts = [part.strip() for part in name.split("|")]
    if len(parts) != 3 or not parts[0] or not parts[1]:
        raise RecordError(
            f"site row {shown(name)} is not system|code|unit; write the three parts, the unit may be empty"
        )
    return parts[0], parts[1], parts[2]


def _reading(name: str, row: _Row, sent: str) -> SiteReading:
    """What the row makes of a number, its unit checked against the measure and its example against the limits."""
    measure = _measure_of(row.concept)
    factor = as_printed(row.factor)
    if measure is None or row.role == "exclude":
        if row.unit or factor != 1:
            raise RecordError(
                f"site row {shown(name)} gives a unit or factor, but {row.concept} is not a measured number; leave them out"
            )
        return SiteReading(row.concept, "", Fraction(1))
    if factor is None or not 0 < factor <= 10**6:
        raise RecordError(
            f"site row {shown(name)} has the factor {shown(row.factor)}; write a positive number such as '10'"
        )
    unit = unit_of(measure, row.unit or sent)
    if isinstance(unit, UnitProblem):
        raise RecordError(f"site row {shown(name)}: {unit.sentence}; or give `unit` and `factor`")
    if row.unit or factor != 1:
        _require_plausible(name, row, measure, unit, factor)
    return SiteReading(row.concept, unit, factor)


def _require_plausible(name: str, row: _Row, measure: Measure, unit: str, factor: Fraction) -> None:
    """Refuse an override without an example, or whose example would be refused or doubted when read that way."""
    example = as_printed(row.example)
    if example is None:
        raise RecordError(
            f"site row {shown(name)} overrides a unit; give `example`, a usual result as the laboratory sends it, as a text"
        )
    doubt = implausible(measure, example * factor, unit)
    if doubt is not None:
        raise RecordError(f"site row {shown(name)} cannot be right: with it the example reads as {doubt.sentence}")


def _measure_of(concept: str) -> Measure | None:
    for entry in FACTS.values():
        if concept in entry.value_sets and isinstance(entry.fact, Measure):
            return entry.fact
    return None
