"""The cells of a list that are not read, for what in them speaks against calling somebody (register R146)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cobalamin.recall.cautions import AT_HOME, DEATH_NOTED, NOTE_TO_READ, UNSETTLED
from cobalamin.recall.sources.days import may_be_a_day
from cobalamin.recall.sources.words import STATUS, plain
from cobalamin.records.intervals import read_interval
from cobalamin.records.messages import shown
from cobalamin.records.notes import (
    injects_at_home,
    names_a_sign,
    names_a_wish,
    names_an_end,
    names_another_dose,
    names_death,
    names_doses_elsewhere,
    names_end_of_life,
    names_reaction_to_b12,
    names_what_lasts,
)

_LONGEST = 4000
"""So many characters of a cell are looked at: an engineering limit."""


def noted(cells: Iterable[str], *, of_list: bool) -> Iterator[tuple[str, str, str]]:
    """The text of each such cell, the caution it is reason for, and what is told; in a table of entries an end
    may be that of another medicine.
    """
    for cell in cells:
        text = cell.strip()[:_LONGEST]
        if text and (found := _said(text, of_list=of_list)):
            caution, what = found
            yield text, caution, f"a cell that is not read ({shown(text)}) {what}"


def not_understood(text: Callable[[str], str], dates: Iterable[str]) -> Iterator[str]:
    """The cells of a row of a list that belong to a column and are none of its words: a death stands where there is room."""
    if plain(status := text("status")) not in STATUS:
        yield status
    if read_interval(interval := text("interval")) is None:
        yield interval
    yield from (day for day in (text("next_due"), *dates) if not may_be_a_day(day))


def _said(text: str, *, of_list: bool) -> tuple[str, str] | None:
    if names_reaction_to_b12(text):
        return UNSETTLED, "names a reaction: ask whether this is correct before a dose"
    if names_death(text):
        return DEATH_NOTED, "may say that the patient has died: find out before anybody is called"
    if not of_list and injects_at_home(text):
        return AT_HOME, "says that the patient injects at home: ask about those doses before the next"
    if not of_list and names_doses_elsewhere(text):
        return NOTE_TO_READ, "may tell of doses given elsewhere: look before the next dose"
    told = _OF_A_LIST if of_list else _OF_AN_ENTRY
    return next(((NOTE_TO_READ, what) for names, what in told if names(text)), None)


def noted_last(text: str) -> str:
    """What is told of the note beside a patient's last dose, in a table of entries: one beside an earlier dose is over."""
    text = text[:_LONGEST]
    what = next((what for names, what in _BESIDE_THE_LAST if names(text)), "")
    return f"a cell that is not read ({shown(text)}) {what}" if what else ""


_CONCERNS = "may concern the nerves, the eyes, a pregnancy or bleeding: look before the next dose"
_ENDS = "may say that injections ended, wait or are given elsewhere: look before the next dose"
_CARE = "may tell of palliative care: look before the next dose"
_OF_AN_ENTRY = ((names_what_lasts, _CONCERNS),)
_BESIDE_THE_LAST = ((names_a_wish, _ENDS), (names_end_of_life, _CARE), (names_a_sign, _CONCERNS))
_OF_A_LIST: tuple[tuple[Callable[[str], bool], str], ...] = (
    (names_end_of_life, _CARE),
    (names_an_end, _ENDS),
    (names_a_sign, _CONCERNS),
    (names_another_dose, "may mention another dose or another interval: look before the next dose"),
)
