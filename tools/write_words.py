"""Collects every message of the code and the templates into the catalogues of `locale/`, keeping what is translated."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import clinical_texts
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

from cobalamin.prints import checklist
from cobalamin.translation.words import DOMAIN, LANGUAGES, LOCALE

PACKAGE = Path(__file__).parents[1] / "src" / "cobalamin"
METHODS = [("**/templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]
KEYWORDS = {"_": None, "ngettext": (1, 2)}
_LEFT_OUT = (b'"POT-', b'"PO-', b'"Generated', b'"Report-', b'"Last-', b'"Language-Team', b'"Project-Id')
HEAD = """\
# Spanish translations for Cobalamin.
# Machine-made and not reviewed by a speaker or a clinician: the pages say so.
"""


def messages() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every message with the file it stands in: marked ones, and the texts of the medicine, which are data."""
    found = extract_from_dir(str(PACKAGE), METHODS, keywords=KEYWORDS, options_map={})
    rows = [(message, path) for path, _, message, _, _ in found]
    yield from sorted((*rows, *_counted()), key=lambda row: (row[1], str(row[0])))
    yield from ((text, "prints/checklist.py") for text in checklist.texts())
    yield from clinical_texts.texts()


def _counted() -> Iterator[tuple[tuple[str, ...], str]]:
    """The messages for one and for many of the templates: `_.ngettext("one", "many", number)`, which Babel does not see."""
    for path in sorted(PACKAGE.rglob("templates/*.html")):
        tree = Environment().parse(path.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and call.node.attr == "ngettext":
                yield tuple(str(part.as_const()) for part in call.args[:2]), path.relative_to(PACKAGE).as_posix()


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, brought up to date; a new message is there and empty."""
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    old = read_po(BytesIO(path.read_bytes()), locale=language) if path.exists() else Catalog(locale=language)
    new = Catalog(locale=language, header_comment=HEAD, fuzzy=False)
    new.mime_headers = old.mime_headers  # with the forms of the plural: Babel 2.19 has another for Spanish millions
    for message, place in messages():
        known = old.get(message[0] if isinstance(message, tuple) else message)
        new.add(message, known.string if known is not None else None, locations=[(place, None)])
    return new


def text_of(language: str) -> bytes:
    """The catalogue as it is committed: no dates, no line numbers, so that it changes only with the messages."""
    out = BytesIO()
    write_po(out, catalogue(language), width=120, omit_header=False, sort_output=False)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(_LEFT_OUT))


def main() -> None:
    """Writes the catalogues and says how many messages still lack a translation."""
    for language in LANGUAGES:
        if language == "en":
            continue
        path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text_of(language))
        empty = sum(
            not any(m.string) if isinstance(m.string, tuple) else not m.string for m in catalogue(language) if m.id
        )
        print(f"{path.name} ({language}): {empty} without a translation", file=sys.stderr)


if __name__ == "__main__":
    main()
