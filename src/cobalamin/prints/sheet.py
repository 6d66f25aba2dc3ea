"""The patient's checklist as a page and as a PDF, in ordinary or large print."""

from __future__ import annotations

from cobalamin.checklist import Checklist
from cobalamin.prints.page import page
from cobalamin.prints.typeset import pdf
from cobalamin.words import Words


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
