"""Writes one of each draft order and outcome that a card or an error can hold, for HL7's validator (`make fhir-check`).

python tools/fhir_check/write_resources.py FOLDER
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.records.fhir.out import TESTS, Resource, medication_request, operation_outcome, service_request

ON = date(2026, 3, 1)


def resources() -> Iterator[tuple[str, Resource]]:
    """Each resource with a name for its file."""
    for regimen in REGIMENS:
        if not regimen.startswith("_"):
            yield (
                f"order-{regimen}",
                medication_request(regimen, "p1", ON, ["1 mg on alternate days"], "1 mg every 2 months"),
            )
    for test in TESTS:
        yield f"test-{test}", service_request(test, "p1", ON)
    yield "outcome", operation_outcome("the file is not JSON: expected a case file or a FHIR Bundle")


if __name__ == "__main__":
    for name, resource in resources():
        (Path(sys.argv[1]) / f"{name}.json").write_text(json.dumps(resource), encoding="utf-8")
