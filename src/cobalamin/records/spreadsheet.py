"""Text in a cell of a spreadsheet: shown as it was written, and never run as a formula."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"^[\s\ufeff\u200b]*[=+\-@＝＋－＠|%]")
_INNER_FORMULA = re.compile(r"([;,\t|]\s*)([=+\-@])")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_BETWEEN = r"[\s\-./,]*"
_NUMBER = re.compile(r"(?=\D*\d)[\d.,:/%$£€\s-]+|\d+(\.\d+)?e[+-]?\d+|true|false", re.I)
_DAY = re.compile(rf"(\d{{1,4}}{_BETWEEN})?{_MONTH}{_BETWEEN}\d{{1,4}}|\d{{1,4}}{_BETWEEN}{_MONTH}", re.I)
_PLAIN_NUMBER = re.compile(r"[1-9]\d{0,10}|0")
"""A number every spreadsheet shows as it was written; of longer ones they show 1.2E+12."""


def _changed(text: str) -> bool:
    """Whether a spreadsheet would make something else of a text: 007, 1E5, 3-4, 1,5, 50%, TRUE, SEP2."""
    return bool((_NUMBER.fullmatch(text) or _DAY.fullmatch(text)) and not _PLAIN_NUMBER.fullmatch(text))


def guarded(text: str) -> str:
    """The text as a spreadsheet will show it and never run it; an apostrophe goes before what would be changed."""
    flat = harmless(text)
    return f"'{flat}" if _changed(flat) else flat


def harmless(text: str) -> str:
    """The text as no spreadsheet runs it, for what may be read as a day or a number.

    Lines are joined; a formula sign after a separator is guarded too, for programs that split at semicolons.
    """
    flat = " ".join(text.replace("\0", "").split())
    flat = _INNER_FORMULA.sub(r"\1'\2", flat)
    return f"'{flat}" if _FORMULA.match(flat) else flat
