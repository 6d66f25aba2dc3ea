"""Rows of a sheet that are no patient's: a title between the rows, a total, the header again (register M48)."""

from __future__ import annotations

from collections.abc import Sequence

from cobalamin.recall.sources.columns import Layout, known_columns, names_of
from cobalamin.recall.sources.words import plain
from cobalamin.records.errors import RecordError
from cobalamin.records.messages import shown

_OF_A_HEADER = 3
"""So many known names make a header of a row that is not the first."""
_TOTALS = frozenset((
    "total", "totals", "subtotal", "sub", "grand", "sum", "count", "summe", "gesamt", "gesamtsumme", "anzahl", "totaal",
    "totales", "suma",
))  # fmt: skip


def is_header_again(layout: Layout, cells: Sequence[str], line: int) -> bool:
    """Whether a row is the header, as on every page of a print; RecordError for another one, by which the rows below go."""
    place = layout.places.get("patient", len(cells))
    patient = cells[place].strip() if place < len(cells) else ""
    if not (patient.isalpha() or " " in patient or "_" in patient) or not known_columns((patient,)):
        return False
    names = names_of(cells)
    if names[: layout.width] == layout.names:
        return True
    if known_columns(cells) < _OF_A_HEADER:
        return False
    raise RecordError(
        f"line {line} holds the names of columns again, and not in the order of the first: save what stands below it as a file "
        "of its own"
    )


def not_a_patient(patient: str, cells: Sequence[str]) -> str:
    """Why a row is no patient's; "" where it may be: whoever stands in it alone with a number is one."""
    if patient.isdigit():
        return ""
    alone = sum(map(bool, map(str.strip, cells))) == 1
    if not alone and plain(patient).partition(" ")[0] in _TOTALS:
        return f"{shown(patient)} is a total, so the row is no patient's"
    if not alone or (any(map(str.isdigit, patient)) and " " not in patient):
        return ""
    return (
        f"nothing but {shown(patient)} is written in this row, so it was taken for a title: for a patient, write when the last "
        "injection was, or at least how often it is repeated"
    )
