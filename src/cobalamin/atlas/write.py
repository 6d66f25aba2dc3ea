"""The atlas as a folder: the page, the findings and hinges in Markdown, and every witness as a case file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cobalamin.atlas.atlas import Atlas
from cobalamin.atlas.hinges import Hinges
from cobalamin.atlas.hinges_page import hinges_page
from cobalamin.atlas.markdown import findings_page
from cobalamin.atlas.page import page
from cobalamin.knowledge.facts import ASSESSABLE, FACTS
from cobalamin.language.patient import Patient
from cobalamin.proving.witness import case_file
from cobalamin.records.outputs import write_whole


def write_atlas(found: Atlas, hang: Hinges, to: Path) -> None:
    """The page, the findings and what hangs on each reading in Markdown, and every witness as a case file."""
    (to / "witnesses").mkdir(parents=True, exist_ok=True)
    for id, document in witnesses(found):
        write_whole(to / "witnesses" / f"{id}.json", f"{json.dumps(document, indent=1, ensure_ascii=False)}\n".encode())
    write_whole(to / "hinges.md", hinges_page(hang).encode())
    write_whole(to / "atlas.md", findings_page(found).encode())
    write_whole(to / "atlas.html", page(found).encode())  # last: its links lead somewhere


def witnesses(found: Atlas) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every witness of the atlas by its file name."""
    for pair in found.pairs:
        for kind in pair.kinds:
            id = f"{pair.one}_{pair.other}_{kind.one_route}_{kind.other_route}".replace("@", "-")
            title = f"{pair.one}: {kind.one_route}; {pair.other}: {kind.other_route}"
            yield id, witness_case(id, title, kind.witness, "The smallest drawn patient with this difference.")
    for finding in found.findings:
        id = "".join(c if c.isalnum() or c in "-_" else "_" for c in finding.id)
        yield id, witness_case(id, finding.id, finding.witness, finding.sentence)


def witness_case(id: str, title: str, patient: Patient, note: str) -> dict[str, Any]:
    """A witness as a case file; every group of questions was asked about."""
    known = {
        name: value for name, value in patient.items() if value is not False or FACTS[name].group not in ASSESSABLE
    }
    return {**case_file(id, title, known, note), "assessed": list(ASSESSABLE)}
