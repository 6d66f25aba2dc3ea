"""The card for a patient whose record is opened; none where there is nothing to say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cobalamin.records.fhir_out import TESTS
from cobalamin.web.cards import MOST_CHARACTERS, Card, Suggestion, card
from cobalamin.web.detail import detail
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import injections, next_tests, tablets, tests


def patient_view(here: Situation) -> Iterator[Card]:
    """One card for a patient with a picture of deficiency; treated patients only where it is urgent."""
    if here.answer.urgency.at_least == "same_day" or (_picture(here) and not _treated(here)):
        yield card(_line(here), here.indicator, detail(here.reading, opening(here)), cites(here), _next_steps(here))


def _picture(here: Situation) -> bool:
    """Something that points to deficiency, or a red flag: not fatigue alone."""
    return here.answer.urgency.at_least == "prompt" or here.holds("deficiency_suspected") or bool(here.met)


def _treated(here: Situation) -> bool:
    """On injections, or on tablets where tablets are the answer."""
    return here.on_injections or (here.known("oral_b12") and not here.indicated)


def _line(here: Situation) -> str:
    soon = f"Urgency: {here.how_soon}."
    why = "".join(f" ({reason.text})" for reason in here.answer.urgency.reasons[:1])
    if here.on_injections:
        return f"On B12 injections. {soon[:-1]}{why}."
    match here.answer.route.outcome:
        case "injection":
            return listed("B12 by injection is indicated", here.met, f". {soon}")
        case "specialist":
            return f"{_deficiency(here)}, {_why_specialist(here)}: a specialist decides. {soon}"
        case "oral":
            return f"B12 by mouth is enough; injections are not indicated. {soon}"
        case _ if here.unlikely:
            return f"{soon[:-1]}{why}, whatever the cause; the B12 level speaks against B12 deficiency."
        case _:
            return _unsettled(here, f"{_deficiency(here)}, route not settled. {soon}")


def _deficiency(here: Situation) -> str:
    return "B12 deficiency" if here.holds("deficiency_confirmed") else "Possible B12 deficiency"


def _why_specialist(here: Situation) -> str:
    if here.known("cobalamin_or_cobalt_allergy"):
        return "allergy to cobalamin or cobalt"
    return "hereditary disorder" if here.known("hereditary_b12_disorder") else "under 16"


def _unsettled(here: Situation, line: str) -> str:
    names = [TESTS[test][1] for test in next_tests(here)]
    return listed(f"{line} Next", [f"{name[0].lower()}{name[1:]}" for name in names], ".") if names else line


def _next_steps(here: Situation) -> list[Suggestion]:
    """The prescription where the route is certain, else the first tests that can settle it and can be ordered."""
    match here.answer.route.outcome:
        case "injection":
            return injections(here)
        case "oral":
            return tablets(here)
        case "specialist":
            return []
        case _:
            return tests(here, next_tests(here))


# --- words that other cards share ------------------------------------------------------------------------------------


def opening(here: Situation) -> str:
    """The answer in one line, as the detail of a card begins."""
    return f"**{here.answer.headline}**"


def cites(here: Situation) -> tuple[str, ...]:
    """The sources of the answer."""
    return here.answer.sources or ("NICE 1.2",)


def listed(start: str, items: Iterable[str], end: str) -> str:
    """A line with as many of the items as there is room for, so that its end is never cut off."""
    found = list(items)
    for shown in range(len(found), 0, -1):
        rest = len(found) - shown
        line = f"{start}: {', '.join(found[:shown])}{f' and {rest} more' if rest else ''}{end}"
        if len(line) <= MOST_CHARACTERS:
            return line
    return f"{start}{end}"
