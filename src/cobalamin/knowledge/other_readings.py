"""Readings of the register that could have been others, as rules: what a source could mean, put in the place of how it is read.

They are here to be counted (`atlas/hinges.py`): how many answers hang on a reading says which a clinician should look at first.
None of them ever answers a patient. Not signed off by a clinician.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cobalamin.knowledge import answer as a
from cobalamin.knowledge import definitions as d
from cobalamin.knowledge import facts as f
from cobalamin.knowledge import indications as i
from cobalamin.knowledge.facts import finding, findings
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.safety import LOWERING_B12
from cobalamin.knowledge.thresholds import THRESHOLDS as T
from cobalamin.language.nodes import AtLeast, Condition, Named, Not, all_of, any_of
from cobalamin.language.rewrite import Rewriting


@dataclass(frozen=True)
class OtherReading:
    """What an entry of the register `could_mean` beside how it is read, and the words that this would change."""

    entry: str
    could_mean: str
    words: tuple[Named, ...]

    @property
    def guideline(self) -> Guideline:
        """The base article, read so."""
        return ARTICLE.rewritten(Rewriting({}, {word.id: word for word in self.words}))


def _other(entry: str, could_mean: str, *words: Named) -> OtherReading:
    return OtherReading(entry, could_mean, words)


def _is(word: Named, part: Condition) -> Named:
    return replace(word, part=part)


def _with(word: Named, *more: Condition) -> Named:
    """Holds too where one of these does."""
    return _is(word, any_of(word.part, *more))


def _only_with(word: Named, *more: Condition) -> Named:
    """Holds only where all of these do."""
    return _is(word, all_of(word.part, *more))


def without(word: Named, *less: Condition) -> Named:
    """An `any of` or `all of` without some of its parts, or of those of its nameless parts."""
    gone: set[Condition] = set()
    part = _left(word.part, frozenset(less), gone)
    if gone != set(less):
        raise ValueError(f"{word.id} has no such part any more: write its other reading anew")
    return _is(word, part)


def _left(part: Condition, less: frozenset[Condition], gone: set[Condition]) -> Condition:
    if not isinstance(part, AtLeast):
        return part
    gone |= less.intersection(part.parts)
    kept = [_left(one, less, gone) for one in part.parts if one not in less]
    return any_of(*kept) if part.k == 1 else all_of(*kept)


_IMPACT = any_of(*findings(("fatigue", "exercise_intolerance", "breathlessness", "marked_functional_impairment")))
_VERY_LOW = all_of(f.total_b12 < T["b12.total.severe"], d.symptomatic)
_LOW_COUNTS = all_of(d.anaemia, f.white_cells < T["white_cells.low"], f.platelets < T["platelets.low"])
_LOST_FUNCTION = finding("marked_functional_impairment")
_FAILING_HEART = all_of(d.anaemia_severe, d.cardiac_compromise)
_FAILING_MARROW = all_of(d.pancytopenia, any_of(*findings(("fever", "bleeding"))))
_AFTER_NITROUS_OXIDE = all_of(d.nitrous_oxide, d.neurological_involvement)
_VERY_LOW_HAEMOGLOBIN = f.haemoglobin < T["hb.same_day"]
_FIRST_FOUR = findings(("paraesthesia", "impaired_balance", "gait_disturbance", "memory_or_concentration_problem"))

OTHER_READINGS: tuple[OtherReading, ...] = (
    # --- whether, and by which route ---
    _other("R2", "any tingling at all", _is(i.neurological, all_of(d.neurological_involvement, Not(d.b12_unlikely)))),
    _other("R3", "any anaemia", _with(i.severity, all_of(d.deficiency_confirmed, d.anaemia))),
    _other("R3", "severe only", without(i.severity, d.anaemia_moderate, all_of(d.anaemia, _IMPACT))),
    _other("R4", "any value over the laboratory's range",
           _is(d.metabolite_raised, any_of(f.mma > T["mma.raised"], f.homocysteine > T["homocysteine.raised"]))),
    _other("R6", "a medicine counts as malabsorption", _with(d.absorption_impaired, *LOWERING_B12)),
    _other("R7", "pregnancy only", _only_with(i.pregnancy, d.pregnant)),
    _other("R8", "a reason for treatment", without(a.any_indication, i.functional)),
    _other("R9", "high-dose tablets are possible", without(a.any_indication, i.malabsorption)),
    _other("R14", "any risk factor", _with(i.picture_of_deficiency, d.macrocytosis, d.absorption_impaired)),
    _other("R15", "one high level is enough",
           _is(d.b12_above_band, any_of(f.total_b12 > T["b12.total.band_top"], f.active_b12 > T["b12.active.band_top"]))),
    _other("R16", "a missing test blocks the conclusion",
           _only_with(d.b12_unlikely, Not(d.metabolite_raised), Not(d.intrinsic_factor_antibody))),
    _other("R19", "confirmed deficiency only", _is(a.tablets, d.deficiency_confirmed)),
    _other("R20", "treat to be safe", _with(a.tablets, d.deficiency_suspected)),
    _other("R23", "the adult signs apply",
           without(d.neurological_involvement, finding("developmental_regression")),
           without(d.neurological_red_flag, finding("developmental_regression"))),
    _other("R26", "the adult bands",
           _is(d.anaemia_moderate, f.haemoglobin < T["hb.moderate"]), _is(d.anaemia_severe, f.haemoglobin < T["hb.severe"])),
    _other("R27", "complete", _with(d.absorption_impaired_for_good, finding("partial_ileal_resection"))),
    _other("R30", "depression is neurological involvement", _with(d.neurological_involvement, finding("depression"))),
    _other("R38", "the level takes the diagnosis back",
           without(d.b12_unlikely, Not(d.diagnosed)), _only_with(d.b12_deficient, Not(d.b12_above_band))),
    _other("R145", "the level counts for them too", without(d.b12_unlikely, Not(d.hereditary))),
    _other("R40", "a safety alert beside the route", without(a.injection, a.continuing)),
    _other("R42", "the blood count alone says severe", without(i.severity, _VERY_LOW)),
    _other("R43", "only where somebody recorded it", without(d.pancytopenia, _LOW_COUNTS)),
    _other("R44", "anaemia only", without(i.severity, d.pancytopenia, *i.HAEMOLYSIS, _LOST_FUNCTION)),
    _other("R46", "these four", _is(d.neurological_involvement, any_of(*_FIRST_FOUR))),
    _other("R50", "a test result until somebody diagnoses",
           without(d.absorption_impaired_for_good, d.intrinsic_factor_antibody)),
    _other("R54", "a preference", without(a.any_indication, i.oral_route)),
    _other("R55", "they confirm it by themselves", _is(d.deficiency_confirmed, any_of(d.b12_deficient, d.metabolite_raised))),
    _other("R60", "only active B12 confirms",
           _is(d.b12_deficient, any_of(
               d.diagnosed,
               all_of(any_of(f.active_b12 < T["b12.active.deficient"],
                             all_of(f.total_b12 < T["b12.total.deficient"], Not(d.pregnant))), Not(d.b12_above_band))))),
    _other("R61", "all three together",
           _only_with(i.pregnancy, d.deficiency_confirmed, d.absorption_impaired, d.neurological_involvement)),
    _other("R62", "any symptom", _with(d.suspicion, d.symptomatic, d.anaemia)),
    _other("R98", "tablets are allowed", _is(a.specialist, a.specialist_where(a.injection).part)),
    # --- how urgently ---
    _other("R10", "a remark", without(a.prompt, all_of(d.absorption_impaired_for_good, d.deficiency_confirmed))),
    _other("R13", "wait for the result", without(a.prompt, a.untested_neurology)),
    _other("R41", "no urgency, for B12 is not the cause",
           without(a.prompt, all_of(d.neurological_red_flag, i.not_explained_otherwise))),
    _other("R47", "cord disease only", _is(d.neurological_red_flag, finding("subacute_combined_degeneration"))),
    _other("R47", "every neurological symptom", _is(d.neurological_red_flag, d.neurological_involvement)),
    _other("R48", "red flags only",
           without(a.same_day, _FAILING_HEART, _VERY_LOW_HAEMOGLOBIN, _FAILING_MARROW, _AFTER_NITROUS_OXIDE)),
    _other("R48", "any severe anaemia", _with(a.same_day, d.anaemia_severe)),
    _other("R99", "routine until a test confirms", without(a.prompt, a.pressing_blood)),
)  # fmt: skip
"""Of the entries that shape the rules those whose other meaning the facts there are can say."""
