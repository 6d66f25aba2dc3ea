"""Copies of a folder of bundles as FHIR Bulk Data, each copy of other patients: real records in any amount.

python benchmarks/copies.py FOLDER-OF-BUNDLES FOLDER COPIES
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec

from cobalamin.records.bulk.export import bundle_files

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from bulk_export import as_ndjson


def write_copies(bundles: Path, folder: Path, copies: int) -> None:
    """Lines by resource type; the patient of copy 7 has "-7" behind the id, and whoever points to it points to the copy."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as files:
        open_files: dict[str, object] = {}
        for path in bundle_files(bundles):
            bundle = msgspec.json.decode(path.read_bytes())
            patient = next(e["resource"]["id"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
            for kind, lines in as_ndjson(bundle).items():
                if kind not in open_files:
                    open_files[kind] = files.enter_context((folder / f"{kind}.ndjson").open("wb"))
                text = b"\n".join(lines) + b"\n"
                for copy in range(copies):
                    open_files[kind].write(text.replace(patient.encode(), f"{patient}-{copy}".encode()))


if __name__ == "__main__":
    write_copies(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
