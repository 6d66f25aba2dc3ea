"""No answer contradicts itself: pairs of things that one answer never says together, over random case files.

`COBALAMIN_CASES=20000` looks at more of them. Each law says in words what it found, so that a failure reads as a sentence.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import cycle

import pytest

from cobalamin.assessment.assess import assess
from cobalamin.assessment.assessment import Assessment
from cobalamin.assessment.report import markdown, text
from cobalamin.assessment.wording import OPEN
from cobalamin.knowledge.guidelines.registry import VERSIONS
from cobalamin.language.truth import Truth
from cobalamin.prints.checklist import Checklist, checklist
from cobalamin.prints.clinical import Print, on_paper, printed
from cobalamin.records.case import case_from
from cobalamin.records.select import facts_on
from cobalamin.translation.words import translator
from made_up_cases import Case, cases

ON = date(2026, 3, 2)
COUNT = int(os.environ.get("COBALAMIN_CASES", "300"))
IN_WORDS = 40
"""As many are written out in two languages: that takes ten times as long as to answer."""
SPANISH = translator("es")


class Said:
    """One answer, with what the laws ask of it at hand."""

    def __init__(self, written: Case) -> None:
        self.case = case_from(written)
        self.answer: Assessment = assess(self.case, on=ON)
        self.route = self.answer.route.outcome
        self.known = {fact.name: fact for fact in self.answer.facts}
        self.words = {definition.id: definition.truth for definition in self.answer.definitions}
        self.safety = {rule.id.removeprefix("safety:"): rule.truth for rule in self.answer.safety}
        self.dates = [day for check in self.answer.follow_up for day in (check.first, check.last) if day is not None]

    def has(self, *names: str) -> bool:
        """Whether one of these findings is known to be there."""
        return any(name in self.known and self.known[name].value == "yes" for name in names)

    def is_word(self, name: str) -> bool:
        return self.words[name] is Truth.YES

    @property
    def settled(self) -> bool:
        return len(self.answer.route.possible) == 1 and not self.answer.urgency.possible


Law = Callable[[Said], Iterator[str]]


def route_and_indications(said: Said) -> Iterator[str]:
    met = [i.heading for i in said.answer.indications if i.truth is Truth.YES]
    if met and said.route in ("none", "oral"):
        yield f"{met} met, and the route is {said.route}"
    if said.route == "injection" and not met and not re.search("[Cc]ontinue|whichever way", said.answer.headline):
        yield "injections without an indication"
    if said.route != "injection" and "injection is indicated" in said.answer.headline:
        yield "the first line says injections, the route does not"
    if said.answer.working.route not in said.answer.route.possible:
        yield f"the working answer is {said.answer.working.route}, which is not possible"
    for i in said.answer.indications:
        told = {Truth.YES: bool(i.reasons) or i.forced, Truth.UNKNOWN: bool(i.open), Truth.NO: not i.open}
        if not told[i.truth]:
            yield f"{i.heading}: {i.truth} with reasons {i.reasons} and open {i.open}"


def route_and_plan(said: Said) -> Iterator[str]:
    plan = said.answer.plan
    if (plan is None) is (said.route in ("injection", "oral")):
        yield f"the route is {said.route}, the plan {plan}"
    if plan is None:
        return
    if (plan.route == "oral") is not (said.route == "oral"):
        yield f"the route is {said.route}, and the plan is given by {plan.route}"
    if plan.route != "oral" and said.is_word("neurological_involvement") is not ("neurological" in plan.regimen):
        yield f"{plan.regimen} does not fit the nerves"
    if said.is_word("absorption_impaired") and plan.regimen.endswith("dietary"):
        yield "a dietary plan beside malabsorption"
    if said.is_word("absorption_impaired_for_good") and not plan.duration.startswith("lifelong"):
        yield f"an irreversible cause, and a plan {plan.duration}"
    if said.route == "oral" and said.is_word("oral_not_feasible") and "not usable" not in plan.note:
        yield "tablets for somebody who cannot take them, and nothing said of it"


def what_is_given_already(said: Said) -> Iterator[str]:
    plan = said.answer.plan
    injected, swallowed = said.has("b12_injections"), said.has("oral_b12")
    given = plan is not None and (swallowed if plan.route == "oral" else injected)
    if given and (said.dates or (plan is not None and plan.doses)):
        yield "a first day for what is given already"
    if injected and said.route in ("none", "oral") and "review why they are given" not in said.answer.headline:
        yield "injections are given, and the answer passes over them"
    if "never_stop" in said.safety and "review why they are given" in said.answer.headline:
        yield "never stop, and review the reason"


def allergy_and_leber(said: Said) -> Iterator[str]:
    plan, told = said.answer.plan, "" if said.answer.plan is None else said.answer.plan.note
    if said.has("cobalamin_or_cobalt_allergy") and (plan is not None or said.route in ("injection", "oral")):
        yield "no cobalamin before a specialist has seen the patient, and a plan of it"
    if plan is None or not said.has("leber_optic_neuropathy"):
        return
    if "cyanocobalamin" in plan.label and "Leber" not in told:
        yield "cyanocobalamin with Leber's disease"
    if any("cyanocobalamin" in other and "by mouth" not in other for other in plan.alternatives):
        yield "cyanocobalamin as an alternative with Leber's disease"


def urgency(said: Said) -> Iterator[str]:
    least, possible = said.answer.urgency.at_least, said.answer.urgency.possible
    if least == "none" and (said.route != "none" or said.answer.next_tests):
        yield f"no urgency, with the route {said.route} and {len(said.answer.next_tests)} tests"
    if any(i.truth is Truth.YES for i in said.answer.indications) and least == "none":
        yield "an indication without urgency"
    if said.is_word("neurological_red_flag") and said.is_word("deficiency_suspected") and least != "same_day":
        yield f"a red flag with suspicion is {least}"
    if "same day" in said.answer.headline and "same_day" not in (least, *possible):
        yield "the first line says same day, the urgency does not"
    if len(said.answer.urgency.open) != len(possible) or not all(said.answer.urgency.open):
        yield "a higher urgency is possible and nothing is told that it depends on"


def next_tests(said: Said) -> Iterator[str]:
    # An urgency that is routine only because something is open says so, and what that is has to be told (register R37).
    settled = said.settled and said.answer.urgency.note != OPEN
    if settled is bool(said.answer.next_tests):
        yield f"settled: {settled}, with {len(said.answer.next_tests)} tests to do"
    for test in said.answer.next_tests:
        for name in test.facts:
            known = said.known.get(name)
            if known is not None and (known.value in ("yes", "no") or known.value[0].isdigit()):
                yield f"{test.label} asks for {name}, which is {known.value}"
    if said.answer.working.provided and not said.answer.next_tests:
        yield "the working answer waits for tests that nobody is told of"


def changes(said: Said) -> Iterator[str]:
    for change in said.answer.changes:
        known = said.known.get(change.fact)
        if change.route == said.route or (
            not said.answer.urgency.possible and change.urgency == said.answer.urgency.at_least
        ):
            yield f"{change.text} would change the answer to what it is"
        if (
            known is not None
            and known.value in ("yes", "no")
            and (known.value == "yes") is (change.text == known.label)
        ):
            yield f"{change.text} is known already"


def known_and_missing(said: Said) -> Iterator[str]:
    for missing in said.answer.missing:
        if missing.name in said.known and missing.why != "censored":
            yield f"{missing.name} is known and {missing.why}"
    reasons = [reason for i in said.answer.indications for reason in i.reasons] + [*said.answer.urgency.reasons]
    for reason in reasons:
        known = said.known.get(reason.fact)
        if known is None or known.presumed is not reason.presumed:
            yield f"{reason.fact} is presumed in one place and known in another"
    for name in {name for i in said.answer.indications for name in i.open}:
        if name in said.known and said.known[name].value in ("yes", "no"):
            yield f"{name} keeps an indication open and is {said.known[name].value}"


PRESUMED_OF = {
    "no chronic kidney disease recorded": "chronic_kidney_disease", "no diagnosis of B12": "b12_deficiency_diagnosed",
    "no cobalamin or cobalt allergy": "cobalamin_or_cobalt_allergy", "no hereditary disorder": "hereditary_b12_disorder",
    "no anaemia recorded": "anaemia_recorded", "no pancytopenia recorded": "pancytopenia_recorded", "age not given": "age",
    "folate deficiency not recorded": "folate_deficiency", "iron deficiency not recorded": "iron_deficiency",
    "no megaloblastic film": "megaloblastic_picture", "no hypersegmented": "hypersegmented_neutrophils",
    "no antibody result": "intrinsic_factor_antibody", "no other diagnosis": "another_diagnosis_explains",
}  # fmt: skip


def presumed_and_known(said: Said) -> Iterator[str]:
    for sentence in said.answer.presumptions:
        for begins, name in PRESUMED_OF.items():
            if sentence.startswith(begins) and name in said.known and not said.known[name].presumed:
                yield f"{sentence}; and {name} is {said.known[name].value}"
    egfr = said.known.get("egfr")
    if egfr is not None and egfr.value[0].isdigit():
        for sentence in said.answer.presumptions:
            if "kidney" in sentence:
                yield f"{sentence}; and the eGFR is {egfr.value}"


MEDICINES = (
    "metformin",
    "proton_pump_inhibitor",
    "h2_blocker",
    "colchicine",
    "anticonvulsant",
    "pregabalin",
    "cholestyramine",
)
NEEDS = {
    "medicines": MEDICINES, "contraceptive": ("combined_oral_contraceptive",), "folic_acid_alone": ("folic_acid_without_b12",),
    "folic_acid_in_pregnancy": ("folic_acid_without_b12",), "leber": ("leber_optic_neuropathy",),
    "nitrous_oxide": ("nitrous_oxide",),
    "polycythaemia_vera": ("polycythaemia_vera",), "total_b12_in_pregnancy": ("pregnant",), "never_stop": ("b12_injections",),
    "allergy": ("cobalamin_or_cobalt_allergy",), "injection_site": ("injection_site_infection",),
}  # fmt: skip


def safety_and_facts(said: Said) -> Iterator[str]:
    for rule, names in NEEDS.items():
        truth = said.safety.get(rule)
        if truth is Truth.YES and not said.has(*names):
            yield f"{rule} speaks of what the patient is not known to have"
        if truth is Truth.UNKNOWN and all(name in said.known for name in names):
            yield f"{rule} asks for what is known"
    if {"folic_acid_alone", "folic_acid_in_pregnancy"} <= said.safety.keys():
        yield "folic acid is stopped and allowed"
    if "folic_acid_in_pregnancy" in said.safety and said.is_word("deficiency_suspected"):
        yield "nothing points to deficiency, and it is suspected"


IMPLIES = (
    ("anaemia_severe", "anaemia_moderate"), ("anaemia_moderate", "anaemia"), ("b12_deficient", "deficiency_confirmed"),
    ("deficiency_confirmed", "deficiency_suspected"), ("absorption_impaired_for_good", "absorption_impaired"),
    ("neurological_red_flag", "neurological_involvement"), ("neurological_involvement", "symptomatic"),
)  # fmt: skip
NEVER_BOTH = (
    ("b12_deficient", "b12_borderline"), ("b12_deficient", "b12_unlikely"), ("b12_borderline", "b12_unlikely"),
    ("deficiency_suspected", "b12_unlikely"), ("metabolite_raised", "b12_unlikely"),
)  # fmt: skip


def definitions(said: Said) -> Iterator[str]:
    for narrow, wide in IMPLIES:
        if said.is_word(narrow) and not said.is_word(wide):
            yield f"{narrow} without {wide}"
    for one, other in NEVER_BOTH:
        if said.is_word(one) and said.is_word(other):
            yield f"{one} and {other}"


def follow_up(said: Said) -> Iterator[str]:
    plan, checks = said.answer.plan, {check.id for check in said.answer.follow_up}
    if plan is None and (said.dates or checks - {"baseline", "level_first", "metabolite_first", "never_wait"}):
        yield f"the follow-up of a plan that is not given: {checks}"
    if checks and plan is not None and ("first_review" in checks) is said.has("pregnant", "breastfeeding"):
        yield "the first review is that of the others"
    if "early_potassium" in checks and not said.is_word("anaemia_severe"):
        yield "potassium of severe anaemia without it"
    days = [] if plan is None else [dose.expected for dose in plan.doses]
    if plan is not None and plan.maintenance is not None:
        days += [plan.maintenance.earliest, plan.maintenance.due, plan.maintenance.overdue]
    if any(day < ON for day in (*days, *said.dates)) or days != sorted(days):
        yield f"days that lie before today or run backwards: {days}"


LAWS: tuple[Law, ...] = (
    route_and_indications, route_and_plan, what_is_given_already, allergy_and_leber, urgency, next_tests, changes,
    known_and_missing, presumed_and_known, safety_and_facts, definitions, follow_up,
)  # fmt: skip


@cache
def answers() -> tuple[tuple[Case, Said], ...]:
    """Every case with its answer, for all laws."""
    return tuple((written, Said(written)) for written in cases(COUNT, seed=2026))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_no_answer_contradicts_itself(law: Law) -> None:
    for written, said in answers():
        assert [*law(said)] == [], written


def test_every_route_is_among_the_cases() -> None:
    assert {said.route for _, said in answers()} == {"specialist", "injection", "oral", "none", "undetermined"}


# --- the same in every form ------------------------------------------------------------------------------------------


def lines(found: Print) -> list[str]:
    under = (line for part in found.parts for entry in part.entries for line in (entry.text, *entry.under))
    return [found.headline, *(part.title for part in found.parts), *under]


def numbers(line: str) -> list[int]:
    return sorted(map(int, re.findall(r"\d+", line)))


def test_both_languages_and_every_form_say_the_same() -> None:
    for written, said in answers()[:IN_WORDS]:
        english = printed(said.answer, (), trace=True)
        spanish = printed(said.answer, (), trace=True, words=SPANISH)
        for part, theirs in zip(english.parts, spanish.parts, strict=True):
            assert [(e.mark, e.state) for e in part.entries] == [(e.mark, e.state) for e in theirs.entries], written
        for line, otherwise in zip(lines(english), lines(spanish), strict=True):
            assert numbers(line) == numbers(otherwise), (line, otherwise)
        answer = on_paper(said.answer)
        unwrapped = " ".join(text(answer, trace=True).split())
        for line in lines(english):
            assert " ".join(line.split()) in unwrapped, line
        marked_up = markdown(answer)
        assert all(entry.text in marked_up for part in english.parts for entry in part.entries)


def test_under_every_guideline_nothing_is_left_in_english() -> None:
    """Sources stand in the language they have; what is ours is said in the reader's (a heading with a comma in it was not)."""
    wanted = [case for case, said in answers() if said.route in ("injection", "oral")][: 2 * len(VERSIONS)]
    for written, guideline in zip(wanted, cycle(VERSIONS), strict=False):
        answer = assess(case_from(written), on=ON, guideline=guideline)
        english, spanish = printed(answer, (), trace=False), printed(answer, (), trace=False, words=SPANISH)
        for line, otherwise in zip(lines(english), lines(spanish), strict=True):
            assert line != otherwise or re.search(r"\[(primary|secondary|unverified)\]: ", line), line


def test_the_checklist_says_what_the_answer_says() -> None:
    english = translator("en")
    for written, said in answers()[: 10 * IN_WORDS]:
        sheet = checklist(facts_on(said.case, ON), said.answer, english)
        assert [*sheet_and_answer(sheet, said)] == [], written


def sheet_and_answer(sheet: Checklist, said: Said) -> Iterator[str]:
    plan, days = said.answer.plan, {line.words for line in sheet.dates.days}
    if plan is None and days:
        yield f"dates without a plan: {days}"
    if plan is not None and plan.route != "oral" and "The first B12 tablet" in days:
        yield "a tablet where injections are planned"
    if said.has("oral_b12", "b12_injections") and plan is not None and not plan.doses and plan.route != "oral" and days:
        yield f"first dates of what is given already: {days}"
    if said.is_word("absorption_impaired_for_good") and "a cause that stays" not in sheet.how_long:
        yield f"an irreversible cause, and the sheet says: {sheet.how_long}"
