"""Days on a page have one form; what somebody sent or has to type keeps its own."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from cobalamin.translation.words import translator
from cobalamin.web.pages.site import dated


@pytest.mark.parametrize(
    ("sentence", "english", "spanish"),
    [
        ("overdue since 2026-02-16", "overdue since 16 February 2026", "overdue since 16 de febrero de 2026"),
        ("dated 2026-02-16, after it", "dated 16 February 2026, after it", "dated 16 de febrero de 2026, after it"),
        ("'2026-02-16' is no day", "'2026-02-16' is no day", "'2026-02-16' is no day"),
        ("rules nice@2024-03-06", "rules nice@2024-03-06", "rules nice@2024-03-06"),
        ("Observation/b12-2026-02-16", "Observation/b12-2026-02-16", "Observation/b12-2026-02-16"),
        ("on 2026-13-40", "on 2026-13-40", "on 2026-13-40"),
    ],
)
def test_a_day_in_a_sentence(sentence: str, english: str, spanish: str) -> None:
    assert dated(sentence, translator("en")) == english
    assert dated(sentence, translator("es")) == spanish


def test_what_is_escaped_stays_so() -> None:
    shown = dated(Markup("&#39;2026-02-16&#39; <b>2026-02-16</b>"), translator("en"))
    assert shown == Markup("&#39;2026-02-16&#39; <b>16 February 2026</b>")
    assert isinstance(shown, Markup)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("2026-02-16T08:00:00Z", "16 February 2026"),
        ("2026-02", "February 2026"),
        ("2026", "2026"),
        ("2026-02-31", ""),
        ("?", ""),
    ],
)
def test_a_date_as_it_was_sent(sent: str, told: str) -> None:
    assert translator("en").moment(sent) == told
