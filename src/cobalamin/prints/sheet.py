"""The patient's checklist as a page and as a PDF, in ordinary or large print."""

from __future__ import annotations

from datetime import date

from cobalamin.assessment.assess import assess
from cobalamin.prints.checklist import Checklist, checklist
from cobalamin.prints.page import page
from cobalamin.prints.typeset import pdf
from cobalamin.recall.record import record_of
from cobalamin.recall.schedule import schedule
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from cobalamin.translation.words import Words


def sheet_of(case: Case, on: date, words: Words) -> Checklist:
    """The checklist of a case on a day, with the dates of a treatment that has begun."""
    facts = facts_on(case, on)
    course = schedule(record_of(case, facts), on) if case.treatment else None
    return checklist(facts, assess(case, on=on), words, course)


def checklist_pdf(sheet: Checklist, words: Words, *, large: bool = False) -> bytes:
    """The checklist as a tagged PDF."""
    return pdf("checklist.typ", {"sheet": sheet, "words": labels(words), "large": large})


def checklist_page(sheet: Checklist, words: Words, *, large: bool = False) -> str:
    """The checklist as a page of its own that needs nothing else."""
    return page("checklist.html", sheet=sheet, words=labels(words), large=large)


def labels(_: Words) -> dict[str, str]:
    """The words around the checklist: what its columns, boxes and parts are called."""
    return {
        "name": _("Your name:"),
        "notes_say": _("Your notes say"),
        "not_in_notes": _("Not in your notes. Please fill in."),
        "what": _("What"),
        "said": _("What your notes say"),
        "day": _("Day"),
        "yes": _("yes"),
        "no": _("no"),
        "not_sure": _("not sure"),
        "when_and_what": _("Since when, and what:"),
        "next_dates": _("Your next dates"),
        "ask": _("What to ask at your visit"),
        "page": _("Page"),
        "of": _("of"),
        "notice": _("This page does not tell you what is wrong with you. No doctor has signed it off."),
    }
