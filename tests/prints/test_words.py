"""Every message has its translation with the same values in it, and a language is chosen as a browser asks."""

import re
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from cobalamin.translation.words import DOMAIN, LANGUAGES, LOCALE, preferred, translator

TOOLS = Path(__file__).parents[2] / "tools"
OTHERS = [language for language in LANGUAGES if language != "en"]


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def values_in(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_holds_the_messages_of_the_code(language: str) -> None:
    """Run by itself: what is collected must not depend on what the tests imported before."""
    program = f"import sys, write_words; sys.stdout.buffer.write(write_words.text_of({language!r}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=TOOLS)
    written = read_po(BytesIO(done.stdout), locale=language)
    assert written.plural_forms == catalogue(language).plural_forms
    collected = {message.id for message in written if message.id}
    missing = collected - {message.id for message in messages(language)}
    assert not missing, f"run `make words` and translate {sorted(map(str, missing))[:5]}"


@pytest.mark.parametrize("language", OTHERS)
def test_every_message_is_translated(language: str) -> None:
    empty = [message.id for message in messages(language) if not all(forms(message.string))]
    assert not empty, f"{len(empty)} messages have no translation: {empty[:5]}"
    assert not [message.id for message in messages(language) if message.fuzzy]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_sets_in_the_same_values(language: str) -> None:
    for message in messages(language):
        expected = {value for form in forms(message.id) for value in values_in(form)}
        for form in forms(message.string):
            assert values_in(form) == expected or not form, f"{message.id!r} -> {form!r}"


def test_a_message_without_a_translation_is_english() -> None:
    assert translator("es")("No such message {number}", number=7) == "No such message 7"
    assert translator("fr").language == "en"


def test_a_value_is_set_in_and_never_read_as_a_message() -> None:
    assert (
        translator("en")("Name: {name}", name="{number} {0} {name.__class__}") == "Name: {number} {0} {name.__class__}"
    )


def test_days_are_written_as_the_language_writes_them() -> None:
    assert translator("en").day(date(2026, 3, 2)) == "2 March 2026"
    assert translator("es").day(date(2026, 3, 2)) == "2 de marzo de 2026"


@pytest.mark.parametrize(
    "header, asked, language",
    [("", "", "en"), ("es-MX,es;q=0.9,en;q=0.8", "", "es"), ("de,fr;q=0.7", "", "en"), ("en;q=0.5,es;q=0.6", "", "es"),
     ("es;q=0", "", "en"), ("es;q=nonsense, en", "", "en"), ("es", "en", "en"), ("en", "es", "es"), ("en", "xx", "en"),
     ("," * 10_000 + "es", "", "en")],
)  # fmt: skip
def test_the_language_is_the_one_asked_for(header: str, asked: str, language: str) -> None:
    assert preferred(header[:12_000], asked) == language


def test_a_language_nobody_read_says_so() -> None:
    assert translator("en").reviewed
    assert not translator("es").reviewed
