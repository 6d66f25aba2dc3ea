"""A profile without what nobody could check: unverified figures and clauses are switched off and leave the answer open.

A switched-off figure or route rule reads unknown, never no (register G37): where it could decide, the answer is undetermined
and names it. Where a verified word bounds it (no severe anaemia without anaemia) the bound still answers. A definition nobody
could check is read as the base article reads it. Not signed off by a clinician.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.profile import Profile, build
from cobalamin.knowledge.rules import ARTICLE, OFF, Guideline, is_off
from cobalamin.language.nodes import (
    Compare,
    Condition,
    Finding,
    Measure,
    Named,
    Not,
    Presume,
    Quantity,
    Threshold,
    all_of,
    any_of,
    facts_of,
    walk,
)
from cobalamin.language.rewrite import Rewriting
from cobalamin.language.truth import Truth

MEASURED = "measured"
"""Zero, which every result reaches: compared with it, a measure says whether it was measured."""


@dataclass(frozen=True)
class Silence:
    """An entry that is switched off: its id, and what it would have said."""

    id: str
    says: str
    cites: tuple[str, ...]


@cache
def verified_only(profile: Profile, local: frozenset[str] = frozenset()) -> Guideline:
    """The guideline of a profile with every unverified entry switched off, but for the figures a site puts its own in place of."""
    guideline = build(profile)
    figures = {id: t for id, t in guideline.figures.items() if t.verified == "unverified" and id not in local}
    rules = {r.rule.id: r.rule for r in profile.routes if _unverified(profile, r.rule.id)}
    kept = [w for w in profile.words if not _unverified(profile, w.id)]
    own = {w.id: w for w in (*kept, *(r.rule for r in profile.routes), *_published(profile))}
    # Rules are rewritten as words: what a rule asks for stays, and the answer is left open where it holds.
    off = {**own, **_bounded(guideline, figures), **_off(rules)}
    put = _Guarding({f.id: f for f in profile.figures}, off, _instead(guideline, figures))
    return replace(
        guideline.rewritten(put),
        id=f"{guideline.id}-verified",
        title=f"{guideline.title}, verified entries only",
        beside=_beside(guideline, figures),
    )


class _Guarding(Rewriting):
    """A rewriting that lets nothing be presumed of a result that was measured and that no verified figure can read."""

    def _rewrite(self, node: Condition) -> Condition:
        found = super()._rewrite(node)
        if not isinstance(found, Presume) or not any(is_off(fact.name) for fact in facts_of(found)):
            return found
        known = [_is_measured(m) for m in facts_of(node) if isinstance(m, Measure) and m.name not in _MODIFIERS]
        return _unless_measured(found, any_of(*known)) if known else found


_MODIFIERS = frozenset({"egfr", "serum_folate", "ferritin"})
"""Results that only qualify another one: having them says nothing of what is presumed."""


def _is_measured(measure: Measure) -> Condition:
    zero = Threshold(MEASURED, (Quantity(Fraction(0), measure.unit),), "no result lies below it", ("SPEC 4",))
    return Presume(measure >= zero, Truth.NO, f"no {measure.label}")


def _unless_measured(presume: Presume, measured: Condition) -> Condition:
    """What is presumed where there is no result; where there is one, what it says, or unknown."""
    if presume.value is Truth.NO:
        return any_of(presume, all_of(measured, presume.part))
    return all_of(presume, any_of(Not(measured), presume.part))


def silences(profile: Profile) -> tuple[Silence, ...]:
    """What is switched off in a profile."""
    guideline = build(profile)
    figures = (Silence(id, t.label, t.cites) for id, t in guideline.figures.items() if t.verified == "unverified")
    own = {*(r.rule.id for r in profile.routes), *(w.id for w in profile.words)}
    clauses = (
        Silence(c.decides, c.says, c.cites) for c in profile.clauses if c.verified == "unverified" and c.decides in own
    )
    return (*figures, *clauses)


def off_in(guideline: Guideline) -> frozenset[str]:
    """The ids of the entries a guideline was switched off of."""
    names = (fact.name for fact in facts_of(*guideline.roots) if fact.name not in FACTS)
    return frozenset(name.removeprefix(OFF) for name in names if is_off(name))


def _unverified(profile: Profile, id: str) -> bool:
    clause = profile.clause(id)
    return clause is not None and clause.verified == "unverified"


def _published(profile: Profile) -> list[Named]:
    """The base article's words in the place of those of a profile that nobody could check."""
    base = {word.id: word for word in ARTICLE.roots}
    return [base[w.id] for w in profile.words if _unverified(profile, w.id)]


def _unknown(id: str) -> Finding:
    """A fact nobody can record."""
    return Finding(f"{OFF}{id}", f"{id} (not verified)")


def _off(words: dict[str, Named]) -> dict[str, Named]:
    return {id: replace(word, part=all_of(word.part, _unknown(id))) for id, word in words.items()}


def _bounded(guideline: Guideline, figures: dict[str, Threshold]) -> dict[str, Named]:
    """Words whose figure is off: grades of anaemia need anaemia; kidney function is not presumed, whatever was measured."""
    found: dict[str, Named] = {}
    for base, figure in ((d.anaemia_moderate, "hb.moderate"), (d.anaemia_severe, "hb.severe")):
        if figure in figures:
            found[base.id] = replace(base, part=all_of(d.anaemia, _unknown(figure)))
    if "egfr.adequate" in figures:
        found[d.kidney_function_adequate.id] = replace(d.kidney_function_adequate, part=_unknown("egfr.adequate"))
    return found


def _beside(guideline: Guideline, figures: dict[str, Threshold]) -> tuple[tuple[str, str], ...]:
    """Each figure that is off stands where its measure did."""
    compares = (node for node in walk(*guideline.roots) if isinstance(node, Compare))
    found = {_unknown(c.bound.id).name: c.measure.name for c in compares if c.bound.id in figures}
    return tuple(found.items())


def _instead(guideline: Guideline, figures: dict[str, Threshold]) -> dict[str, Condition]:
    """What stands in for a comparison with a figure that is off."""
    instead: dict[str, Condition] = {id: _unknown(id) for id in figures}
    if "hb.same_day" in figures:
        instead["hb.same_day"] = all_of(d.anaemia, _unknown("hb.same_day"))
    return instead
