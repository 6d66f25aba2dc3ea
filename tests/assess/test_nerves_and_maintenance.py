"""A nerve sign turns no years of maintenance into a loading course that was broken off (register M41)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import text
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.records.case import case_from
from injected import injections

ON = date(2026, 6, 1)
LOADING = [date(2024, 1, 10) + timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ("2026-03-16", "the next dose now, overdue since 2026-05-30"),
        ("2026-03-20", "the next dose now, due since 2026-05-20"),
        ("2026-04-20", "the next dose on 2026-06-20"),
    ],
)
@pytest.mark.parametrize("apart", [60, 84])
def test_who_is_on_maintenance_is_told_the_next_day(last: str, told: str, apart: int) -> None:
    days = [date.fromisoformat(last) - timedelta(days=apart * n) for n in range(8)]
    found = assess(
        case_from({
            "cobalamin_case": 1, "patient": {"age": 62, "sex": "male"}, "assessed": list(ASSESSABLE),
            "facts": {"pernicious_anaemia": True, "paraesthesia": True},
            "treatment": injections((*LOADING, *sorted(days))),
        }),
        on=ON,
    )  # fmt: skip
    assert f"already on record: continue, {told}; indications met: " in found.headline
    assert "loading dose" not in text(found)
    assert "no record that improvement had stopped when loading ended: check that it had" in text(found)
