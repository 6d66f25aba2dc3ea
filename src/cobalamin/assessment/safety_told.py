"""The safety rules of an answer: the hazards that are there, and what is to be asked before a dose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from cobalamin.assessment.assessment import SafetyAnswer
from cobalamin.assessment.prepared import SafetyPlace
from cobalamin.assessment.standing import Standing
from cobalamin.assessment.wording import value_text
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.safety import GO_ON_WITH_METFORMIN, LOWERING_B12, REVIEW
from cobalamin.language.compile import Known
from cobalamin.language.ladder import UNDETERMINED
from cobalamin.language.truth import Truth
from cobalamin.records.known import Facts

_ANAPHYLAXIS = "safety:anaphylaxis"


def safety_of(standing: Standing, route: str) -> tuple[SafetyAnswer, ...]:
    """The hazards that are there, before a possible injection the questions that exclude the others, then what informs."""
    values, rules = standing.values, standing.prepared.safety
    allergic = standing.holds("cobalamin_or_cobalt_allergy") or bool(standing.facts.reactions)
    certain = [
        rule for rule in rules if values[rule.place] is True or _goes_with_a_dose(rule, values[rule.place], route)
    ]
    holding = [rule.holds_beside_allergy if allergic else rule.holds for rule in certain]
    before_a_dose = route in ("injection", "either", UNDETERMINED, "specialist")
    open_rules = [rule for rule in rules if values[rule.place] is None]
    asks = [
        rule.to_settle(standing.facts) or (rule.asked(standing.facts.known) if before_a_dose else None)
        for rule in open_rules
    ]
    hazards, informs = ([one for one in holding if (one.level == "inform") is last] for last in (False, True))
    told = (*hazards, *filter(None, asks), *informs)
    return tuple(_with_what_is_on_record(one, standing.facts) for one in told)


def _goes_with_a_dose(rule: SafetyPlace, value: Known, route: str) -> bool:
    """What goes with injections that are certain holds also where none of the indications alone is."""
    return value is None and route == "injection" and rule.holds.id == _ANAPHYLAXIS


def _with_what_is_on_record(told: SafetyAnswer, facts: Facts) -> SafetyAnswer:
    if told.truth is not Truth.YES:  # a question, or what is recorded and not settled
        return told
    return replace(told, action=action_beside(told.id, told.action, facts))


def action_beside(id: str, action: str, facts: Facts) -> str:
    """With the potassium that is to be measured, the medicines to be reviewed, the tablets taken all the same, a pregnancy."""
    more = _MORE.get(id)
    return action if more is None else more(action, facts)


def _potassium(action: str, facts: Facts) -> str:
    """Where potassium is to be measured, the one on record with its day: what is low already is replaced first (register R97)."""
    known = facts.known.get("potassium")
    if known is None:
        return action
    day = known.source.when[:10] if known.source is not None else ""
    value = value_text("potassium", known.value)
    return f"{action} On record: {value}, {f'of {day}' if day else 'not dated'}."


def _tablets(action: str, facts: Facts) -> str:
    """Beside an allergy, that B12 is taken by mouth: perhaps without a reaction (register R98)."""
    return f"{action} {ON_TABLETS}" if facts.holds("oral_b12") else action


def _folic_acid(action: str, facts: Facts) -> str:
    """What forbids it alone must not read as a call to leave it out: in pregnancy it protects the child, and others take it for
    something else (registers R94, R162).
    """
    pregnant = facts.holds("pregnant") or facts.unconfirmed(("pregnant",))
    return f"{action} {_IN_PREGNANCY if pregnant else _FOR_ANOTHER_REASON}"


_IN_PREGNANCY = "In pregnancy do not leave it out."
_FOR_ANOTHER_REASON = (
    "If it is given for another reason, such as methotrexate, do not leave it out: test or treat B12 too."
)


ON_TABLETS = "B12 by mouth is on record: ask whether it is taken without a reaction, and tell the specialist."


def _medicines(action: str, facts: Facts) -> str:
    """Which they are: of many medicines nobody knows which one is meant, and without metformin nothing is said of it."""
    taken = [each.name for each in LOWERING_B12 if facts.holds(each.name)]
    listed = ", ".join(FACTS[name].fact.label for name in taken)
    last = f" {GO_ON_WITH_METFORMIN}" if "metformin" in taken else ""
    return f"{REVIEW} On record: {listed}.{last}" if listed else action


def _high_level(action: str, facts: Facts) -> str:
    """A myeloproliferative disease that is on record is not looked for again."""
    return f"{action} {_THICK_BLOOD}" if facts.holds("polycythaemia_vera") else action


_THICK_BLOOD = "Polycythaemia vera, on record, is one such disease."


_MORE: Mapping[str, Callable[[str, Facts], str]] = {
    "safety:unexplained_high_level": _high_level,
    "safety:potassium": _potassium, "safety:medicines": _medicines, "safety:allergy": _tablets,
    "safety:folic_acid_alone": _folic_acid,
}  # fmt: skip
