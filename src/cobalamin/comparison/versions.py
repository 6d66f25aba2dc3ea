"""What changed from one version of a guideline, or one guideline, to another: in sentences, and patient by patient.

Not signed off by a clinician.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

import msgspec

from cobalamin.assessment.engine import engine_for
from cobalamin.comparison.compare import route_words
from cobalamin.comparison.exchange import ROUTES, cause, possible_routes
from cobalamin.knowledge.guidelines.profile import Profile, RouteRule
from cobalamin.knowledge.guidelines.registry import profile
from cobalamin.knowledge.notice import NOTICE
from cobalamin.knowledge.regimens import REGIMENS
from cobalamin.knowledge.rules import Clause
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Threshold
from cobalamin.language.patient import Patient
from cobalamin.language.truth import Truth

WIDTH = 100


class Moved(msgspec.Struct, frozen=True):
    """A patient whose route changes, and the entries of the new guideline that change it."""

    patient: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    clauses: tuple[str, ...]


class GuidelineDiff(msgspec.Struct, frozen=True):
    """Two guidelines compared: their content hashes, the changes in sentences, and whose answer changes."""

    before: str
    after: str
    before_hash: str
    after_hash: str
    changes: tuple[str, ...]
    patients: int
    moved: tuple[Moved, ...]


def guideline_diff(before: str, after: str, population: Mapping[str, Patient]) -> GuidelineDiff:
    """What changes from one guideline to the other (`nice@2023-07`, `nice`), and for whom in the population."""
    one, other = profile(before), profile(after)
    found = tuple(moved(one, other, population.items()))
    here, there = (engine_for(p.guideline).version for p in (one, other))
    return GuidelineDiff(one.name, other.name, here, there, tuple(changes(one, other)), len(population), found)


# --- in sentences ----------------------------------------------------------------------------------------------------


def changes(one: Profile, other: Profile) -> Iterator[str]:
    """Every entry that is new, gone or changed, a sentence each."""
    yield from _figures(one, other)
    yield from _rules(one, other)
    yield from _words(one, other)
    yield from _regimens(one, other)
    yield from _clauses(one, other)


def _figures(one: Profile, other: Profile) -> Iterator[str]:
    here, there = _in_force(one), _in_force(other)
    for id in dict.fromkeys((*here, *there)):
        if id not in there:
            yield f"The figure {id} ({here[id].label}: {here[id].text}) is gone."
        elif id not in here:
            yield f"The figure {id} is new: {there[id].label}: {there[id].text}."
        elif here[id].printed != there[id].printed:
            yield f"The figure {id} ({here[id].label}) was {here[id].text} and is {there[id].text}."


def _in_force(found: Profile) -> dict[str, Threshold]:
    return {**THRESHOLDS, **found.guideline.figures}


def _rules(one: Profile, other: Profile) -> Iterator[str]:
    here, there = _by_id(one.routes), _by_id(other.routes)
    for id in dict.fromkeys((*here, *there)):
        if id not in there:
            yield f"The rule {id} ({here[id].outcome}) is gone: {here[id].rule.statement}."
        elif id not in here:
            yield f"The rule {id} ({there[id].outcome}) is new: {there[id].rule.statement}."
        elif here[id].outcome != there[id].outcome:
            yield f"The rule {id} answered {here[id].outcome} and answers {there[id].outcome}."
        elif here[id].rule.part != there[id].rule.part:
            yield f"The rule {id} ({there[id].outcome}) applies to other patients."


def _by_id(rules: Iterable[RouteRule]) -> dict[str, RouteRule]:
    return {r.rule.id: r for r in rules}


def _words(one: Profile, other: Profile) -> Iterator[str]:
    here, there = {w.id: w for w in one.words}, {w.id: w for w in other.words}
    for id in dict.fromkeys((*here, *there)):
        if here.get(id) != there.get(id):
            word = there[id] if id in there else here[id]
            yield f"The word {id} ({word.statement}) means something else."


def _regimens(one: Profile, other: Profile) -> Iterator[str]:
    for name, treatment in _TREATMENTS.items():
        here, there = (_plans(getattr(p.regimens, name)) for p in (one, other))
        if here != there:
            yield f"The plan for {treatment} was {here}; it is {there}."


_TREATMENTS = {
    "injection": "injections",
    "neurological": "injections with neurological involvement",
    "dietary": "injections for a dietary cause",
    "oral": "tablets",
    "oral_dietary": "tablets for a dietary cause",
    "oral_malabsorption": "tablets in malabsorption",
    "elsewhere": "injections in other countries",
    "elsewhere_oral": "tablets beside the usual ones",
}


def _plans(ids: str | tuple[str, ...]) -> str:
    """The regimens of one treatment by the names that an answer gives them."""
    return " and ".join(REGIMENS[id].label for id in ((ids,) if isinstance(ids, str) else ids)) or "none"


def _clauses(one: Profile, other: Profile) -> Iterator[str]:
    """Where the same entry is now told or checked otherwise."""
    here, there = ({c.decides: c for c in p.clauses} for p in (one, other))
    for id in here.keys() & there.keys():
        yield from _clause(here[id], there[id])


def _clause(here: Clause, there: Clause) -> Iterator[str]:
    if here.verified != there.verified:
        yield f"How far {here.decides} was checked: it was {here.verified} and is {there.verified}."
    if here.says != there.says:
        yield f"{here.decides} read “{here.says}” and reads “{there.says}”."


# --- patient by patient ----------------------------------------------------------------------------------------------


def moved(one: Profile, other: Profile, population: Iterable[tuple[str, Patient]]) -> Iterator[Moved]:
    """The patients whose possible routes differ, each with the entries that make the difference."""
    for id, patient in population:
        before, after = possible_routes(one, patient), possible_routes(other, patient)
        if before != after:
            yield Moved(id, before, after, tuple(_named(one, other, cause(one, other, patient), patient)))


def _named(one: Profile, other: Profile, entries: Sequence[str], patient: Patient) -> Iterator[str]:
    """The entries, the route rules by the ones that apply; where a route stays open, by those that keep or close it."""
    changed = set(possible_routes(one, patient)) ^ set(possible_routes(other, patient))
    for entry in entries:
        if entry == ROUTES:
            for found in (one, other):
                rules = [*_applying(found, patient)] or [*_open(found, changed, patient)]
                yield from (rules if one.id != other.id else (f"{found.name} {id}" for id in rules))
        else:
            yield entry


def _applying(found: Profile, patient: Patient) -> Iterator[str]:
    """The rules that certainly apply and answer as the first rung that does."""
    truth_of = _truths(found, patient)
    rungs = (rung.outcome for rung in found.guideline.route.rungs if truth_of(rung.when.id) is Truth.YES)
    outcome = next(rungs, "")
    return (r.rule.id for r in found.routes if r.outcome == outcome and truth_of(r.rule.id) is Truth.YES)


def _open(found: Profile, routes: set[str], patient: Patient) -> Iterator[str]:
    """The rules that may still apply and ask for a route that only one of the two leaves open."""
    truth_of = _truths(found, patient)
    return (r.rule.id for r in found.routes if r.outcome in routes and truth_of(r.rule.id) is Truth.UNKNOWN)


def _truths(found: Profile, patient: Patient) -> Callable[[str], Truth]:
    """What each named word comes to over the figures and words of this guideline, not of the base article."""
    engine = engine_for(found.guideline)
    values = engine.program.values(engine.program.vector(patient))
    return lambda id: Truth.of(values[engine.named[id]])


def text(diff: GuidelineDiff, most: int = 10) -> str:
    """The difference for a terminal of 100 columns: sentences, then how many move by which clause, then some patients."""
    lines = [
        *wrap(f"From {_named_version(diff.before, diff.before_hash)}", WIDTH, subsequent_indent="     "),
        *wrap(f"to   {_named_version(diff.after, diff.after_hash)}", WIDTH, subsequent_indent="     "),
        "",
    ]
    for sentence in diff.changes or ("Nothing changed.",):
        lines += wrap(f"- {sentence}", WIDTH, subsequent_indent="  ")
    settled = [move for move in diff.moved if len(move.before) == len(move.after) == 1]
    open_ones = [move for move in diff.moved if move not in settled]
    lines += ["", f"{len(settled)} of {diff.patients} made-up people get another route.", *_counted(settled, most)]
    if open_ones:
        lines += [
            "",
            f"Of {len(open_ones)} more, something not known leaves other routes open.",
            *_counted(open_ones, most),
        ]
    return "\n".join((*lines, "", *wrap(NOTICE, WIDTH))) + "\n"


def _counted(moves: Sequence[Moved], most: int) -> Iterator[str]:
    """The moves by what changes and by which clause, the commonest first."""
    counts = Counter((m.before, m.after, m.clauses) for m in moves)
    for (before, after, clauses), count in counts.most_common(most):
        why = ", ".join(clauses) or "no rule applies any more"
        yield from wrap(
            f"{count:>6}  {route_words(before)} to {route_words(after)}: {why}", WIDTH, subsequent_indent=" " * 8
        )
    if len(counts) > most:
        yield f"        and {len(counts) - most} more ways"


def _named_version(name: str, content: str) -> str:
    """A version with its title, the days it is in force, and the hash of its content."""
    found = profile(name)
    days = f", in force from {found.since}" if found.since else ""
    days += f" to {found.until}" if found.until else ""
    return f"{name}: {found.title}{days} ({content})"
