"""Data to a tagged PDF (PDF/UA-1), the same bytes for the same data on every machine.

The data reaches the typst template as JSON and is shown as text: whatever a patient's name holds is never read as markup.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec

_TEMPLATES = Path(__file__).with_name("templates")
_KEPT = (0x052F, 0x024F)
"""The last letter of Cyrillic, then of Latin Extended-B, which the font surely has: one sign it lacks takes no name away."""
UNSHOWN = "·"
"""Stands for a letter that the font lacks: a PDF/UA file may not hold one nobody can see."""


def pdf(template: str, data: object) -> bytes:
    """The PDF of a template of this folder, filled with `data`; letters that the font lacks become dots."""
    import typst

    plain = msgspec.to_builtins(data)
    for last in _KEPT:
        try:
            return _compiled(template, plain)
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
        plain = _shown(plain, last)
    return _compiled(template, plain)


def _compiled(template: str, data: object) -> bytes:
    """Only fonts that the lock installs are used, and no clock."""
    import font_source_sans_pro
    import typst

    text = msgspec.json.encode(data).decode()

    return bytes(
        typst.compile(
            str(_TEMPLATES / template), root=str(_TEMPLATES), format="pdf", pdf_standards=["ua-1"],
            font_paths=[font_source_sans_pro.font_directory], ignore_system_fonts=True, sys_inputs={"data": text},
            timestamp=0,
        )
    )  # fmt: skip


def _shown(value: object, last: int) -> object:
    """The data with a dot for each letter beyond the last; signs above are kept where the templates use them."""
    match value:
        case str():
            return "".join(c if _is_shown(c, last) else UNSHOWN for c in unicodedata.normalize("NFC", value))
        case dict():
            return {name: _shown(part, last) for name, part in value.items()}
        case list():
            return [_shown(part, last) for part in value]
        case _:
            return value


def _is_shown(letter: str, last: int) -> bool:
    return letter in "⁹–—‘’“”…≥≤µ×" or (ord(letter) <= last and unicodedata.category(letter)[0] != "C")
