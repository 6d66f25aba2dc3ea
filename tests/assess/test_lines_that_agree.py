"""The first line of an answer calls to nothing that another line forbids, and says what it would be read wrongly without."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.knowledge.treatment import TreatmentEvent, on_day
from cobalamin.records.case import case_from
from cobalamin.records.record import died as death
from cobalamin.translation.words import translator
from injected import injections

ON = date(2026, 6, 1)
LOADING = [date(2024, 1, 10) + timedelta(days=n) for n in (0, 2, 4, 7, 9, 11)]


def answer(last: str, *more: TreatmentEvent, died: bool = False, **facts: Any) -> Assessment:
    """Pernicious anaemia with a dose every twelve weeks up to the last."""
    days = [date.fromisoformat(last) - timedelta(days=84 * n) for n in range(4)]
    case = case_from({
        "cobalamin_case": 1, "patient": {"age": 62, "sex": "male"}, "assessed": list(ASSESSABLE),
        "facts": {"pernicious_anaemia": True, "total_b12": "120 ng/L", **facts},
        "treatment": injections((*LOADING, *sorted(days))),
    })  # fmt: skip
    case = replace(case, treatment=(*case.treatment, *more))
    found = assess(replace(case, died=True, problems=(death("p"),)) if died else case, on=ON)
    assert translator("es").said(found.headline) is not None, found.headline
    return found


def test_nobody_is_called_to_a_dose_into_the_muscle_while_the_inr_is_above_its_range() -> None:
    line = answer("2026-02-01", inr="6").headline
    assert "the next dose now, overdue since 2026-05-15, not into the muscle while the INR is above its range" in line
    for other in (answer("2026-02-01", inr="2"), answer("2026-05-20", inr="6")):
        assert "INR" not in other.headline


def test_who_had_injections_long_ago_is_not_read_as_new() -> None:
    """The line said that injections are indicated, the plan dated a loading course, and the list that one dose will do."""
    line = answer("2025-01-10").headline
    assert line.startswith(
        "B12 by injection is indicated; injections were given before, the last on 2025-01-10; indications met: "
    )
    assert "given before" not in answer("2026-02-01").headline


def test_what_was_stopped_for_a_move_is_not_said_to_go_on() -> None:
    """One card said that injections were stopped, and in its first line that they go on."""
    stop = TreatmentEvent("stop", on_day(date(2026, 3, 1)), "the record", reason="moved away")
    line = answer("2026-02-01", stop).headline
    assert "(earlier injections were stopped), so offer injections again and record the answer" in line


def test_who_has_died_is_called_to_no_dose() -> None:
    line = answer("2026-02-01", died=True).headline
    assert line.startswith("Recorded as having died, so nothing is due; only if that is a mistake: B12 by injection")
    assert "overdue" not in line


def test_in_pregnancy_the_two_levels_are_not_told_as_if_both_weighed_the_same() -> None:
    """*The higher one does not take the lower one back* stood above *total B12 falls in normal pregnancy*, as if they disagreed."""
    levels = {"total_b12": "155 ng/L", "active_b12": "88 pmol/L", "haemoglobin": "118 g/L", "pregnant": True}
    assert not discordant(levels)
    (told,) = discordant({**levels, "paraesthesia": True})
    assert "In pregnancy the total falls by itself: the active B12 counts, unless something else points to" in told


def discordant(facts: dict[str, Any]) -> list[str]:
    case = {"cobalamin_case": 1, "patient": {"age": 32, "sex": "female"}, "facts": facts, "assessed": [*ASSESSABLE]}
    found = assess(case_from(case), on=date(2026, 3, 2))
    return [rule.action for rule in found.safety if rule.id == "safety:discordant_levels"]


def test_no_line_calls_into_the_muscle_before_the_bleeding_risk_is_assessed() -> None:
    """Platelets of 40, and *the next dose now*: what forbade it stood below."""
    line = answer("2026-02-01", platelets="40 10*9/L").headline
    assert (
        "the next dose now, overdue since 2026-05-15, not into the muscle before the bleeding risk has been assessed"
        in line
    )
    for other in (answer("2026-02-01", platelets="180 10*9/L"), answer("2026-05-20", platelets="40 10*9/L")):
        assert "bleeding risk" not in other.headline
