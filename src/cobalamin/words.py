"""The words of a language: English as written in the code and the templates, the others from `locale/`.

A message is its English text. Values stand in braces and are named: `_("Day {number}", number=3)`. In a template:
`{{ _("Day {number}", number=3) }}`. `make words` collects the messages; a test fails where one has no translation.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "cobalamin"
LANGUAGES = MappingProxyType({"en": "English", "es": "Español"})
"""The languages there are, each by its own name; English comes first and is what the rest are translated from."""
REVIEWED = frozenset({"en"})
"""The languages whose words a person wrote or read: a page in another says on itself that a machine made its words."""


@dataclass(frozen=True)
class Words:
    """Translates: called with a message it returns it in the language, with the values set in."""

    language: str
    catalogue: gettext.NullTranslations

    def __call__(self, message: str, **values: object) -> str:
        """The message in the language, with the values set in."""
        text = self.catalogue.gettext(message) if message else ""
        return text.format(**values) if values else text

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The message for one or for many; `{number}` is the count."""
        return self.catalogue.ngettext(one, many, number).format(number=number, **values)

    def day(self, day: date) -> str:
        """A calendar day in full: 2 March 2026, 2 de marzo de 2026."""
        from babel.dates import format_date

        return format_date(day, "long", locale="en_GB" if self.language == "en" else self.language)

    def month(self, day: date) -> str:
        """The month of a day: March 2026, marzo de 2026."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", day, locale="en_GB" if self.language == "en" else self.language)

    @property
    def reviewed(self) -> bool:
        """False where a machine made the words and nobody has read them."""
        return self.language in REVIEWED


@cache
def translator(language: str) -> Words:
    """The words of a language; English where there are none."""
    if language not in LANGUAGES or language == "en":
        return Words("en", gettext.NullTranslations())
    return Words(language, _catalogue(language))


def _catalogue(language: str) -> gettext.GNUTranslations:
    """The catalogue as gettext reads it, made from the .po file: there is no second, compiled copy to go stale."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as po:
        write_mo(compiled, read_po(po, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def preferred(accept_language: str, asked: str = "") -> str:
    """The language asked for by a link, else the first of an Accept-Language header that there is, else English."""
    if asked in LANGUAGES:
        return asked
    wishes = [_wish(part) for part in accept_language.split(",")[:20]]
    for _, language in sorted((wish for wish in wishes if wish[0] > 0), key=lambda wish: -wish[0]):
        if language in LANGUAGES:
            return language
    return "en"


def _wish(part: str) -> tuple[float, str]:
    """How much a language is wanted, and its code without a region: "es-MX;q=0.8" is (0.8, "es")."""
    tag, _, weight = part.partition(";")
    try:
        quality = float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        quality = 0.0
    return quality, tag.strip().lower().partition("-")[0]
