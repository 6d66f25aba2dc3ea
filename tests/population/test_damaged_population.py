"""Of a damaged record the bulk reader says what the reader of one patient says: each value, and why a missing one is missing."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import damage
from bundles import collection
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.cells import scales
from cobalamin.population.part import fact_tables
from cobalamin.records.bulk import export
from cobalamin.records.bulk.codes import DOUBT, meanings_at
from cobalamin.records.bulk.export import FirstPass
from cobalamin.records.bulk.settle import Settling
from cobalamin.records.errors import RecordError
from cobalamin.records.fact_table import NOT_USED, FactRows
from cobalamin.records.fhir.read import read_bundle
from cobalamin.records.fhir.resources import MEDICINES
from cobalamin.records.heaps import Heap
from cobalamin.records.moments import span
from cobalamin.records.select import facts_on

Rows = dict[str, dict[str, Any]]
SCALES = scales(*ARTICLE.roots)
TOGETHER = 60


def record(number: int) -> list[damage.Json]:
    """A patient of that number with damage in some resources, which all still name this patient: a folder goes by that."""
    chance, id = Random(number), f"p{number}"
    sent = [entry["resource"] for entry in chance.choice(damage.bundles())["entry"]]
    (patient,) = (each for each in sent if each["resourceType"] == "Patient")
    rest = [each for each in sent if each["resourceType"] not in ("Patient", "Medication")]
    spoiled = [damage.damaged(each, chance) if chance.random() < 0.3 else each for each in rest]
    whose = {"reference": f"Patient/{id}"}
    owner = {
        each["resourceType"]: "patient" if each["resourceType"] == "AllergyIntolerance" else "subject" for each in rest
    }
    return [
        {**patient, "id": id},
        *(
            {**new, "resourceType": old["resourceType"], owner[old["resourceType"]]: whose}
            for new, old in zip(spoiled, rest, strict=True)
        ),
    ]


def one_by_one(records: dict[str, list[damage.Json]]) -> Rows:
    rows = FactRows(SCALES, damage.ON)
    for id, resources in records.items():
        bundle = collection(resources)
        try:
            rows.add(id, facts_on(read_bundle(json.dumps(bundle).encode()), damage.ON))
        except RecordError:
            continue
    return {row["patient"]: row for row in rows.table().to_pylist()}


def in_bulk(records: dict[str, list[damage.Json]], folder: Path) -> Rows:
    return read_in_bulk(records, folder)[0]


def read_in_bulk(records: dict[str, list[damage.Json]], folder: Path) -> tuple[Rows, list[damage.Json]]:
    """The rows, and the resources of which a line of the file was told that it cannot be read."""
    folder.mkdir()
    lines = [json.dumps(resource) for resources in records.values() for resource in resources]
    (folder / "all.ndjson").write_text("\n".join(lines) + "\n")
    heaps = folder / "heaps"
    heaps.mkdir()
    scattered = export.scatter([folder / "all.ndjson"], heaps, 4, FirstPass(on=damage.ON))
    rows = FactRows(SCALES, damage.ON)
    (found,) = fact_tables([Heap(heaps, 0, 3), Heap(heaps, 3)], Settling(damage.ON, (), THRESHOLDS), rows, [])
    rejected = [json.loads(lines[int(each.where.rpartition(":")[2]) - 1]) for each in scattered.rejected]
    return {row["patient"]: row for row in found.to_pylist()}, rejected


def test_a_damaged_record_says_the_same_in_bulk_as_alone(tmp_path: Path) -> None:
    for start in range(0, 4 * damage.COUNT, TOGETHER):
        records = {f"p{number}": record(number) for number in range(start, start + TOGETHER)}
        alone, (together, rejected) = one_by_one(records), read_in_bulk(records, tmp_path / f"{start}")
        assert len(alone) > TOGETHER / 2
        # what says nothing is not read in bulk, so a wrong version of FHIR is not seen in it
        assert alone.keys() <= together.keys()
        for id, row in alone.items():
            assert but_left_out(together[id]) == but_left_out(row)
            assert unlike_left_out(records[id], row, together[id], rejected) == set()


def but_left_out(row: dict[str, Any]) -> dict[str, Any]:
    """Without what is told of resources that do not fit, and of versions: in bulk those that say nothing are not looked into.

    Of the first `unlike_left_out` says more, of versions `test_all_sources`.
    """
    told = (each for each in row[NOT_USED] or () if "left out" not in each and "sent in several versions" not in each)
    return row | {NOT_USED: [*told]}


def unlike_left_out(
    sent: list[damage.Json], alone: dict[str, Any], together: dict[str, Any], rejected: list[damage.Json]
) -> set[str]:
    """Resources left out alone and told nowhere in bulk though their code speaks, or left out in bulk only.

    Of those whose name nobody can mistake: an id that is a text, and of one resource.
    """
    names = Counter(name for each in sent if (name := name_of(each)))
    mine, theirs = left_out_of(alone), left_out_of(together)
    told = theirs | {name_of(each) for each in rejected}
    untold = {name_of(each) for each in sent if speaks_by_its_code(each)} & (mine - told)
    return {name for name in untold | (theirs - mine) if names[name] == 1}


def left_out_of(row: dict[str, Any]) -> set[str]:
    return {each.partition(" ")[0] for each in row[NOT_USED] or () if "was left out" in each}


def name_of(resource: damage.Json) -> str:
    id = resource.get("id")
    return (
        f"{resource['resourceType']}/{id}" if isinstance(id, str) and re.fullmatch(r"[A-Za-z0-9.-]{1,64}", id) else ""
    )


def speaks_by_its_code(resource: damage.Json) -> bool:
    """Whether nobody could pass it over by a glance; of results those alone that can count on the day."""
    kind = resource["resourceType"]
    code = resource.get("medicationCodeableConcept" if kind in MEDICINES else "code")
    meaning = meanings_at()[json.dumps(code).encode()]
    if code is None or meaning is DOUBT:
        return False
    if kind != "Observation":
        return kind in CODED and meaning.speaks_in(kind)
    drawn = resource.get("effectiveDateTime")
    when = span(drawn) if isinstance(drawn, str) else None
    in_time = when is not None and damage.ON.replace(year=damage.ON.year - 1) <= when.first and when.last <= damage.ON
    return in_time and meaning.observed


CODED = ("Condition", "Procedure", "AllergyIntolerance", *MEDICINES)
