"""Records with damage of every kind in any place: what a broken interface, a half-migrated database or a careless script sends.

A record is made of seed and number alone, so a failing one is found again by its name. COBALAMIN_DAMAGED says how many are tried.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from cobalamin.synthetic.patients import synthesise

Json = Any
Place = tuple[str | int, ...]
COUNT = int(os.environ.get("COBALAMIN_DAMAGED", "60"))
ON = date(2026, 3, 1)
_PEOPLE, _SEED = 40, 11
_ROOT = Path(__file__).parents[1]
_EXAMPLE, _SHARED = _ROOT / "examples" / "bundle-ileal-resection.json", _ROOT.parent / "shared" / "data"
_READ = (
    "Observation",
    "Condition",
    "MedicationRequest",
    "Procedure",
    "AllergyIntolerance",
    "DiagnosticReport",
    "Medication",
)

_WRONG: tuple[Json, ...] = (
    None, True, False, 0, -1, 1, 1e308, -1e308, 1e-320, 10**30, 3.5, "", "x", "0", "-5", ">2000*", "<150", "1/2", "∞", "NaN",
    "２１４", "2026-02-30", "2026", "2026-13", "0000-01-01", "9999-12-31", "2026-02-20T25:00:00Z", "2026-02-20T10:00:00+99:00",
    "2026-02-20T10:00:00.123456789Z", "\U0001f600", "a" * 5000, "\x00", "\n", [], {}, [None], [[]], [{}], {"coding": None},
    {"coding": [None]}, {"coding": [{}]}, {"value": 1}, {"value": "1"}, {"reference": "Patient/zz"}, {"reference": "#x"},
    {"start": "2026"}, {"start": None}, "final", "entered-in-error", "http://loinc.org", "2132-9", "urn:uuid:x", "ng/L", "pmol/L",
)  # fmt: skip
"""What may stand where something else belongs: other kinds, numbers without end, dates that are none, comparators, other codes."""


def damaged(document: Json, chance: Random) -> Json:
    """The document with a few places changed: another value, none, one from elsewhere, twice, or under another name."""
    found = json.loads(json.dumps(document))
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        places = [place for place in _places(found) if place]
        if places:
            _spoil(found, places, chance)
    return found


def _spoil(document: Json, places: list[Place], chance: Random) -> None:
    *way, last = chance.choice(places)
    holder = _at(document, tuple(way))
    kind = chance.random()
    if kind < 0.6:
        holder[last] = _copy(chance.choice(_WRONG))
    elif kind < 0.75:
        del holder[last]
    elif kind < 0.85:
        holder[last] = _copy(_at(document, chance.choice(places)))
    elif isinstance(holder, list):
        holder.insert(int(last), _copy(holder[int(last)]))
    else:
        holder[f"{last}{chance.choice('x _')}"] = holder.pop(last)


def _places(value: Json, place: Place = ()) -> Iterator[Place]:
    yield place
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from _places(each, (*place, key))


def _at(document: Json, place: Place) -> Json:
    for key in place:
        document = document[key]
    return document


def _copy(value: Json) -> Json:
    return json.loads(json.dumps(value))


# --- whole records ---------------------------------------------------------------------------------------------------


@cache
def bundles() -> tuple[Json, ...]:
    """A Bundle each: the shipped example, some invented people, and a part of each shared record where they are there."""
    return (json.loads(_EXAMPLE.read_bytes()), *_invented(), *_shared())


def _invented() -> Iterator[Json]:
    resources: dict[str, list[Json]] = {}
    with tempfile.TemporaryDirectory() as folder:
        synthesise(folder, patients=_PEOPLE, seed=_SEED, on=ON)
        for file in sorted(Path(folder, "ndjson").glob("*.ndjson")):
            for line in file.read_text().splitlines():
                resource = json.loads(line)
                resources.setdefault(_whose(resource), []).append(resource)
    return (_bundle(theirs) for theirs in resources.values())


def _whose(resource: Json) -> str:
    return str(resource["subject"]["reference"]).removeprefix("Patient/") if "subject" in resource else resource["id"]


def _shared() -> Iterator[Json]:
    """Of each record the patient and so much of what is read that a damaged place is seldom one nobody reads."""
    chance = Random(_SEED)
    for file in sorted(_SHARED.glob("*/*.json")):
        resources = [entry["resource"] for entry in json.loads(file.read_bytes())["entry"]]
        patient = [each for each in resources if each["resourceType"] == "Patient"]
        rest = [each for each in resources if each["resourceType"] in _READ]
        yield from (_bundle([*patient, *chance.sample(rest, min(14, len(rest)))]) for _ in range(3))


def _bundle(resources: list[Json]) -> Json:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
