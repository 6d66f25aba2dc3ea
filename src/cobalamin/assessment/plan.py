"""The plan in dates: the regimen that fits, its loading doses, the first maintenance dose."""

from __future__ import annotations

from calendar import SATURDAY
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from cobalamin.assessment.assessment import Dose, Maintenance, Plan
from cobalamin.assessment.course_words import halted_by_a_reaction
from cobalamin.knowledge.regimens import DIETARY, PUBLISHED, REGIMENS, REVERSIBLE, Regimen
from cobalamin.knowledge.rules import ARTICLE_REGIMENS, Regimens
from cobalamin.knowledge.treatment import on_day
from cobalamin.language.truth import Truth
from cobalamin.recall.plans import Place, Window, loading_to_come, not_before, overdue_from

TruthOf = Callable[[str], Truth]
"""What a named word or a finding came to, by id."""


_OTHER_CAUSES = tuple(sorted(REVERSIBLE - DIETARY))
"""Causes beside a diet: with one of them the recall too follows the usual plan (register M20)."""
_INR, _BLEEDING = "safety:inr", "safety:bleeding"
_READS = (
    "neurological_involvement", "absorption_impaired", "absorption_impaired_for_good", "leber_optic_neuropathy",
    "pregnant", "breastfeeding", "b12_injections", "oral_b12", "oral_not_feasible", "oral_treatment_failed", *DIETARY,
    *_OTHER_CAUSES, _INR, _BLEEDING,
)  # fmt: skip
"""All that a plan asks about the patient: for the same answers on the same day it is the same."""


class Beside(NamedTuple):
    """What is recorded and is no fact, and still speaks in a plan."""

    allergy_in_doubt: bool = False
    """An allergy to a cobalamin or cobalt is recorded and not settled (register R98)."""
    reacted: bool = False
    """Injections were stopped, or not given, for a reaction, and no allergy is settled (register R117)."""
    withheld: bool = False
    """That reaction is one for which a dose was not given, and no stop."""
    held_back: bool = False
    """That reaction is one for which injections are on hold, and no more."""
    leber_in_doubt: bool = False
    """Leber's disease is recorded and not settled (register R102)."""
    injected_long_ago: bool = False
    """Injections are recorded, too long ago to count as current (register M12)."""
    on_hold: bool = False
    """An order for injections is on hold (register R133)."""
    refused: bool = False
    """A dose, or a supply, was not given, and nobody asked why (register R136)."""
    stop_in_doubt: bool = False
    """Injections are on record, and a stop that may hold (register R143)."""
    cause_in_doubt: bool = False
    """A cause other than a diet is recorded and not settled (register M46)."""
    died: bool = False
    """Recorded as having died; the plan is told for a record that is mistaken."""


NOTHING_BESIDE = Beside()


def plan_of(
    route: str, on: date, truth_of: TruthOf, choice: Regimens = ARTICLE_REGIMENS, beside: Beside = NOTHING_BESIDE
) -> Plan | None:
    """The plan for a route, from the day of the decision; none where a specialist decides or nothing is to be given.

    Where either route is allowed the plan is the injections, and the note says what to give by mouth.
    """
    return _plan(route, on, tuple(map(truth_of, _READS)), choice, beside)


@lru_cache(maxsize=1024)
def _plan(route: str, on: date, read: tuple[Truth, ...], choice: Regimens, beside: Beside) -> Plan | None:
    told = dict(zip(_READS, read, strict=True))
    told |= {name: Truth.of(holds) for name, holds in beside._asdict().items()}
    truth_of = told.__getitem__
    if route not in ("injection", "either", "oral"):
        return None
    regimen = REGIMENS[_regimen(route, truth_of, choice)]
    begins = not goes_on(route, truth_of)
    waits = begins and any(_first_to_settle(route, truth_of))
    doses = _doses(regimen, on) if begins and not waits else ()
    elsewhere = choice.elsewhere_oral if route == "oral" else choice.elsewhere
    alternatives = [REGIMENS[id] for id in elsewhere if not _is_blocked(id, truth_of)]
    return Plan(
        regimen.id, regimen.label, regimen.route, _dose_text(regimen), tuple(phase.printed for phase in regimen.loading), doses,
        _maintenance(regimen, doses[-1].expected) if doses else None, _duration(regimen, truth_of),
        tuple(f"{other.label}: {_printed(other)} [{other.verified}]" for other in alternatives),
        " ".join((*_notes(route, truth_of, choice, regimen), *_of_days(regimen, doses), *_if_declined(route, truth_of))),
        regimen.cites, regimen.verified, waits,
    )  # fmt: skip


def _regimen(route: str, truth_of: TruthOf, choice: Regimens) -> str:
    if route == "oral":
        return _by_mouth(truth_of, choice)
    neurological = truth_of("neurological_involvement") is Truth.YES
    dietary = _dietary(truth_of) and not _carrying(truth_of)
    wanted = choice.neurological if neurological else choice.dietary if dietary else choice.injection
    if not _is_blocked(wanted, truth_of):
        return wanted
    return Regimens.neurological if neurological else Regimens.injection


def _by_mouth(truth_of: TruthOf, choice: Regimens) -> str:
    if truth_of("absorption_impaired") is Truth.YES:
        return choice.oral_malabsorption
    return choice.oral_dietary if _dietary(truth_of) else choice.oral


def _dietary(truth_of: TruthOf) -> bool:
    """Whether diet is the only cause on record and none is in doubt; a failed full oral dose points to another (register R118)."""
    if Truth.YES in (truth_of("oral_treatment_failed"), truth_of("cause_in_doubt")):
        return False
    other = any(truth_of(cause) is Truth.YES for cause in ("absorption_impaired", *_OTHER_CAUSES))
    return not other and any(truth_of(cause) is Truth.YES for cause in DIETARY)


def _carrying(truth_of: TruthOf) -> bool:
    """Whether a child lives on what the mother has (pregnant or breastfeeding): then no dose waits half a year (register R147)."""
    return Truth.YES in (truth_of("pregnant"), truth_of("breastfeeding"))


def _is_blocked(regimen: str, truth_of: TruthOf) -> bool:
    """Whether a regimen is barred: cyanocobalamin in Leber's disease, also where that is not settled (register R102)."""
    leber = Truth.YES in (truth_of("leber_optic_neuropathy"), truth_of("leber_in_doubt"))
    return leber and "cyanocobalamin" in REGIMENS[regimen].products


def goes_on(route: str, truth_of: TruthOf) -> bool:
    """Whether the patient already has what the route asks for: the next dose counts from one no plan knows (register R40)."""
    return truth_of("oral_b12" if route == "oral" else "b12_injections") is Truth.YES


def _notes(route: str, truth_of: TruthOf, choice: Regimens, regimen: Regimen) -> Iterator[str]:
    by_mouth = REGIMENS[_by_mouth(truth_of, choice)]
    yield from _first_to_settle(route, truth_of)
    if route != "oral" and truth_of(_BLEEDING) is Truth.YES:
        yield _NOT_INTO_THE_MUSCLE
    if route != "oral" and choice.dietary != choice.injection == regimen.id and _dietary(truth_of):
        yield _NOT_TWICE_A_YEAR
    if route == "oral":
        yield from _notes_on_tablets(truth_of)
    elif goes_on(route, truth_of):
        yield (
            "Injections are on record, given or prescribed, so no dates are set here: the first months are counted from the "
            "first dose. Complete a loading course that has begun; another one needs a recorded reason, such as nerves that "
            f"were not involved before. Maintenance is counted from the last dose: {regimen.maintenance}; after another "
            "product, follow the plan for that product."
        )
        nerves = REGIMENS[choice.neurological]
        if regimen.maintenance != nerves.maintenance:
            yield f"If nerves were involved when treatment began: {nerves.maintenance}."
    else:
        yield from _notes_on_a_beginning(route, truth_of, regimen)
    if route == "either":
        yield f"The source allows either route. By mouth: {_printed(by_mouth)} [{by_mouth.verified}]."
    if route != "oral" and not goes_on(route, truth_of):
        yield from _notes_on_nerves(truth_of, choice)
    yield from _notes_on_leber(route, truth_of, choice.injection, by_mouth.id)


def _notes_on_nerves(truth_of: TruthOf, choice: Regimens) -> Iterator[str]:
    other = REGIMENS[choice.neurological]
    if truth_of("neurological_involvement") is Truth.UNKNOWN and other.id != choice.injection:
        yield f"Whether nerves are involved is not known; if they are: {_printed(other)}."


def _first_to_settle(route: str, truth_of: TruthOf) -> Iterator[str]:
    """What comes before the next dose, whichever it is: days that begin today would stand beside a sentence that says not to."""
    if truth_of("died") is Truth.YES:
        yield "Recorded as having died: give no dose, unless that is a mistake."
    if truth_of("allergy_in_doubt") is Truth.YES:
        yield "A possible allergy to a cobalamin or cobalt is recorded but not clarified: give no dose until it is."
    if truth_of("reacted") is Truth.YES:
        told = halted_by_a_reaction(
            held_back=truth_of("held_back") is Truth.YES, withheld=truth_of("withheld") is Truth.YES
        )
        yield f"{told}: give no dose until it is clear whether it was an allergy."
    if route != "oral" and truth_of("on_hold") is Truth.YES:
        yield "An order for injections is on hold: give no dose until someone has asked why, and until when."
    if route != "oral" and truth_of("refused") is Truth.YES:
        yield "The planned dose was not given: give no dose until someone has asked why."
    if route != "oral" and truth_of("stop_in_doubt") is Truth.YES:
        yield (
            "A stop of the injections is recorded, and it is not known whether it still applies: give no dose until someone "
            "has asked."
        )
    if route != "oral" and truth_of(_INR) is Truth.YES:
        yield _WAITS_FOR_INR


def _if_declined(route: str, truth_of: TruthOf) -> Iterator[str]:
    """What is left to whoever does not want a needle, or cannot have one today (register R119); tablets are cobalamin too."""
    least = REGIMENS["oral.malabsorption"]
    may_react = Truth.YES in (truth_of("allergy_in_doubt"), truth_of("reacted"))
    if route != "injection" or goes_on(route, truth_of) or may_react:
        return
    if truth_of("oral_not_feasible") is not Truth.YES and not _is_blocked(least.id, truth_of):
        yield (
            f"If injections are declined or cannot be given: by mouth {least.maintenance} [{least.verified}], reviewed "
            "early; where deficiency is severe or nerves are involved, the guidelines that allow this still prefer injections."
        )


def _notes_on_a_beginning(route: str, truth_of: TruthOf, regimen: Regimen) -> Iterator[str]:
    if any(_first_to_settle(route, truth_of)):
        yield f"No dates are set until then: all of them are counted from the first dose. After loading: {regimen.maintenance}."
    if truth_of("oral_treatment_failed") is Truth.YES and any(truth_of(cause) is Truth.YES for cause in DIETARY):
        yield _NOT_THE_DIET
    if truth_of("injected_long_ago") is Truth.YES:
        yield _AGAIN
    if regimen.id == "us.cyanocobalamin.practice" and truth_of("neurological_involvement") is Truth.YES:
        yield _LONGER


_WAITS_FOR_INR = "The INR is above its range: no dose into the muscle before it is in range."
_NOT_INTO_THE_MUSCLE = "A bleeding risk is recorded: no dose into the muscle before it is assessed."
_NOT_THE_DIET = (
    "A full dose by mouth did not help, so diet alone does not explain it: look for malabsorption or another diagnosis."
)
_NOT_TWICE_A_YEAR = "Pregnancy or breastfeeding: every 2 to 3 months and not twice a year, as for a diet alone."
_AGAIN = (
    "Injections were recorded before, too long ago to count as current: whether to load again is a decision, to be "
    "recorded with its reason; without one, a single dose restarts maintenance."
)
"""Else the doses dated here would be on the recall list as given too early (registers M9, M12)."""


def _notes_on_leber(route: str, truth_of: TruthOf, injection: str, by_mouth: str) -> Iterator[str]:
    in_doubt = truth_of("leber_in_doubt") is Truth.YES
    if route != "oral" and _is_blocked(injection, truth_of):
        yield (
            "Leber's disease is recorded but not clarified: give no cyanocobalamin until it is; the regimen shown is "
            "hydroxocobalamin as printed in the UK."
            if in_doubt
            else "Leber's disease: never cyanocobalamin; the regimen shown is hydroxocobalamin as printed in the UK."
        )
    if route != "injection" and _is_blocked(by_mouth, truth_of):
        yield (
            "Leber's disease is recorded but not clarified, and the tablets are cyanocobalamin: clarify it first."
            if in_doubt
            else "Leber's disease: the tablets are cyanocobalamin; take ophthalmology advice first."
        )


_LONGER = (
    "With neurological involvement the course is longer than the minimum number of doses dated here; no source we saw says "
    "by how much."
)


def _notes_on_tablets(truth_of: TruthOf) -> Iterator[str]:
    if goes_on("oral", truth_of):
        yield "B12 by mouth is on record, so no first day is set here: compare the dose taken with this one."
    if truth_of("oral_not_feasible") is Truth.YES:
        yield (
            "Tablets are recorded as not usable or not to be relied on: choose a form that the patient can take, or inject (S28)."
        )


def _of_days(regimen: Regimen, doses: tuple[Dose, ...]) -> Iterator[str]:
    """What the printed days leave out: that an open-ended course goes on, and that a clinic may be closed (register M7)."""
    if doses and regimen.open_ended:
        yield (
            f"Loading is dated for {PUBLISHED.ask_improvement} days; then ask whether improvement has stopped: until it "
            "has, continue loading, and count maintenance from its last dose."
        )
    if any(dose.expected.weekday() >= SATURDAY for dose in doses):
        weekly = any(phase.weekly for phase in regimen.loading)
        gap = f"{PUBLISHED.loading_gap} days" + (
            f", between weekly doses {PUBLISHED.loading_gap_weekly}," if weekly else ""
        )
        yield f"If the clinic is closed that day, the next working day will do: only a gap of more than {gap} breaks the course."


def _duration(regimen: Regimen, truth_of: TruthOf) -> str:
    if truth_of("absorption_impaired_for_good") is Truth.YES:
        return "lifelong: the cause is irreversible"
    return regimen.duration


def _printed(regimen: Regimen) -> str:
    return "; then ".join((*(phase.printed for phase in regimen.loading), regimen.maintenance))


def _dose_text(regimen: Regimen) -> str:
    low, high = regimen.dose_ug
    if high is None:
        return f"at least {low} ug"
    return f"{low} ug" if low == high else f"{low}-{high} ug"


def _doses(regimen: Regimen, on: date) -> tuple[Dose, ...]:
    """The loading doses by number, the first on the day of the decision: the days on which the recall expects them too."""
    if not regimen.loading:
        return ()
    place = Place(regimen, [on_day(on)])
    windows = (Window(on, on, on), *loading_to_come(place, [on], PUBLISHED))
    return tuple(Dose(i, dose.expected, dose.earliest, dose.latest) for i, dose in enumerate(windows, 1))


def _maintenance(regimen: Regimen, last_loading: date) -> Maintenance | None:
    if regimen.due_from is None or regimen.due_to is None:
        return None
    return Maintenance(
        regimen.maintenance,
        last_loading + timedelta(days=not_before(regimen.due_from, PUBLISHED)),
        regimen.due_from.after(last_loading),
        overdue_from(last_loading, regimen.due_to, PUBLISHED),
    )
