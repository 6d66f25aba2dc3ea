"""The route in words: what is told to whom, and the answer in one line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from cobalamin.assessment.assessment import ChangeAnswer, IndicationAnswer, RouteAnswer
from cobalamin.assessment.course_words import BY_THE_DOSES, NEXT_DOSE, NO_DELAY, OFFER_AGAIN
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.truth import Truth
from cobalamin.records.messages import one_of

NOT_SETTLED = "not yet decided"
ROUTE_WORDS = {
    "specialist": "a specialist decides",
    "injection": "B12 by injection is indicated",
    "either": "B12 is needed, by injection or by mouth: the source allows both",
    "oral": "B12 by mouth; injections are not indicated",
    "none": "no B12 treatment: look for another cause",
    UNDETERMINED: "not yet decided: more information is needed",
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
OPEN_AGAIN = "undecided"
"""What a single fact can make of a route or an urgency that is settled."""
PRESSES = ("same_day", "prompt")

CONTINUE = f"continue the injections on record, {NEXT_DOSE}: a B12 level is no reason to stop"
GIVEN = f"B12 by injection is indicated and already on record: continue, {NEXT_DOSE}"
"""Not only indicated: whoever is on injections needs no second beginning (register R40)."""
GIVEN_TODAY = "B12 by injection is indicated and already on record: continue; see the patient today, whenever the next dose is due"
GIVEN_WORSE = (
    "B12 by injection is indicated and already on record: continue; see the patient today: neurological signs are getting "
    "worse on it, so reconsider the diagnosis and shorten the interval within the product information"
)
"""Whoever is as ill as that on injections is not told to wait for the next one (specification 6; register R40)."""
STOPPED = f"B12 by injection is indicated (earlier injections were stopped), {OFFER_AGAIN}"
STOPPED_TODAY = "B12 by injection is indicated (earlier injections were stopped): see the patient today"
STOPPED_FOR_GOOD = (
    f"earlier injections were stopped although their cause is irreversible, {OFFER_AGAIN}: a B12 level is no reason to "
    "stop"
)
"""Of what was stopped nobody says that it goes on (register R40)."""
FORCED = "B12 by injection is indicated, whichever way the open facts turn out"
REVIEW = "no indication found for the injections on record: review why they are given; do not stop them because of this answer"
REVIEW_NEEDED = (
    "no indication found for the injections on record, but B12 is needed, at least by mouth: review them; do not stop them "
    "because of this answer"
)
"""Whoever lives on a diet without B12 may change to tablets, and not to nothing (register R40)."""
REVIEW_TABLETS = (
    "no indication for injections; B12 already taken by mouth: review why it is taken; do not stop it because of this "
    "answer"
)
REVIEW_RESOLVED = (
    "no indication found for the injections on record, and their cause is recorded as dealt with: if that cause was "
    "reversible and symptoms have improved, consider stopping or a longer interval; do not stop because of this answer alone"
)
"""What a review leads to where the cause is gone (specification 6)."""
KEEP_TABLETS = (
    "no indication for injections; continue B12 by mouth, at a dose for malabsorption: the cause is irreversible"
)
KEEP_WHILE_IMPAIRED = (
    "no indication for injections; continue B12 by mouth, at a dose for malabsorption: absorption is impaired"
)
PREVENTED = (
    "no deficiency shown with the injections on record, and absorption is impaired: they prevent it (product information: "
    "1 mg every 2-3 months); do not stop them because of this answer"
)
"""Nobody need look for the reason of who has one on record (register R40)."""
MEANWHILE = ("continue the injections on record meanwhile", "continue B12 by mouth meanwhile")
"""Nobody on B12 is told to stop it, neither by an answer nor by one that is not settled (register R40)."""
STOPPED_MEANWHILE = "injections were given and stopped"
TODAY = "ask and test today"
UNTREATED_TODAY = f"{TODAY}; {NO_DELAY}"
"""Not settled, and it presses: the first thing to do is told where the route is (register R13; specification 4)."""
NOT_WAITED_FOR = "(an urgent injection does not wait for it)"
"""Beside *no B12 treatment* as things stand, of somebody whose first line says not to delay an urgent injection."""
SUSPECTED = "no B12 treatment now: suspected, not confirmed; look for another cause, test again if symptoms persist"
"""Everything is known and nothing confirms what was suspected (register R20)."""
PRESSING = (
    "no B12 treatment by these rules: suspected, not confirmed; do not wait: look for another cause now, and decide whether B12 is "
    "given meanwhile"
)
"""The same where the urgency is prompt or more: a source that does not treat yet must not read as time to spare (register R20)."""
PREVENT = (
    "no deficiency shown, but the cause is irreversible and deficiency will follow: injections of 1 mg every 2-3 months may "
    "prevent it (SmPC), or test again at intervals"
)
"""No stomach or ileum to absorb with, and a level that is still enough (register R20)."""
PREVENT_AGAIN = (
    "no deficiency shown, but injections were given for an irreversible cause: offer them again, 1 mg every 2-3 months (SmPC), and "
    "record the answer"
)
"""The same of whoever had them before: an end of what prevents it is not waited out (registers R20, M14)."""
WATCH = (
    "no deficiency shown, but absorption is impaired: test again at intervals, or prevent it (product information: injections "
    "of 1 mg every 2-3 months)"
)
"""The same where the cause may pass: nobody with a shortened gut is sent away for want of symptoms (register R20)."""
RETURNS = (
    "no deficiency shown now, but an earlier result showed deficiency: ask what was given since and whether the cause has been "
    "dealt with; until it has, continue B12 by mouth or test again at intervals"
)
"""A level that was lifted by treatment says nothing of the cause: where that lasts, deficiency comes back (register R155)."""
NOT_AT_THAT = (
    "no B12 treatment now: suspected, not confirmed; total B12 is low in pregnancy, so measure methylmalonic acid or homocysteine "
    "if neither is on record, and test again"
)
"""Of a low total whose active B12 is in the band: nothing is confirmed, and she is not to wait for symptoms (register R39)."""
OTHER_CAUSES = (
    "no B12 treatment: look for another cause of the nerve signs, such as diabetes or lack of copper or vitamin E"
)
"""Nerve signs and a level that speaks against B12 (register R157)."""
LOOK_NOW = "do not wait: look for another cause now"
"""Beside these where the urgency is prompt or more: what is true of the gut must not read as time to spare (register R20)."""
SPECIALIST = {
    "under_16": "younger than 16",
    "hereditary_b12_disorder": FACTS["hereditary_b12_disorder"].fact.label,
    "cobalamin_or_cobalt_allergy": FACTS["cobalamin_or_cobalt_allergy"].fact.label,
}
"""Why a specialist decides, by what holds; the first is told."""
SETTLE_FIRST = "first clarify a possible allergy"
ALLERGIC = "an allergy to cobalamin or cobalt is recorded, so give no dose until a specialist decides"
"""Beside every route that is not the specialist's: none of them may be read as a call to a dose (register R40)."""
LEBER = "Leber's disease is recorded, so never cyanocobalamin"
LEBER_FIRST = "Leber's disease is possible, so no cyanocobalamin until that is clarified"
"""Beside B12 that is given or is to be: no line may be read as a call to the wrong product (register R102)."""
_CALLS = (FORCED, UNTREATED_TODAY, PREVENT, PREVENT_AGAIN, WATCH, PRESSING)
"""What may be read as a call to a first dose, in another route than the ones that give B12."""
Holds = Callable[[str], bool]
"""Whether a named word or a finding surely holds."""


def again(words: str, *, before: bool) -> str:
    """The words of a route, where injections were given `before`."""
    return words.replace(PREVENT, PREVENT_AGAIN) if before else words


class Found(NamedTuple):
    """What the words of a route depend on beside it."""

    met: bool
    """Whether an indication is."""
    forced: bool
    """Whether, where none is, every completion of the open facts meets one."""
    stopped: bool
    """Whether what was injected was stopped."""
    urgency: str
    """The least it can be."""
    doubted: bool = False
    """Whether an allergy is recorded, or a reaction, that nobody settled."""
    leber_in_doubt: bool = False
    """Whether Leber's disease is recorded and not settled."""
    needed: bool = False
    """Whether several routes are still open, and every one of them gives B12."""


def route_statement(route: str, holds: Holds, found: Found) -> str:
    """The route in words; a beginning waits until a possible allergy is settled (registers R98, R117)."""
    words = _statement(route, holds, found)
    if route != "specialist" and _is_allergic(holds):
        return f"{words}; {ALLERGIC}"
    calls = found.needed or any(call in words for call in _CALLS)
    begins = (words == ROUTE_WORDS[route] and route in GIVES_B12) or (calls and not holds("b12_injections"))
    first = SETTLE_FIRST if begins and found.doubted else ""
    given = calls or route in GIVES_B12 or any(map(holds, ("b12_injections", "oral_b12")))
    return "; ".join(filter(None, (words, first, _not_cyanocobalamin(holds, found.leber_in_doubt) if given else "")))


def before_b12(words: str, holds: Holds, *, doubted: bool, leber_in_doubt: bool) -> tuple[str, ...]:
    """What comes before B12 that a working answer begins, in few words: those of a route alone call to a dose too."""
    if words not in (SHORT_ROUTES[route] for route in GIVES_B12):
        return ()
    return tuple(filter(None, (SETTLE_FIRST if doubted else "", _not_cyanocobalamin(holds, leber_in_doubt))))


def _not_cyanocobalamin(holds: Holds, in_doubt: bool) -> str:
    """What Leber's disease forbids, to whoever is on B12 or is to have it."""
    if holds("leber_optic_neuropathy"):
        return LEBER
    return LEBER_FIRST if in_doubt else ""


def _is_allergic(holds: Holds) -> bool:
    return holds("cobalamin_or_cobalt_allergy")


def _statement(route: str, holds: Holds, found: Found) -> str:
    if route == "specialist":
        return _by_a_specialist(holds, found)
    if route == UNDETERMINED:
        return "; ".join((ROUTE_WORDS[route], *_meanwhile(holds, found), *_today(holds, found.urgency)))
    if route == "injection" and holds("b12_injections"):
        return _on_record(holds, found)
    if route == "injection" and not found.met and found.forced:
        return FORCED
    presses = found.urgency in PRESSES
    if words := _not_injected(route, holds):
        return f"{words}; {LOOK_NOW}" if presses and route == "none" else words
    return _suspected(route, holds, presses=presses) or ROUTE_WORDS[route]


def _by_a_specialist(holds: Holds, found: Found) -> str:
    """Who decides and why; what is given goes on until then, but not with an allergy to it (register R40)."""
    why = next((words for id, words in SPECIALIST.items() if holds(id)), "")
    words = f"{ROUTE_WORDS['specialist']}: {why}" if why else ROUTE_WORDS["specialist"]
    return "; ".join((words, *_meanwhile(holds, found)))


def _today(holds: Holds, urgency: str) -> tuple[str, ...]:
    if urgency not in PRESSES:
        return ()
    waits = any(map(holds, ("b12_injections", "oral_b12"))) or _is_allergic(holds)
    return (TODAY if waits else UNTREATED_TODAY,)


def _on_record(holds: Holds, found: Found) -> str:
    today, indicated = found.urgency == "same_day", found.met or found.forced
    if found.stopped:
        return (STOPPED_TODAY if today else STOPPED) if indicated else STOPPED_FOR_GOOD
    if not indicated:
        return CONTINUE
    if not today:
        return GIVEN
    return GIVEN_WORSE if holds("neurological_involvement") and holds("neurological_progression") else GIVEN_TODAY


def _suspected(route: str, holds: Holds, *, presses: bool) -> str:
    """What is told to whoever has a suspicion that nothing confirmed; "" to the others."""
    if route != "none" or not holds("deficiency_suspected"):
        return ""
    return PRESSING if presses else SUSPECTED


def working_words(route: str, words: str, strict: str) -> str:
    """The route of the working answer, which must not take back the call to an urgent injection in the strict one (R13)."""
    return f"{words} {NOT_WAITED_FOR}" if route == "none" and UNTREATED_TODAY in strict else words


def short_route(route: str, holds: Holds) -> str:
    """The route of the working answer in few words; those on B12 are not told to stop it here either."""
    return _not_injected(route, holds) or SHORT_ROUTES.get(route, route)


def _not_injected(route: str, holds: Holds) -> str:
    """What is told to some patients for whom no injection is found; "" for the others."""
    if route in ("none", "oral") and holds("b12_injections"):
        return _injected(route, holds)
    if route != "none":
        return ""
    if holds("oral_b12"):
        return _swallowed(holds)
    if holds("absorption_impaired_for_good"):
        return PREVENT
    return WATCH if holds("absorption_impaired") else ""


def _injected(route: str, holds: Holds) -> str:
    """What is told to whoever is on injections that nothing indicates."""
    if holds("absorption_impaired"):
        return PREVENTED if route == "none" else REVIEW_NEEDED
    if route == "oral":
        return REVIEW_NEEDED
    return REVIEW_RESOLVED if holds("cause_resolved") else REVIEW


def _swallowed(holds: Holds) -> str:
    """What is told to whoever takes B12 by mouth and needs no injection."""
    if holds("absorption_impaired_for_good"):
        return KEEP_TABLETS
    return KEEP_WHILE_IMPAIRED if holds("absorption_impaired") else REVIEW_TABLETS


_CAUTIONS = (
    REVIEW, REVIEW_RESOLVED, REVIEW_NEEDED, REVIEW_TABLETS, KEEP_TABLETS, KEEP_WHILE_IMPAIRED, PREVENTED, PREVENT, PREVENT_AGAIN,
    WATCH, PRESSING, RETURNS, NOT_AT_THAT,
)  # fmt: skip


def caution_in(statement: str) -> str:
    """Of a route's statement what keeps somebody from stopping B12, or from being sent away; "" of every other."""
    _, _, by_doses = statement.rpartition(BY_THE_DOSES)
    if by_doses.startswith(_CAUTIONS):  # what kept a dose from being given stands behind it
        return by_doses
    return next((words for words in MEANWHILE if words in statement), "")


def _meanwhile(holds: Holds, found: Found) -> tuple[str, ...]:
    injected, swallowed = MEANWHILE
    if _is_allergic(holds):
        return ()
    if holds("b12_injections"):
        return (STOPPED_MEANWHILE if found.stopped else injected,)
    return (swallowed,) if holds("oral_b12") else ()


def open_routes(possible: Sequence[str]) -> str:
    """Several routes that are still open: "injections, either route or no B12 treatment"."""
    return one_of([OPEN_ROUTES.get(route, route) for route in possible])


def outcome_words(route: str, urgency: str) -> str:
    """The route and the urgency that a change leads to: "route injection, urgency same day"."""
    told = [(name, one) for name, one in (("route", route), ("urgency", urgency)) if one]
    return ", ".join(f"{name} {OPEN_AGAIN if one == UNDETERMINED else one.replace('_', ' ')}" for name, one in told)


def by_outcome(changes: Iterable[ChangeAnswer]) -> dict[str, list[str]]:
    """The changes by what they lead to, so that a long list stays readable."""
    found: dict[str, list[str]] = {}
    for change in changes:
        found.setdefault(outcome_words(change.route, change.urgency), []).append(change.text)
    return found


NEEDED = "B12 is needed, but the route is not yet decided"
"""Whatever the open facts turn out to be, some B12 is given: that must not read as if nothing was decided."""
GIVES_B12 = frozenset({"injection", "either", "oral"})


def _not_settled(possible: Sequence[str]) -> str:
    """What is settled although the route is not, and the routes that are open."""
    return f"{NEEDED if GIVES_B12.issuperset(possible) else NOT_SETTLED}: {open_routes(possible)}"


DIED_FIRST = "recorded as having died, so nothing is due; only if that is a mistake"
"""Else the line goes on to call somebody who died to the next dose."""


def headline(answer: RouteAnswer, urgency: str, indications: Iterable[IndicationAnswer], *, died: bool = False) -> str:
    """The answer in one line."""
    met = ", ".join(i.heading.lower() for i in indications if i.truth is Truth.YES)
    words = answer.statement
    if answer.outcome == UNDETERMINED:
        words = words.replace(ROUTE_WORDS[UNDETERMINED], _not_settled(answer.possible))
    words = f"{DIED_FIRST}: {words}" if died else words
    because = _because(met, words) if met else ""
    return f"{words[0].upper()}{words[1:]}{because}; urgency {urgency}"


def clauses(line: str, urgency: str) -> tuple[str, ...]:
    """A headline, in whatever language, one piece for each thing it says; what is said of the urgency stays one piece."""
    parts, of_urgency = line.split("; "), 1 + urgency.count("; ")
    return (*parts[:-of_urgency], "; ".join(parts[-of_urgency:]))


def _because(met: str, words: str) -> str:
    """The indications met: behind more than the bare route they would be read as the reason of what stands last."""
    return f" ({met})" if words in ROUTE_WORDS.values() else f"; indications met: {met}"
