"""Leaves, changes and outcomes in words: the sentences every output shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from cobalamin.assessment.assessment import IndicationAnswer, Reason, RouteAnswer
from cobalamin.knowledge.definitions import AS_AN_ADULT
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.cells import says_below
from cobalamin.language.nodes import Compare, Finding, Leaf, Verified, plain, spoken
from cobalamin.language.patient import Interval
from cobalamin.language.truth import Truth
from cobalamin.records.select import Known

UNDETERMINED = "undetermined"
NOT_SETTLED = "not settled yet"
ROUTE_WORDS = {
    "specialist": "a specialist decides",
    "injection": "B12 by injection is indicated",
    "either": "B12 is needed, by injection or by mouth: the source allows both",
    "oral": "B12 by mouth; injections are not indicated",
    "none": "no B12 treatment: look for another cause",
    UNDETERMINED: "not settled yet: more has to be known",
}
SHORT_ROUTES = {
    "specialist": "a specialist decides", "injection": "injections", "either": "injections or tablets", "oral": "tablets",
    "none": "no B12 treatment",
}  # fmt: skip
OPEN_ROUTES = {
    "specialist": "a specialist",
    "injection": "injections",
    "either": "either route",
    "oral": "tablets",
    "none": "no B12 treatment",
}
"""Routes in a list of several: there *injections or tablets* would read as two of them."""
OPEN_AGAIN = "not settled"
"""What a single fact can make of a route or an urgency that is settled."""
PRESSES = ("same_day", "prompt")
URGENCY_WORDS = {
    "same_day": "same day",
    "prompt": "prompt (within days)",
    "routine": "routine",
    "none": "none for B12",
}

_SIDES = {
    ("<", True): "below", ("<", False): "at least", ("<=", True): "at most", ("<=", False): "above", (">", True): "above",
    (">", False): "at most", (">=", True): "at least", (">=", False): "below",
}  # fmt: skip


def reason(name: str, leaves: Sequence[tuple[Leaf, Truth]], known: Known | None) -> Reason:
    """One reason a fact: the comparisons of one measure are told together."""
    leaf, truth = leaves[0]
    source = known.source if known is not None else None
    compares = _telling([(row[0], row[1]) for row in leaves if isinstance(row[0], Compare)], known)
    cites = dict.fromkeys(cite for compare, _ in compares for cite in compare.bound.cites)
    verified: tuple[Verified, ...] = tuple(dict.fromkeys(compare.bound.verified for compare, _ in compares))
    text = _compared(compares, known) if compares else found_text(leaf, truth)
    return Reason(
        name, text, truth, source.where if source else "", source.when if source else "",
        known is not None and known.presumed, known.note if known is not None else "", tuple(cites), verified,
    )  # fmt: skip


def found_text(leaf: Leaf, truth: Truth) -> str:
    """A finding in words."""
    assert isinstance(leaf, Finding)
    return {Truth.YES: leaf.label, Truth.NO: negated(leaf), Truth.UNKNOWN: f"unknown: {leaf.label}"}[truth]


def negated(finding: Finding) -> str:
    """A finding that is absent, in words."""
    return NEGATED.get(finding.name, f"no {finding.label}")


NEGATED = {
    "pregnant": "not pregnant", "breastfeeding": "not breastfeeding", "female": "not female",
    "another_diagnosis_explains": "no other diagnosis explains the picture", "cause_resolved": "the cause has not been dealt with",
    "trimester_1": "not in the first trimester", "trimester_2": "not in the second trimester",
    "trimester_3": "not in the third trimester", "intrinsic_factor_antibody": "intrinsic factor antibody negative",
    "parietal_cell_antibody": "parietal cell antibody negative", "anaemia_recorded": "no anaemia recorded",
    "oral_treatment_failed": "oral treatment has not failed", "needs_supervised_treatment": "no supervised treatment needed",
}  # fmt: skip
"""Findings whose label is no noun: one is not pregnant, rather than having no pregnant."""


ASKED = " asked about, not recorded"
"""How the note of a fact ends that is read as no because its group was asked about: such facts are told by their group."""


def presumed_text(name: str, known: Known) -> str:
    """What was presumed of a fact: the group that was asked about, or what it was presumed from."""
    said = known.note.endswith(ASKED) or known.note == AS_AN_ADULT
    return known.note if said else f"not {FACTS[name].fact.label}: {known.note}"


def value_text(name: str, value: bool | Interval) -> str:
    """A known value for a reader: an age in years, or in months under two."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "age" and value.unit == "a" and value.low is not None and value.low == value.high:
        return f"{int(value.low)} years" if value.low >= 2 else f"{int(value.low * 12)} months"
    return str(value)


def span_text(span: Interval) -> str:
    """A range of results: which of its ends belong to it is said, for a result may lie on one ("70 to <105 g/L")."""
    if span.low is None or span.high is None or span.low == span.high:
        return str(span)
    above, below = ">" if span.low_open else "", "<" if span.high_open else ""
    return f"{above}{plain(span.low)} to {below}{plain(span.high)} {spoken(span.unit)}"


def why_words(why: str) -> str:
    """Why something recorded is not used, for a reader: of a result with a comparator it is as far as it goes."""
    return "not enough" if why == "censored" else why


Compared = tuple[Compare, Truth]


def _telling(compares: list[Compared], known: Known | None) -> list[Compared]:
    """Of the figures a result lies above the highest, of those it lies below the lowest, and those it does not settle."""
    if known is None or not isinstance(known.value, Interval):
        return compares
    unit = known.value.unit
    decided = [row for row in compares if row[1] is not Truth.UNKNOWN]
    above = [row for row in decided if says_below(row[0]) != (row[1] is Truth.YES)]
    below = [row for row in decided if says_below(row[0]) == (row[1] is Truth.YES)]
    if len(above) > 1:
        above = [max(above, key=lambda row: row[0].bound_in(unit))]
    if len(below) > 1:
        below = [min(below, key=lambda row: row[0].bound_in(unit))]
    return [*above, *below, *(row for row in compares if row[1] is Truth.UNKNOWN)]


def _compared(compares: list[Compared], known: Known | None) -> str:
    """Between which figures a result lies: "total serum B12 214 ng/L, at least 180 ng/L, at most 350 ng/L"."""
    measure = compares[0][0].measure
    if known is None or not isinstance(known.value, Interval):
        return f"unknown: {measure.label}"
    sides = (_side(compare, truth, known.value.unit) for compare, truth in compares)
    return ", ".join((f"{measure.label} {value_text(measure.name, known.value)}", *sides))


@lru_cache(maxsize=4096)
def _side(compare: Compare, truth: Truth, unit: str) -> str:
    if truth is Truth.UNKNOWN:
        return f"which does not settle whether it is {_SIDES[compare.op, True]} {_printed(compare, unit)}"
    return f"{_SIDES[compare.op, truth is Truth.YES]} {_printed(compare, unit)}"


def _printed(compare: Compare, unit: str) -> str:
    """The bound as printed in the unit of the result, else as first printed."""
    return str(next((p for p in compare.bound.printed if p.unit == unit), compare.bound.printed[0]))


AGREED = "every possible completion of the missing facts agrees"
OPEN = "what is open has to be asked or tested"
"""Why an urgency holds for which no single rule does."""


def urgency_statement(urgencies: tuple[str, ...]) -> str:
    """ "at least routine; possibly same day" """
    least = URGENCY_WORDS[urgencies[-1]]
    if len(urgencies) == 1:
        return least
    return f"at least {least}; possibly {' or '.join(URGENCY_WORDS[u] for u in urgencies[:-1])}"


CONTINUE = "injections already given go on: a B12 level is no reason to stop"
GIVEN = "B12 by injection is indicated and on record: it goes on, the next dose when it is due"
"""Not only indicated: whoever is on injections needs no second beginning (register R40)."""
GIVEN_TODAY = (
    "B12 by injection is indicated and on record: it goes on; see the patient today, whenever the next dose is due"
)
GIVEN_WORSE = (
    "B12 by injection is indicated and on record: it goes on; see the patient today: nerves get worse on it, so reconsider the "
    "diagnosis and shorten the interval within the product information"
)
"""Whoever is as ill as that on injections is not told to wait for the next one (specification 6; register R40)."""
FORCED = "B12 by injection is indicated, whichever way the open facts turn out"
REVIEW = "no indication found for the injections already given: review their reason, do not stop on this answer"
REVIEW_TABLETS = (
    "no indication for injections; B12 already taken by mouth: review its reason, do not stop on this answer"
)
KEEP_TABLETS = (
    "no indication for injections; B12 already taken by mouth goes on, at a dose for malabsorption: the cause is "
    "irreversible"
)
"""Nobody need look for the reason of who has one for good (register R40)."""
MEANWHILE = ("injections already given go on meanwhile", "B12 already taken by mouth goes on meanwhile")
"""Nobody on B12 is told to stop it, neither by an answer nor by one that is not settled (register R40)."""
SUSPECTED = "no B12 treatment now: suspected, not confirmed; look for another cause, test again if symptoms persist"
"""Everything is known and nothing confirms what was suspected (register R20)."""
PRESSING = (
    "no B12 treatment by these rules: suspected, not confirmed; do not wait: look for another cause now, and decide whether B12 is "
    "given meanwhile"
)
"""The same where the urgency is prompt or more: a source that does not treat yet must not read as time to spare (register R20)."""
PREVENT = (
    "no deficiency shown, but the cause is irreversible and it will come: injections of 1 mg every 2-3 months may prevent it "
    "(SmPC), or test again at intervals"
)
"""No stomach or ileum to absorb with, and a level that is still enough (register R20)."""
WATCH = (
    "no deficiency shown, but absorption is impaired: test again at intervals, or prevent it (product information: injections "
    "of 1 mg every 2-3 months)"
)
"""The same where the cause may pass: nobody with a shortened gut is sent away for want of symptoms (register R20)."""
SPECIALIST = {
    "under_16": "younger than 16",
    "hereditary_b12_disorder": FACTS["hereditary_b12_disorder"].fact.label,
    "cobalamin_or_cobalt_allergy": FACTS["cobalamin_or_cobalt_allergy"].fact.label,
}
"""Why a specialist decides, by what holds; the first is told."""
Holds = Callable[[str], bool]
"""Whether a named word or a finding surely holds."""


def route_statement(route: str, holds: Holds, *, met: bool, forced: bool, urgency: str) -> str:
    """The route in words. `forced`: no single indication is met, and every completion of the open facts meets one.

    `urgency` is the least it can be.
    """
    if route == "specialist":
        why = next((words for id, words in SPECIALIST.items() if holds(id)), "")
        return f"{ROUTE_WORDS[route]}: {why}" if why else ROUTE_WORDS[route]
    if route == UNDETERMINED:
        return "; ".join((ROUTE_WORDS[route], *_meanwhile(holds)))
    if route == "injection" and holds("b12_injections"):
        return _on_record(holds, urgency) if met else CONTINUE
    if route == "injection" and not met and forced:
        return FORCED
    return _not_injected(route, holds) or _suspected(route, holds, presses=urgency in PRESSES) or ROUTE_WORDS[route]


def _on_record(holds: Holds, urgency: str) -> str:
    if urgency != "same_day":
        return GIVEN
    return GIVEN_WORSE if holds("neurological_involvement") and holds("neurological_progression") else GIVEN_TODAY


def _suspected(route: str, holds: Holds, *, presses: bool) -> str:
    """What is told to whoever has a suspicion that nothing confirmed; "" to the others."""
    if route != "none" or not holds("deficiency_suspected"):
        return ""
    return PRESSING if presses else SUSPECTED


def short_route(route: str, holds: Holds) -> str:
    """The route of the working answer in few words; those on B12 are not told to stop it here either."""
    return _not_injected(route, holds) or SHORT_ROUTES.get(route, route)


def _not_injected(route: str, holds: Holds) -> str:
    """What is told to some patients for whom no injection is found; "" for the others."""
    if route in ("none", "oral") and holds("b12_injections"):
        return REVIEW
    if route != "none":
        return ""
    if holds("oral_b12"):
        return KEEP_TABLETS if holds("absorption_impaired_for_good") else REVIEW_TABLETS
    if holds("absorption_impaired_for_good"):
        return PREVENT
    return WATCH if holds("absorption_impaired") else ""


def caution_in(statement: str) -> str:
    """Of a route's statement what keeps somebody from stopping B12, or from being sent away; "" of every other."""
    if statement in (REVIEW, REVIEW_TABLETS, KEEP_TABLETS, PREVENT, WATCH, PRESSING):
        return statement
    return next((words for words in MEANWHILE if words in statement), "")


def _meanwhile(holds: Holds) -> tuple[str, ...]:
    injected, swallowed = MEANWHILE
    return (injected,) if holds("b12_injections") else (swallowed,) if holds("oral_b12") else ()


def open_routes(possible: Sequence[str]) -> str:
    """Several routes that are still open: "injections, either route or no B12 treatment"."""
    *others, last = (OPEN_ROUTES.get(route, route) for route in possible)
    return f"{', '.join(others)} or {last}" if others else last


def outcome_words(route: str, urgency: str) -> str:
    """The route and the urgency that a change leads to: "route injection, urgency same day"."""
    told = [(name, one) for name, one in (("route", route), ("urgency", urgency)) if one]
    return ", ".join(f"{name} {OPEN_AGAIN if one == UNDETERMINED else one.replace('_', ' ')}" for name, one in told)


NEEDED = "B12 is needed, its route is not settled yet"
"""Whatever the open facts turn out to be, some B12 is given: that must not read as if nothing was decided."""
_GIVES_B12 = frozenset({"injection", "either", "oral"})


def _not_settled(possible: Sequence[str]) -> str:
    """What is settled although the route is not, and the routes that are open."""
    return f"{NEEDED if _GIVES_B12.issuperset(possible) else NOT_SETTLED}: {open_routes(possible)}"


def headline(answer: RouteAnswer, urgency: str, indications: Iterable[IndicationAnswer], *, died: bool = False) -> str:
    """The answer in one line."""
    met = ", ".join(i.heading.lower() for i in indications if i.truth is Truth.YES)
    because = f" ({met})" if met else ""
    words = answer.statement
    if answer.outcome == UNDETERMINED:
        words = words.replace(ROUTE_WORDS[UNDETERMINED], _not_settled(answer.possible))
    words = f"recorded as having died: {words}" if died else words
    return f"{words[0].upper()}{words[1:]}{because}; urgency {urgency}"
