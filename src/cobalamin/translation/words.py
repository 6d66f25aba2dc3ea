"""The words of a language: English as written in the code and the templates, the others from `locale/`.

A message is its English text. Values stand in braces and are named: `_("Day {number}", number=3)`. In a template:
`{{ _("Day {number}", number=3) }}`. `make words` collects the messages; a test fails where one has no translation.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from cobalamin.translation import sentences
from cobalamin.translation.marked import _
from cobalamin.translation.phrases import Phrasebook

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LOCALE = Path(__file__).with_name("locale")
DOMAIN = "cobalamin"
LANGUAGES = MappingProxyType({"en": "English", "es": "Español"})
"""The languages there are, each by its own name; English comes first and is what the rest are translated from."""
REVIEWED = frozenset({"en"})
"""The languages whose words a person wrote or read: a page in another says on itself that a machine made its words."""

MACHINE_MADE = _("These words were translated by a machine and nobody has reviewed them.")


_SENT = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True)
class Words:
    """Translates: called with a message it returns it in the language, with the values set in."""

    language: str
    catalogue: gettext.NullTranslations
    phrases: Phrasebook | None = None

    def __call__(self, message: str, **values: object) -> str:
        """The message in the language, with the values set in; a sentence composed of messages is said part by part."""
        text = self.catalogue.gettext(message) if message else ""
        if values:
            return text.format(**values)
        if self.phrases is None or text != message:
            return text
        return self.phrases.said(message) or message

    def said(self, message: str) -> str | None:
        """The message in the language; None where there are no words for it, and it would stay English."""
        return message if self.phrases is None else self.phrases.said(message)

    def ngettext(self, one: str, many: str, number: int, **values: object) -> str:
        """The message for one or for many; `{number}` is the count."""
        return self.catalogue.ngettext(one, many, number).format(number=number, **values)

    def day(self, day: date) -> str:
        """A calendar day in full: 2 March 2026, 2 de marzo de 2026."""
        return _day(self.language, day)

    def short_day(self, day: date) -> str:
        """A calendar day without its year: 2 Mar, 2 mar."""
        return _short_day(self.language, day)

    def month(self, day: date) -> str:
        """The month of a day: March 2026, marzo de 2026."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMMM", day, locale="en_GB" if self.language == "en" else self.language)

    def moment(self, sent: str) -> str:
        """A date as a record sent it, as people write it; a month or a year stays one, and what is no date is "".

        Of a time only its day.
        """
        found = _SENT.match(sent)
        if found is None:
            return ""
        year, month, day = (int(part) if part else 0 for part in found.groups())
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            return ""
        return self.day(first) if day else self.month(first) if month else str(year)

    def calendar(self) -> dict[str, object]:
        """The names of days and months, as the drawing library of the plots takes them."""
        from babel import Locale

        locale = Locale(self.language)
        days, months = locale.days["format"], locale.months["format"]
        week = (6, 0, 1, 2, 3, 4, 5)
        return {
            "dateTime": "%A, %e %B %Y, %X", "date": "%d/%m/%Y", "time": "%H:%M:%S", "periods": ["AM", "PM"],
            "days": [days["wide"][day] for day in week], "shortDays": [days["abbreviated"][day] for day in week],
            "months": [months["wide"][month] for month in range(1, 13)],
            "shortMonths": [months["abbreviated"][month] for month in range(1, 13)],
        }  # fmt: skip

    @property
    def reviewed(self) -> bool:
        """False where a machine made the words and nobody has read them."""
        return self.language in REVIEWED


@cache
def translator(language: str) -> Words:
    """The words of a language; English where there are none."""
    if language not in LANGUAGES or language == "en":
        return Words("en", gettext.NullTranslations())
    catalogue = _catalogue(language)
    messages = {message.id: str(message.string) for message in catalogue if message.id and isinstance(message.id, str)}
    book = Phrasebook(messages, sentences.ALL, partial(_day, language), partial(_short_day, language))
    return Words(language, _translations(catalogue), book)


def _catalogue(language: str) -> Catalog:
    """The catalogue as it is committed: there is no second, compiled copy to go stale."""
    from babel.messages.pofile import read_po

    with (LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as po:
        return read_po(po, locale=language)


def _translations(catalogue: Catalog) -> gettext.GNUTranslations:
    """The catalogue as gettext reads it."""
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _day(language: str, day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale="en_GB" if language == "en" else language)


def _short_day(language: str, day: date) -> str:
    if language == "en":
        return f"{day.day} {day:%b}"
    from babel.dates import format_skeleton

    return format_skeleton("MMMd", day, locale=language)


def preferred(accept_language: str, asked: str = "") -> str:
    """The language asked for by a link, else the first of an Accept-Language header that there is, else English."""
    if asked in LANGUAGES:
        return asked
    wishes = [_wish(part) for part in accept_language.split(",")[:20]]
    for _weight, language in sorted((wish for wish in wishes if wish[0] > 0), key=lambda wish: -wish[0]):
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
