"""The cells of a list that are not read, for what in them speaks against calling somebody (register R146)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.recall.cautions import DEATH_NOTED, UNSETTLED
from cobalamin.records.document import shown
from cobalamin.records.notes import names_an_end, names_death, names_reaction_to_b12

_LONGEST = 4000
"""So many characters of a cell are looked at: an engineering limit."""


def noted(cells: Iterable[str], *, of_list: bool) -> Iterator[tuple[str, str, str]]:
    """The text of each such cell, the caution it is reason for, "" where for none, and what is told; in a table of entries an end
    may be that of another medicine.
    """
    for cell in cells:
        text = cell.strip()[:_LONGEST]
        if text and (found := _said(text, of_list=of_list)):
            caution, what = found
            yield text, caution, f"a cell that is not read ({shown(text)}) {what}"


def _said(text: str, *, of_list: bool) -> tuple[str, str] | None:
    if names_reaction_to_b12(text):
        return UNSETTLED, "names a reaction: ask whether it is so before a dose"
    if names_death(text):
        return DEATH_NOTED, "may say that the patient has died: find out before anybody is called"
    if of_list and names_an_end(text):
        return "", "may say that injections ended, wait or are given elsewhere: look before the next dose"
    return None
