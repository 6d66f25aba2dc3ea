"""What a profile is: the figures, words, route rules and regimens in which a source differs from the base article.

Everything a source does not say is the base article's (register G20). Urgency is always the base article's ladder over the
profile's own words, because no source here prints classes of urgency (register G1). Not signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple

from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge.answer import continuing, specialist_where
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.indications import Indication
from cobalamin.knowledge.rules import ARTICLE, Clause, Guideline, Regimens
from cobalamin.knowledge.safety import LOWERING_B12
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.ladder import Ladder, Rung
from cobalamin.language.nodes import Condition, Named, Not, Presume, Quantity, Threshold, Verified, all_of, any_of
from cobalamin.language.rewrite import Rewriting
from cobalamin.language.truth import Truth

Outcome = Literal["injection", "either", "oral"]

OUTCOMES: tuple[Outcome, ...] = ("injection", "either", "oral")
_STATEMENTS: Mapping[Outcome, str] = MappingProxyType({
    "injection": "a rule of this source asks for injections",
    "either": "a rule of this source allows injections or tablets",
    "oral": "a rule of this source asks for tablets",
})  # fmt: skip
_RUNG_IDS: Mapping[Outcome, str] = MappingProxyType(
    {"injection": "any_indication", "either": "route_either", "oral": "route_oral"}
)


@dataclass(frozen=True)
class RouteRule:
    """One route rule of a source: what it answers, and when."""

    outcome: Outcome
    heading: str
    rule: Named


@dataclass(frozen=True)
class Profile:
    """One dated version of one source. `clauses` say of every entry where it stands and how far that was checked."""

    id: str
    title: str
    version: str
    since: date | None
    until: date | None
    figures: tuple[Threshold, ...]
    words: tuple[Named, ...]
    routes: tuple[RouteRule, ...]
    regimens: Regimens
    clauses: tuple[Clause, ...]

    @property
    def name(self) -> str:
        """The profile with its date, as far as the source is dated: nice@2024-03."""
        return f"{self.id}@{self.version}" if self.version else self.id

    @property
    def guideline(self) -> Guideline:
        """The rule set, built once."""
        return build(self)

    def clause(self, id: str) -> Clause | None:
        """What the source says of a figure, a word, a route rule or the regimens; None where the entry is the article's."""
        return next((clause for clause in self.clauses if clause.decides == id), None)


@cache
def build(profile: Profile) -> Guideline:
    """The base article with the profile's entries put in; of the article itself the base, unchanged."""
    if profile.id == ARTICLE.id:
        return ARTICLE
    put = _rewriting(profile)
    base, route = ARTICLE.rewritten(put), route_of(profile)
    rules = _rules(profile, put)
    answered = _answered(rules, route)
    return Guideline(
        profile.id, profile.title, base.definitions,
        tuple(Indication(i, r.heading, r.rule) for i, r in enumerate((r for r in rules if r.outcome == "injection"), 1)),
        (route, answered.ladder(base.urgency)), tuple(replace(s, rule=answered.condition(s.rule)) for s in base.safety),
        profile.regimens, profile.clauses, profile.since, profile.until,
    )  # fmt: skip


def _answered(rules: list[RouteRule], route: Ladder) -> Rewriting:
    """The article's urgency and safety rules over this source's answers: what may be injected, and what goes by mouth."""
    injected = _may_be_injected(rules)
    by_mouth = next((rung.when for rung in route.rungs if rung.outcome == "oral"), injected)
    sent_on = {word.id: word for rung in route.rungs[:1] if isinstance(word := rung.when, Named)}
    return Rewriting({}, {"any_indication": injected, "route_oral": by_mouth, **sent_on})


def _rules(profile: Profile, put: Rewriting) -> list[RouteRule]:
    return [RouteRule(r.outcome, r.heading, put.condition(r.rule)) for r in profile.routes]


def _rewriting(profile: Profile) -> Rewriting:
    return Rewriting({t.id: t for t in profile.figures}, {w.id: w for w in profile.words})


@cache
def route_of(profile: Profile) -> Ladder:
    """Specialist first, as in the base article; then what the source's own rules answer, in our order (register G21)."""
    put = _rewriting(profile)
    rules = _rules(profile, put)
    rungs = [Rung("specialist", put.condition(_specialist(profile)))]
    for outcome in OUTCOMES:
        conditions = [r.rule for r in rules if r.outcome == outcome]
        if conditions:
            when = Named(_RUNG_IDS[outcome], _STATEMENTS[outcome], any_of(*conditions), (profile.clauses[0].cites[0],))
            rungs.append(Rung(outcome, when))
    outcomes = ", ".join(rung.outcome for rung in rungs)
    return Ladder("route", f"the first that applies: {outcomes}, no B12 treatment", tuple(rungs), "none")


def _specialist(profile: Profile) -> Named:
    """Under 16 (register G29), hereditary disorder, or cobalamin allergy where this source would let somebody have B12."""
    needed = any_of(*(r.rule for r in profile.routes))
    return specialist_where(Named("b12_needed", "a rule of this source asks for B12 or allows it", needed, ("SPEC 4",)))


def _may_be_injected(rules: list[RouteRule]) -> Named:
    asked = any_of(*(r.rule for r in rules if r.outcome != "oral"))
    return Named("may_be_injected", "a rule of this source asks for injections or allows them", asked, ("SPEC 4",))


# --- words to write profiles in --------------------------------------------------------------------------------------


class Says(NamedTuple):
    """A sentence of a source with where it stands."""

    says: str
    cites: tuple[str, ...]
    verified: Verified
    silent: bool = False


def silent(says: str, *cites: str) -> Says:
    """The source says nothing: what is used is borrowed, and unverified for this source."""
    return Says(says, cites, "unverified", True)


def figure(id: str, says: Says, *printed: Quantity) -> tuple[Threshold, Clause]:
    """A figure of the source in place of the base article's; without `printed` the base article's, borrowed."""
    base = THRESHOLDS[id]
    found = Threshold(id, printed or base.printed, base.label, says.cites, says.verified)
    return found, Clause(id, *says)


def word(base: Named, part: Condition, says: Says, statement: str = "") -> tuple[Named, Clause]:
    """A word of the base article as the source means it."""
    return Named(base.id, statement or base.statement, part, says.cites), Clause(base.id, *says)


def rule(outcome: Outcome, id: str, heading: str, when: Condition, says: Says) -> tuple[RouteRule, Clause]:
    """A route rule of the source."""
    return RouteRule(outcome, heading, Named(id, says.says, when, says.cites)), Clause(id, *says)


def profile(
    id: str, title: str, version: str, since: date | None, until: date | None, *,
    figures: Iterable[tuple[Threshold, Clause]], words: Iterable[tuple[Named, Clause]],
    routes: Iterable[tuple[RouteRule, Clause]], regimens: Regimens, regimens_from: Says, also: Iterable[tuple[str, Says]] = (),
) -> Profile:  # fmt: skip
    """The profile of these entries, each with its clause; `also` are clauses about what the source leaves open."""
    figures, words, routes = tuple(figures), tuple(words), tuple(routes)
    clauses = [*(c for _, c in routes), *(c for _, c in figures), *(c for _, c in words)]
    clauses += [Clause("regimens", *regimens_from), *(Clause(topic, *says) for topic, says in also)]
    return Profile(
        id, title, version, since, until, tuple(t for t, _ in figures), tuple(w for w, _ in words), tuple(r for r, _ in routes),
        regimens, tuple(clauses),
    )  # fmt: skip


def active_if_measured(says: Says) -> tuple[Named, Clause]:
    """B12 deficient, where the source does not know active B12: asked for in pregnancy, and beside kidneys that leave no
    metabolite to read in somebody with symptoms or anaemia; else read where it was measured (register G14)."""
    low = f.active_b12 < THRESHOLDS["b12.active.deficient"]
    unmeasured = Presume(low, Truth.NO, "the source does not mention active B12: it is read where it was measured")
    nothing_else = all_of(Not(d.kidney_function_adequate), any_of(d.symptomatic, d.anaemia))
    active = any_of(unmeasured, all_of(any_of(d.pregnant, nothing_else), low))
    part = any_of(d.diagnosed, all_of(any_of(active, d.total_deficient), Not(d.b12_above_band)))
    return word(d.b12_deficient, part, says)


def go_on(prefix: str, says: Says) -> tuple[RouteRule, Clause]:
    """Injections for an irreversible cause go on, whatever the level: in every profile (register G19)."""
    return rule("injection", f"{prefix}:continuing", "Injections go on", continuing.part, says)


def metabolite_alone(prefix: str) -> tuple[RouteRule, Clause]:
    """Tablets for a raised metabolite where no rule of the source applies: in every profile (register G39)."""
    says = silent(
        "Nothing was seen on a raised metabolite in a patient who is well: tablets, as in the base article",
        "S5",
        "R19",
        "G39",
    )
    return rule("oral", f"{prefix}:metabolite_alone", "Raised metabolite alone", d.metabolite_perhaps_raised, says)


# --- conditions several sources share --------------------------------------------------------------------------------

medicine = Named("medicine_cause", "a medicine that lowers B12", any_of(*LOWERING_B12), ("SPEC 1", "MHRA"))
dietary = Named(
    "dietary_cause", "a dietary cause", any_of(*findings(("low_b12_diet", "undernutrition", "alcohol_excess"))), ("FACTS 3",),
)  # fmt: skip
other_malabsorption = Named(
    "other_malabsorption_cause", "malabsorption that is not irreversible",
    all_of(d.absorption_impaired, Not(d.absorption_impaired_for_good)), ("FACTS 3",),
)  # fmt: skip
no_known_cause = Named(
    "no_known_cause", "no cause found: no malabsorption, diet, medicine or nitrous oxide",
    all_of(Not(d.absorption_impaired), Not(dietary), Not(medicine), Not(finding("nitrous_oxide"))), ("FACTS 3", "G6"),
)  # fmt: skip
