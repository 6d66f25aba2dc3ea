"""From FHIR to answers, the product beside cql-execution as its users run it: the same patients, CPU time, rounds in turn, medians.

python benchmarks/population_cql.py [--patients N] [--rounds N] [--real FOLDER-OF-BUNDLES]

Ours is `cobalamin screen` on a folder of bundles and on the same resources as NDJSON, one process; theirs is Node with
cql-execution and the PatientSource of cql-exec-fhir over the same bundles, with the translation of the library not counted.
Both are measured with their start-up and without. Needs Node and `sh tools/node_packages.sh tests/cql`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import cycle, product
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow.dataset as dataset

from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.manual.cql import VALUE_SET, code_sets, cql
from cobalamin.population.screen import screen
from cobalamin.readings.wanted import column_of
from cobalamin.records.bulk.export import bundle_files
from cobalamin.synthetic.patients import synthesise
from population import cpu, told

CQL = Path(__file__).parents[1] / "tests" / "cql"
sys.path[:0] = [str(CQL), str(CQL.parent)]
from patients import ON, bundles  # noqa: E402

from bulk_export import as_ndjson  # noqa: E402

Bundle = dict[str, Any]
SOURCES = ("bundles", "bulk")
"""The two folders the same patients stand in."""


# --- the same patients for both --------------------------------------------------------------------------------------


def made_up(count: int, folder: Path) -> list[Bundle]:
    """People of `cobalamin synthesise`, a bundle each."""
    synthesise(folder, patients=count, seed=1, format="ndjson", on=ON)
    resources: dict[str, list[Bundle]] = defaultdict(list)
    for path in sorted((folder / "ndjson").glob("*.ndjson")):
        for resource in map(json.loads, path.read_text().splitlines()):
            if resource["resourceType"] == "Patient":
                resources[resource["id"]].insert(0, resource)
            else:
                whose = resource.get("subject") or resource["patient"]
                resources[whose["reference"].rpartition("/")[2]].append(resource)
    return [
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in own]}
        for own in resources.values()
    ]


def copied(count: int, folder: Path) -> list[Bundle]:
    """The bundles of a folder again and again, each copy another patient's."""
    texts = [path.read_text() for path in bundle_files(folder)]
    names = [_patient(json.loads(text)) for text in texts]
    copies = (f"{name}-{i // len(texts)}" for i, name in zip(range(count), cycle(names), strict=False))
    return [
        json.loads(text.replace(name, copy))
        for text, name, copy in zip(cycle(texts), cycle(names), copies, strict=False)
    ]


def _patient(bundle: Bundle) -> str:
    resources = (entry["resource"] for entry in bundle["entry"])
    return next(resource["id"] for resource in resources if resource["resourceType"] == "Patient")


def write_sources(people: list[Bundle], folder: Path) -> None:
    """A folder of bundles, a folder of NDJSON, the bundles one a line, and what cql-execution needs besides."""
    lines: dict[str, list[bytes]] = defaultdict(list)
    for name in SOURCES:
        (folder / name).mkdir(parents=True)
    for i, bundle in enumerate(people):
        (folder / "bundles" / f"{i:06}.json").write_text(json.dumps(bundle))
        for kind, own in as_ndjson(bundle).items():
            lines[kind] += own
    for kind, own in lines.items():
        (folder / "bulk" / f"{kind}.ndjson").write_bytes(b"\n".join(own) + b"\n")
    (folder / "bundles.ndjson").write_text("\n".join(map(json.dumps, people)))
    (folder / "sets.json").write_text(json.dumps({VALUE_SET + name: rows for name, rows in code_sets().items()}))
    (folder / "library.cql").write_text(cql(ARTICLE))
    elm = subprocess.run(["node", "elm.mjs", str(folder / "library.cql")], cwd=CQL, capture_output=True, check=True)
    (folder / "library.json").write_bytes(elm.stdout[elm.stdout.index(b"{") :])


# --- both sides ------------------------------------------------------------------------------------------------------


def started(folder: Path, source: str) -> float:
    """Seconds of CPU of the command."""
    command = [sys.executable, "-m", "cobalamin", "screen", folder / source, "--to", _emptied(folder, source)]
    begun = cpu()
    subprocess.run([*command, "--on", str(ON)], capture_output=True, check=True)
    return cpu() - begun


def running(folder: Path, source: str) -> float:
    """Seconds of CPU of the function the command calls, in this process."""
    to = _emptied(folder, source)
    begun = cpu()
    screen(folder / source, to, on=ON)
    return cpu() - begun


def _emptied(folder: Path, source: str) -> Path:
    shutil.rmtree(folder / f"answers-{source}", ignore_errors=True)
    return folder / f"answers-{source}"


def theirs(folder: Path) -> tuple[list[Bundle], float, float]:
    """The defines of each patient, and seconds of CPU of the run with start-up and without."""
    command = [
        "node",
        "timed.mjs",
        *(str(folder / n) for n in ("library.json", "sets.json", "bundles.ndjson")),
        str(ON),
    ]
    begun = cpu()
    done = subprocess.run(command, cwd=CQL, capture_output=True, text=True, check=True)
    whole = cpu() - begun
    *answers, spent = (json.loads(line) for line in done.stdout.splitlines())
    return answers, whole, spent["answering"]


def differences(people: list[Bundle], answers: list[Bundle], folder: Path) -> Iterator[str]:
    """Definitions, indications and outcomes that are not the same for a patient."""
    rules = (*ARTICLE.definitions, *(indication.rule for indication in ARTICLE.indications))
    for source in SOURCES:
        parts = sorted((folder / f"answers-{source}").glob("part-*.parquet"))
        mine = {row["patient"]: row for row in dataset.dataset(parts).to_table().to_pylist()}
        for bundle, engine in zip(people, answers, strict=True):
            row = mine[_patient(bundle)]
            both = {rule.id: (row[column_of(rule)], engine.get(rule.id)) for rule in rules}
            for ladder in ARTICLE.ladders:
                both[ladder.id] = (row[ladder.id], engine.get(f"answer {ladder.id}") or UNDETERMINED)
            yield from (f"{source} {row['patient']} {name}: {a}, {b}" for name, (a, b) in both.items() if a != b)


def compare(what: str, people: list[Bundle], folder: Path, rounds: int) -> None:
    """One set of patients on both sides, each ratio with the target of the whole way."""
    write_sources(people, folder)
    running(folder, "bundles")  # the first run in a process compiles the rules
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        answers, whole, answering = theirs(folder)
        spent["cql-execution"].append(whole)
        spent["cql-execution running"].append(answering)
        for source in SOURCES:
            spent[source].append(started(folder, source))
            spent[source + " running"].append(running(folder, source))
    found = {name: median(times) for name, times in spent.items()}
    wrong = list(differences(people, answers, folder))
    print(f"# {len(people):,} {what}, seconds of CPU: " + ", ".join(f"{name} {s:.2f}" for name, s in found.items()))
    print("\n".join([f"# {len(wrong)} answers differ", *wrong[:10]]))
    for source, run in product(SOURCES, ("", " running")):
        ratio = found["cql-execution" + run] / found[source + run]
        told(f"{what}: {source} / cql-execution{run or ', both with start-up'}", ratio, ">= 500", "800-1100")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--real", type=Path, help="a folder of bundles to copy in the place of made-up patients")
    options = parser.parse_args()
    if shutil.which("node") is None or not (CQL / "node_modules").is_dir():
        print("# cql-execution left out: it needs Node and `sh tools/node_packages.sh tests/cql`")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, own in _people(options.patients, options.real, folder).items():
            compare(what, own, folder / what.replace(" ", "-"), options.rounds)


def _people(count: int, real: Path | None, folder: Path) -> dict[str, list[Bundle]]:
    if real is not None:
        return {f"copies of {real.name}": copied(count, real)}
    return {"patients at the figures": list(bundles(count, 4)), "made-up people": made_up(count, folder / "people")}


if __name__ == "__main__":
    main()
