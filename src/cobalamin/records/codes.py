"""Which concept a code of a record means: one look-up in the shipped value sets, with a site's own file laid over them.

Every list is checked on loading: check digits of SNOMED CT (Verhoeff) and LOINC (mod 10), and no row twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from string import whitespace
from typing import Literal, get_args

import msgspec

from cobalamin.records.errors import RecordError
from cobalamin.records.forms import reader

Role = Literal["", "broad", "exclude", "product", "variant"]


class Match(msgspec.Struct, frozen=True):
    """A concept the code stands for. `broad` needs corroboration; `variant` is of another stated kind or hierarchy."""

    concept: str
    role: Role = ""


class Concept(msgspec.Struct, frozen=True):
    """One value set: its codes as (system, code, role), and for a qualitative test the words of its answers."""

    name: str
    codes: tuple[tuple[str, str, Role], ...]
    answers: dict[str, tuple[str, ...]] = {}


class _File(msgspec.Struct, frozen=True):
    attribution: dict[str, str]
    systems: dict[str, tuple[str, ...]]
    concepts: dict[str, Concept]


_FILE = reader(_File)


Split = tuple[tuple[Match, ...], tuple[Match, ...]]
"""What a code means, and what it only looks like (the excluded concepts)."""

_NOTHING: Split = ((), ())
_TREES: dict[str, tuple[int, ...]] = {
    "icd10cm": (8, 7, 6, 5, 4, 3), "icd10": (6, 5, 4, 3), "icd10gm": (6, 5, 4, 3),
    "opcs4": (4, 3), "atc": (7, 5, 4, 3, 1), "readv2": (5,),
}  # fmt: skip
"""Systems in which a longer code is a kind of the shorter one, with the lengths to try, without the dot."""


@dataclass(frozen=True, eq=False)
class ValueSets:
    """The concepts by name, and every code's meaning by system and code."""

    concepts: Mapping[str, Concept]
    attribution: Mapping[str, str]
    systems: Mapping[str, str]
    """Address as normalised -> short key."""
    split: Mapping[tuple[str, str], Split] = field(repr=False)

    def concepts_of(self, system: str | None, code: str | None) -> tuple[Match, ...]:
        """Every concept the code stands for; an excluded row never matches, an unknown code is ()."""
        return self._split(system, code)[0]

    def exclusions_of(self, system: str | None, code: str | None) -> tuple[Match, ...]:
        """What the code looks like and must not be read as, for the report: a cyanide kit is no B12 injection."""
        return self._split(system, code)[1]

    def system_key(self, system: str) -> str:
        """The short key of a code system's address (trailing slash, https, version and oid forms allowed), else ""."""
        found = self.systems.get(system)
        return self.systems.get(address(system), "") if found is None else found

    def key(self, system: str, code: str) -> tuple[str, str]:
        """System and code as the index spells them; a system we do not know keeps its address."""
        short = self.system_key(system) or address(system)
        return short, spelled_code(short, code)

    def _split(self, system: str | None, code: str | None) -> Split:
        if not system or not code:
            return _NOTHING
        short, spelled = self.key(system, code)
        found = self.split.get((short, spelled))
        if found is None and short in _TREES:
            found = _longest(self.split, short, spelled)
        return found or _NOTHING

    def overlaid(self, rows: Iterable[tuple[str, str, Match]]) -> ValueSets:
        """The same with these (system, code, match) in place of all that was known of those codes."""
        fresh: dict[tuple[str, str], Split] = {}
        for system, code, match in rows:
            key = self.key(system, code)
            means, looks = fresh.get(key, _NOTHING)
            fresh[key] = (means, (*looks, match)) if match.role == "exclude" else ((*means, match), looks)
        return replace(self, split={**self.split, **fresh})


@cache
def shipped() -> ValueSets:
    """The value sets that come with the program, checked, read once."""
    return load(Path(__file__).with_name("value_sets.json").read_bytes())


def load(text: bytes) -> ValueSets:
    """The value sets in the text, or an error that names the first row at fault."""
    try:
        file = _FILE.decode(text)
    except msgspec.DecodeError as problem:
        raise RecordError(
            f"the value sets cannot be read: {problem}; make them again with tools/make_value_sets.py"
        ) from problem
    systems = {form: short for short, forms in file.systems.items() for name in forms for form in (name, address(name))}
    return ValueSets(
        file.concepts, file.attribution, systems | {short: short for short in file.systems}, _indexed(file)
    )


def _indexed(file: _File) -> dict[tuple[str, str], Split]:
    """Every row under its system and code; in a tree the wider codes' concepts hold for the narrower too."""
    rows: dict[tuple[str, str], dict[str, Match]] = {}
    for concept, body in file.concepts.items():
        matches = {role: Match(concept, role) for role in get_args(Role)}
        for system, code, role in body.codes:
            if system not in file.systems:
                raise RecordError(
                    f"{concept} uses the code system {system!r}, which `systems` does not name; add it there"
                )
            require_check_digit(system, code)
            found = rows.setdefault((system, spelled_code(system, code)), {})
            if concept in found:
                raise RecordError(f"{concept} lists {system} {code} twice; keep one row")
            found[concept] = matches[role]
    return {key: _divided(_inherited(rows, key) if key[0] in _TREES else found) for key, found in rows.items()}


def _inherited(rows: Mapping[tuple[str, str], dict[str, Match]], key: tuple[str, str]) -> dict[str, Match]:
    """The concepts of a code and of the codes above it; for one concept the most specific row decides."""
    system, code = key
    found: dict[str, Match] = {}
    for length in (len(code), *_TREES[system]):
        if length <= len(code):
            for concept, match in rows.get((system, code[:length]), {}).items():
                found.setdefault(concept, match)
    return found


def _divided(matches: Mapping[str, Match]) -> Split:
    means = tuple(m for m in matches.values() if m.role != "exclude")
    return means, tuple(m for m in matches.values() if m.role == "exclude")


def _longest(split: Mapping[tuple[str, str], Split], system: str, code: str) -> Split | None:
    """What the nearest listed code above says, at most six look-ups."""
    for length in _TREES[system]:
        if length < len(code) and (found := split.get((system, code[:length]))) is not None:
            return found
    return None


# --- spelling ---


_OID = re.compile(r"(?:(?:urn:)?oid:)?[0-2](?:\.[0-9]+){3,}")
_SCHEME = re.compile(r"^(?:\s|https?://)+")


@lru_cache(maxsize=1024)
def address(system: str) -> str:
    """A code system's address without what varies: case, http or https, version, edition of SNOMED CT, slash, urn:oid."""
    text = _SCHEME.sub("", system.partition("|")[0].casefold(), count=1).rstrip(f"{whitespace}/")
    if _OID.fullmatch(text):
        return f"urn:oid:{text.rpartition(':')[2]}"
    return "snomed.info/sct" if text.startswith("snomed.info/sct/") else text


def spelled_code(short: str, code: str) -> str:
    """The code as the index spells it: `d51.0` and `D510` are one, and `G32.0*` is G32.0; Read loses the suffix 00 of its first
    term.
    """
    text = code.strip()
    match short:
        case "icd10cm" | "icd10" | "icd10gm":
            return text.replace(".", "").rstrip("+*!†-").upper()
        case "opcs4" | "atc":
            return text.replace(".", "").upper()
        case "readv2":
            return text.removesuffix("00") if len(text) == 7 else text
        case "loinc" | "cpt" | "hcpcs" | "bnf":
            return text.upper()
        case _:
            return text


# --- check digits ---

_PRODUCT = tuple(tuple(map(int, row)) for row in (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
))  # fmt: skip
"""Multiplication in the group of ten that Verhoeff's check uses."""
_TURNED = tuple({digit: int(row[int(digit)]) for digit in "0123456789"} for row in (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
))  # fmt: skip
"""What a digit counts at its place from the right."""
_SNOMED = re.compile(r"[1-9][0-9]{5,17}")
_LOINC = re.compile(r"([0-9]{1,7})-([0-9])")
_LOINC_PART = re.compile(r"L[APLG][0-9]{1,7}-[0-9]")
"""Answers, parts and lists of LOINC: their check digit counts the letters too and is not checked here."""


def verhoeff(number: str) -> bool:
    """Whether the last digit is the Verhoeff check digit of the rest (SNOMED CT identifiers)."""
    check = 0
    for place, digit in enumerate(reversed(number)):
        check = _PRODUCT[check][_TURNED[place % 8][digit]]
    return check == 0


def mod_10(number: str, check: str) -> bool:
    """Whether `check` is the mod 10 check digit of the number (LOINC): every second digit from the right doubled."""
    total = sum(int(d) if place % 2 else int(d) * 2 - 9 * (d > "4") for place, d in enumerate(reversed(number)))
    return (total + int(check)) % 10 == 0


def looks_like_loinc(code: str) -> bool:
    """Whether a code has the form of one of LOINC's, and its check digit."""
    parts = _LOINC.fullmatch(code.strip())
    return parts is not None and mod_10(parts[1], parts[2])


def require_check_digit(short: str, code: str) -> None:
    """Refuse a SNOMED CT or LOINC code whose form or check digit is wrong: it is mistyped."""
    if short == "sct" and not (_SNOMED.fullmatch(code) and verhoeff(code)):
        raise RecordError(f"SNOMED CT id {code!r} fails its check digit (Verhoeff); look the code up again")
    if short == "loinc" and not _LOINC_PART.fullmatch(code):
        parts = _LOINC.fullmatch(code)
        if parts is None or not mod_10(parts[1], parts[2]):
            raise RecordError(f"LOINC code {code!r} fails its check digit (mod 10); look the code up again")


# --- what may not be dropped in silence ---

_BRANDS = "behepan|betolvex|betolvidon|cohemin|dodex|duradoce|imcobex|medivitan|neurobion|nurokind|vitarubin"
"""Brands of B12 whose contents were seen in a leaflet, a catalogue or a list of medicines: enough to ask, not to read them."""
_RELEVANT = re.compile(
    r"b[\s._-]*12(?![0-9])|[ck]obal|\bcobamamid|\bholo(?!gra|caust|cene)|m[eé]th?[yi]l[\s-]?mal|metyylimal|\bmma\b|"
    r"homo[ckz][iyí]st[eé][ií]n|\bt?hcy\b|\banti[\s-]?if\b|"
    r"(?<!indirect )\bif[\s-]?(?:ab|ak|antibod(?:y|ies)|antikörper|antistof\w*)\b|"
    rf"\bintr[ií]ns\w*[\s-]*fa[ck]t|fa(?:[ck]t|tt)\w*[\s-]+intr[ií]ns|\b(?:{_BRANDS})\b"
)


def unmapped_but_relevant(text: str) -> bool:
    """Whether a code or text without a concept speaks of B12, or of a test of its lack, and so must be reported.

    `B₁₂` and `B-12` count, and kobalamin; `holo` counts only at the start of a word, for pathology and psychology hold it too.
    """
    return _RELEVANT.search(unicodedata.normalize("NFKC", text).casefold()) is not None
