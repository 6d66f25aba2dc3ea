"""One law over every kind of source: the same people say the same facts, reasons and answers wherever they stand."""

from __future__ import annotations

import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow.dataset as dataset
import pytest

from awkward import ON, Json, Maker, bundle, plainly
from cobalamin.assessment.assess import assess
from cobalamin.population.rules import rules_for
from cobalamin.population.screen import screen
from cobalamin.records.bulk.codes import DOUBT, meanings_at
from cobalamin.records.bulk.lines import OBSERVED
from cobalamin.records.document import UNFIT
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import NOT_USED, FactRows
from cobalamin.records.fhir import read as fhir
from cobalamin.records.moments import span
from cobalamin.records.record import DIED, rejected_in
from cobalamin.records.select import facts_on

PEOPLE = int(os.environ.get("COBALAMIN_DAMAGED", "60")) * 5
FIRST = int(os.environ.get("COBALAMIN_FIRST", "0"))
FEW = 1_000
Rows = dict[str, dict[str, Any]]


def at_the_bedside(people: dict[str, list[Json]]) -> tuple[Rows, set[str], set[str]]:
    """Each patient alone: facts, reasons, answers; who was refused and what left out; and why patients were."""
    rules = rules_for("article", False)
    rows, told, whys = FactRows(rules.scale_of, ON), set(), set()
    for id, resources in people.items():
        try:
            case = fhir.read_bundle(bundle(resources))
        except RecordError as problem:
            told.add(f"{id}.json")
            whys.add(str(problem))
            continue
        rows.add(id, facts_on(case, ON))
        told |= {each.where for each in rejected_in(case)}
    return {row["patient"]: row for row in rules.answered(rows.table()).to_pylist()}, told, whys


def screened(source: Path, to: Path) -> Rows:
    screen(source, to, on=ON)
    rows = dataset.dataset(sorted(to.glob("part-*.parquet"))).to_table().to_pylist()
    assert len({row["patient"] for row in rows}) == len(rows)
    return {row["patient"]: row for row in rows}


def told_of(to: Path) -> set[str]:
    """The patients and resources that could not be read, by name where they have one."""
    notes = [json.loads(path.read_text()) for path in (to / "_rejects").glob("*.json")]
    lines = to / "_rejects" / "lines.ndjson"
    resources = [json.loads(line) for line in lines.read_text().splitlines()] if lines.exists() else []
    named = {f"{each['resourceType']}/{each['id']}" for each in resources}
    return named | {each["where"] for note in notes for each in note["first"]}


def says_something(resource: Json) -> bool:
    """Whether it is of one of the people, and something in it has a meaning: in bulk what says nothing is not looked into."""
    found = [meanings_at()[json.dumps(each).encode()] for each in concepts_in(resource)]
    meant = any(each.somewhere for each in found if each is not DOUBT)
    return meant and "nobody" not in json.dumps([resource.get("subject"), resource.get("patient")])


def is_of_nobody(resource: Json, beside: list[Json]) -> bool:
    """Whether it is a medicine that nothing of theirs points to."""
    theirs = (each.get("medicationReference") for each in beside if "nobody" not in json.dumps(each.get("subject")))
    return resource["resourceType"] == "Medication" and not any(resource["id"] in json.dumps(each) for each in theirs)


def is_outside(resource: Json) -> bool:
    """Whether it is a result that may have been drawn more than a year before the day, after it, or on a day nobody knows."""
    if resource["resourceType"] != "Observation":
        return False
    drawn = span(str(resource.get("effectiveDateTime") or resource.get("issued") or ""))
    return drawn is None or drawn.first < ON.replace(year=ON.year - 1) or drawn.last > ON


def concepts_in(resource: Json) -> Iterator[Any]:
    """The codes of a resource and of its parts, the answers, and the substances of reactions."""
    yield resource.get("medicationCodeableConcept", resource.get("code", {"text": "vitamin B12"}))
    parts = resource.get("component")
    for part in (resource, *(parts if isinstance(parts, list) else ())):
        if isinstance(part, dict):
            yield from (part[name] for name in ("code", "valueCodeableConcept") if name in part)
            yield {"text": part["valueString"]} if isinstance(part.get("valueString"), str) else {}
    yield from (each["substance"] for each in resource.get("reaction", ()))


def write_bundles(folder: Path, people: dict[str, list[Json]]) -> None:
    folder.mkdir()
    for id, resources in people.items():
        (folder / f"{id}.json").write_bytes(bundle(resources))


def is_sound(line: str) -> str:
    """Apart from what is spoiled: one such line has all around it read one by one."""
    try:
        OBSERVED.decode(line)
    except UNFIT:
        return ""
    return ".sound"


def write_ndjson(folder: Path, people: dict[str, list[Json]], packed: bool) -> None:
    folder.mkdir()
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for resources in people.values():
        for each in resources:
            line = json.dumps(each)
            lines[f"{each['resourceType']}{is_sound(line)}"].append(line)
    for kind, texts in lines.items():
        data = ("\n".join(texts) + "\n").encode()
        if packed:
            (folder / f"{kind}.ndjson.gz").write_bytes(gzip.compress(data, 1))
        else:
            (folder / f"{kind}.ndjson").write_bytes(data)


def but_left_out(rows: Rows) -> Rows:
    """Without what is told of resources that are not met in bulk: another patient's and the medicines that these alone point to,
    those that say nothing, reports whose results are asked for, and of results outside the window all but the first.
    """
    silent = {
        f"{each['resourceType']}/{each['id']}"
        for resources in people().values()
        for each in resources
        if not says_something(each) or is_outside(each) or is_of_nobody(each, resources)
    }
    return {id: row | {NOT_USED: _but_of(silent, row[NOT_USED])} for id, row in rows.items()}


_OF_ONE = ("left out", "no result of it was sent")
"""What is told of one record, and not in bulk, or otherwise."""


def _but_of(silent: set[str], sentences: list[str] | None) -> list[str] | None:
    met = (
        each
        for each in sentences or ()
        if not any(words in each for words in _OF_ONE)
        and not ("sent in several versions" in each and each.partition(" ")[0] in silent)
    )
    return [*met] or None


def differences(mine: Rows, theirs: Rows) -> list[tuple[str, str, Any, Any]]:
    """Who differs in what; told as few as show what is wrong."""
    found = [(id, "there", id in mine, id in theirs) for id in sorted(mine.keys() ^ theirs.keys())]
    for id in sorted(mine.keys() & theirs.keys()):
        found += [(id, name, value, theirs[id][name]) for name, value in mine[id].items() if value != theirs[id][name]]
    return found


@cache
def people() -> dict[str, list[Json]]:
    return {maker.id: maker.resources() for maker in map(Maker, range(FIRST, FIRST + PEOPLE))}


@cache
def alone() -> tuple[Rows, set[str], set[str]]:
    return at_the_bedside(people())


@cache
def in_bulk() -> tuple[Rows, set[str], set[str]]:
    """As they stand alone, but a resource that says nothing by its code is not asked for its version of FHIR."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fhir, "require_r4", lambda resources: None)
        return at_the_bedside(people())


def test_most_people_can_be_read_and_every_awkward_thing_is_among_them():
    rows, _, whys = alone()
    assert PEOPLE * 0.8 < len(rows) < PEOPLE
    reasons = {value for row in rows.values() for name, value in row.items() if name.endswith("_why")}
    assert reasons >= {
        "too old", "not final", "unit missing", "unit unknown", "implausible", "after an injection", "contradictory",
        "in the future", "not dated", "not confirmed", "in words only", "unreadable",
    }  # fmt: skip
    for version in ("STU3", "R5"):
        assert any(version in why for why in whys)


def test_a_folder_of_bundles_says_what_each_bundle_says(tmp_path):
    write_bundles(tmp_path / "bundles", people())
    rows, told, _ = alone()
    assert differences(screened(tmp_path / "bundles", tmp_path / "out"), rows) == []
    assert told_of(tmp_path / "out") == told


def test_a_row_tells_what_the_answer_of_one_patient_tells_of_what_is_not_used():
    """Whatever is recorded and is no word on a fact; that the patient has died has a column of its own."""
    rows, spoken = alone()[0], np.zeros(3)
    for id in islice(rows, FEW):
        answer = assess(fhir.read_bundle(bundle(people()[id])), on=ON)
        told = {each.sentence for each in answer.missing if not each.name and each.why != DIED}
        assert rows[id][NOT_USED] == (sorted(told) or None)
        spoken += [
            any(each in sentence for sentence in told) for each in ("mentions B12", "a code of LOINC", "may be any")
        ]
    assert (spoken > min(FEW, len(rows)) / 100).all()


def test_a_file_that_cannot_be_read_stops_no_other(tmp_path):
    write_bundles(tmp_path / "bündel in ordnern", dict(islice(people().items(), 5)))
    (tmp_path / "bündel in ordnern" / "weg.json").symlink_to(tmp_path / "nirgends")
    (tmp_path / "bündel in ordnern" / "ordner.json").mkdir()
    screened(tmp_path / "bündel in ordnern", tmp_path / "aus gabe")
    assert told_of(tmp_path / "aus gabe") >= {"weg.json", "ordner.json"}


def has_versions_apart(resources: list[Json]) -> bool:
    """Whether of two versions of one resource one may be passed over in bulk: it says nothing, is out of the window, or left out.

    The other counts then as if it stood alone (docs/population.md).
    """
    versions: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for each in resources:
        told = {name: said for name, said in each.items() if name in APART or name.startswith("effective")}
        versions[each["resourceType"], each["id"]].add(json.dumps(told, sort_keys=True))
    return any(len(each) > 1 for each in versions.values())


APART = ("code", "medicationCodeableConcept", "component", "issued", "modifierExtension", "implicitRules", "focus")


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_ndjson_says_what_each_bundle_says(tmp_path, packed):
    write_ndjson(tmp_path / "ndjson", people(), packed)
    rows, told, _ = in_bulk()
    in_rows = screened(tmp_path / "ndjson", tmp_path / "out")
    found = differences(but_left_out(in_rows), but_left_out(rows))
    assert [each for each in found if not has_versions_apart(people()[each[0]])] == []
    assert len({id for id, *_ in found}) <= PEOPLE / 100
    if PEOPLE > FEW:  # of more than a thousand that are left out of a part only the first are told
        return
    untold = {name for name in told if not name.endswith(".json")} - told_of(tmp_path / "out")
    sent = {f"{each['resourceType']}/{each['id']}": each for each in chain.from_iterable(people().values())}
    untold = {name for name in untold if says_something(sent[name])}
    # Of results outside the window the first of each patient and fact is looked at: an unfit one behind it is not told.
    assert {name.partition("/")[0] for name in untold} <= {"Observation"}
    assert len(untold) < len(told) / 10


def test_the_form_of_a_reference_changes_nothing():
    plain = at_the_bedside({id: plainly(each) for id, each in people().items()})[0]
    assert differences(but_left_out(plain), but_left_out(alone()[0])) == []


def test_the_order_of_resources_changes_nothing():
    shuffled = {id: Random(id).sample(resources, len(resources)) for id, resources in people().items()}
    assert differences(but_left_out(at_the_bedside(shuffled)[0]), but_left_out(alone()[0])) == []
