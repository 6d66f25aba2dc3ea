"""What the CDS Hooks service says, written a second time: which cards must and must not appear for an answer and its drafts.

Written from interoperability.md §5, the specification, facts.md §7, the register's R88 to R98 and the words of the task, before
the code was read. A card is known by its line (KINDS); what it concerns, by the drafts that the person who made the call says
they are (`by_the_book_hooks.py`). Where the texts leave both open, a kind is neither demanded nor refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from by_the_book_hooks import CYANO, HYDROXO, IN, OPEN, PO, UNNAMED, Call, Draft

from cobalamin.assessment.assessment import Assessment
from cobalamin.language.truth import Truth

Json = dict[str, Any]
B12 = (CYANO, HYDROXO, "methylcobalamin", UNNAMED)
KINDS = {
    "allergy": r"^Allergy to a cobalamin or cobalt is recorded",
    "ask first": r"^A possible allergy to a cobalamin is recorded",
    "leber": r"^Leber's optic neuropathy: never cyanocobalamin",
    "leber unnamed": r"^Leber's optic neuropathy, and this B12 product is unspecified",
    "kit": r"cyanide antidote",
    "oral": r"^B12 by (mouth|nose|mouth or nose) is drafted, but injections are indicated|^Hydroxocobalamin by mouth",
    "open route": r"^B12 is drafted without a route, but injections are indicated",
    "mixture": r"^A mixture with B12 is drafted, but injections are indicated",
    "continue": r"^B12 by (mouth|nose|mouth or nose) is drafted for a patient on injections",
    "injection": r"^An injection is drafted|^B12 by mouth is enough",
    "folic": r"^Folic acid (alone|while B12 deficiency is confirmed and the only B12 is in a mixture|in pregnancy: B12)",
    "level": r"^(Serum B12|The B12 in this panel) is uninformative",
    "untested": r"^(Metformin|Nitrous oxide|Metformin and nitrous oxide) (with neurological signs)",
    "before gas": r"^Nitrous oxide is drafted",
    "not read": r"^(This order is|These orders are) not checked against the whole record",
    "stop": r"^B12 injections are to be (stopped|put on hold)",
    "mind": r"^Before this B12 injection, check",
    "specialist": r"^A specialist decides",
    "unchecked": r"^An order could not be read|^[0-9]+ orders could not be read",
}  # fmt: skip
FAMILY = {"leber unnamed": "leber", "open route": "oral", "mixture": "oral"}
"""Kinds that one card may say together, the graver in its line."""
URGENT = {"same_day": "critical", "prompt": "warning"}


def kind_of(summary: str) -> str:
    """The kind of a card at the hooks of orders; the line itself where the table has none."""
    found = [kind for kind, words in KINDS.items() if re.search(words, summary)]
    return found[0] if len(found) == 1 else summary


@dataclass(frozen=True)
class Demand:
    """One kind of card: whether it must (True) or must not (False) appear, with which indicator, about which drafts."""

    kind: str
    must: bool
    why: str
    indicator: str = ""
    about: frozenset[str] = frozenset()


class Bedside:
    """What the book knows of one call."""

    def __init__(self, answer: Assessment, call: Call, select: bool) -> None:
        self.answer, self.call = answer, call
        self.there = [d for d in call.drafts if d.mine and d.live]
        ended = [d for d in call.drafts if d.mine and d.ended and d.thing.what in B12]
        self.ended = [d for d in ended if (d.thing.way == IN or (d.thing.what, d.thing.way) == (HYDROXO, OPEN))
                      and (not select or call.looks_at(d))]  # fmt: skip
        self.looked = [d for d in self.there if not select or call.looks_at(d)]

    # --- the patient ---

    @cached_property
    def told(self) -> dict[str, Truth]:
        return {each.id: each.truth for each in self.answer.definitions}

    @cached_property
    def yes(self) -> set[str]:
        return {each.name for each in self.answer.facts if each.value == "yes"}

    @cached_property
    def measured(self) -> set[str]:
        return {each.name for each in self.answer.facts if each.value[:1].isdigit() or each.value[:1] in "<>"}

    def safe(self, name: str) -> bool:
        """A hazard that is there."""
        return any(each.id == f"safety:{name}" and each.truth is Truth.YES for each in self.answer.safety)

    @property
    def doubted(self) -> bool:
        return self.call.doubted and not self.safe("allergy")

    def says(self, name: str) -> bool:
        return self.told[name] is Truth.YES

    @property
    def indicated(self) -> bool:
        """R90: one is met, or injections are certain whichever way the open facts turn out."""
        met = any(each.truth is Truth.YES for each in self.answer.indications)
        return met or self.answer.route.outcome == "injection"

    @property
    def suspected(self) -> bool:
        return self.says("deficiency_suspected") or self.indicated

    @property
    def injected(self) -> bool:
        return "b12_injections" in self.yes

    @property
    def indicator(self) -> str:
        return URGENT.get(self.answer.urgency.at_least, "info")

    @property
    def least(self) -> str:
        """A warning at the least: neurological signs do not wait."""
        return "critical" if self.indicator == "critical" else "warning"

    # --- the drafts ---

    def forbidden(self, d: Draft) -> bool:
        """No order of it may stand: the allergy, Leber's disease, the kit."""
        what = d.thing.what
        return what == "kit" or (what in B12 and (
            self.safe("allergy") or (self.safe("leber") and what in (CYANO, UNNAMED))))  # fmt: skip

    def some(self, *what: str, way: str | None = None, mixture: bool | None = False) -> list[Draft]:
        return [
            d for d in self.looked
            if d.known and d.thing.what in what and way in (None, d.thing.way) and mixture in (None, d.thing.mixture)
        ]  # fmt: skip

    @property
    def injection_beside(self) -> bool:
        """An injection that may stand, drafted or ordered; hydroxocobalamin without a route is one. What is ordered has no name."""
        named = not (self.safe("allergy") or self.safe("leber"))
        return ("injection" in self.call.standing and named) or any(
            d.known and d.thing.what in B12 and not self.forbidden(d)
            and (d.thing.way == IN or (d.thing.what == HYDROXO and d.thing.way == OPEN))
            for d in self.there
        )  # fmt: skip

    # --- what a card may offer ---

    def unsafe(self, action: Json, recommended: bool) -> str:
        """Why an action may not be offered by the rules of the same answer; "" where it may."""
        if action["type"] == "delete":
            return self._unsafe_removal(action["resourceId"], recommended)
        resource = action["resource"]
        if resource["resourceType"] == "ServiceRequest":
            level = resource["code"]["coding"][0]["code"] in ("2132-9", "14685-2", "72160-5")
            return "a level on injections" if level and self.injected else ""
        return self._unsafe_medicine(resource)

    def _unsafe_removal(self, reference: str, recommended: bool) -> str:
        found = [d for d in self.looked if d.reference == reference]
        if len(found) != 1:
            return "it is no draft in question"
        (gone,) = found
        if (gone.thing.mixture or gone.thing.panel) and not self.forbidden(gone):
            return "something else is in it (R93)"
        return "it may be needed" if recommended and not self._is_wrong(gone) else ""

    def _is_wrong(self, d: Draft) -> bool:
        thing, outcome = d.thing, self.answer.route.outcome
        if thing.what == "kit":
            return self.suspected
        if thing.what in B12:
            instead = self.indicated and thing.way != IN and not self.injected
            return self.forbidden(d) or instead or (thing.way == IN and outcome == "oral")
        return bool(thing.tests & {"total", "active"}) and self.injected

    def _unsafe_medicine(self, resource: Json) -> str:
        name = resource["medicationCodeableConcept"]["text"].lower()
        by_mouth = "tablet" in name or "oral" in name or "mouth" in name
        wanted = "oral" if by_mouth else "injection"
        if self.safe("allergy") or self.doubted or self.injected:
            return "allergy, or injections already"
        if "cyano" in name and self.safe("leber"):
            return "cyanocobalamin with Leber's disease"
        return "" if self.answer.route.outcome == wanted else f"the answer is {self.answer.route.outcome}"

    # --- the demands ---

    def opened(self) -> bool | None:
        """Whether there is a card for an opened record: True, False, or None where the texts leave it open."""
        urgency = self.answer.urgency.at_least
        if self.injected and self.safe("allergy"):  # R112
            return True
        if urgency == "same_day" or (self.indicated and not self.injected):
            return True
        if self.suspected and not self.injected and "oral_b12" not in self.yes:
            return True
        return None if self.suspected or self.injected or urgency == "prompt" or self.never_tested else False

    @property
    def never_tested(self) -> bool:
        """R144, wider than that: a cause, a strict diet, or what the blood shows may open a card."""
        found = self.yes & {"megaloblastic_picture", "hypersegmented_neutrophils", "low_b12_diet"}
        return bool(found) or self.says("absorption_impaired") or self.says("macrocytosis")

    def demands(self) -> Iterator[Demand]:
        yield from self.kit()
        yield from self.allergy()
        yield from self.leber()
        yield from self.by_mouth()
        yield from self.continuing()
        yield from self.injection()
        yield from self.folic()
        yield from self.level()
        yield from self.gas()
        yield from self.untested()
        yield from self.unchecked()
        yield from self.stop()
        yield from self.mind()
        yield from self.specialist()

    def kit(self) -> Iterator[Demand]:
        found = self.some("kit")
        yield Demand("kit", bool(found), "FACTS 7, R89", "critical" if self.suspected else "warning", _names(found))

    def allergy(self) -> Iterator[Demand]:
        found = self.some(*B12, mixture=None) if self.safe("allergy") else []
        if not found and self.safe("allergy") and self.some("kit"):
            return
        yield Demand("allergy", bool(found), "SPEC 7, R98", "critical", _names(found))
        asked = self.some(*B12, mixture=None) if self.doubted else []
        yield Demand("ask first", bool(asked), "SPEC 7, R98", "warning", _names(asked))

    def leber(self) -> Iterator[Demand]:
        leber = self.safe("leber")
        if leber and self.safe("allergy"):
            return
        found = self.some(CYANO, UNNAMED, mixture=None) if leber else []
        named = any(d.thing.what == CYANO for d in found)
        yield Demand("leber", bool(found), "SPEC 7", "critical" if named else "warning", _names(found))

    def by_mouth(self) -> Iterator[Demand]:
        found = [
            d for d in self.some(*B12, mixture=None)
            if d.thing.way != IN and not self.forbidden(d) and (d.thing.what, d.thing.way) != (HYDROXO, OPEN)
        ]  # fmt: skip
        wanted = self.indicated and not self.injected and not self.injection_beside
        yield Demand("oral", bool(found and wanted), "words, R90, R93", self.indicator if wanted else "")

    def continuing(self) -> Iterator[Demand]:
        tablets = [d for d in self.some(*B12, way=PO) if not self.forbidden(d)]
        if not (self.injected and self.says("absorption_impaired_for_good")) or not self.some(*B12, mixture=None):
            yield Demand("continue", False, "R90")
        elif tablets and not self.injection_beside:
            yield Demand("continue", True, "R90, SPEC 7", "", _names(tablets))

    def injection(self) -> Iterator[Demand]:
        found = [d for d in self.some(*B12, way=IN) if not self.forbidden(d)]
        if self.indicated or self.injected or not self.some(*B12, mixture=None):
            yield Demand("injection", False, "words, SPEC 4")
        elif self.says("b12_unlikely") and self.says("absorption_impaired"):  # it may prevent what is to come (R20)
            return
        elif found and self.answer.route.outcome in ("oral", "none"):
            yield Demand("injection", True, "words", "info", _names(found))

    def folic(self) -> Iterator[Demand]:
        found = self.some("folic")
        treated = self.yes & {"b12_injections", "oral_b12"}
        if not found or treated or self.says("b12_unlikely") or self.prevention:
            yield Demand("folic", False, "SPEC 7, R94")
            return
        beside = [d for d in self.there if d.known and d.thing.what in B12 and not self.forbidden(d)]
        staying = [d for d in beside if d.thing.mixture or d.thing.way == IN or not self.indicated]
        little = self.says("deficiency_confirmed") and all(d.thing.mixture for d in staying)  # R81: perhaps too little
        if staying and not little:
            yield Demand("folic", False, "SPEC 7: both together")
        elif not beside and not self.excluded and "injection" not in self.call.standing:
            yield Demand("folic", True, "SPEC 7, R88", "", _names(found))

    @property
    def excluded(self) -> bool:
        """R88: a level above the band, and nothing recorded that raises suspicion or makes it misleading. Wider than that."""
        return bool(self.measured & {"total_b12", "active_b12"}) and not self.says("deficiency_suspected")

    @property
    def prevention(self) -> bool:
        """R94: a recorded pregnancy in which nothing recorded points to deficiency."""
        signs = ("anaemia", "macrocytosis", "neurological_involvement")
        points = any(map(self.says, signs)) or self.suspected or self.safe("folate")
        return "pregnant" in self.yes and not points

    def level(self) -> Iterator[Demand]:
        found = [d for d in self.looked if "total" in d.thing.tests]
        active = any("active" in d.thing.tests for d in self.looked)
        if found and self.injected:
            yield Demand("level", True, "words", "info", _names(found))
        elif not (active and self.injected):
            yield Demand("level", False, "words")

    def gas(self) -> Iterator[Demand]:
        """R113."""
        found, confirmed = self.some("gas"), self.says("deficiency_confirmed")
        lacks = confirmed or self.says("b12_borderline")
        if not found or self.yes & {"b12_injections", "oral_b12"} or not lacks:
            yield Demand("before gas", False, "R113")
        elif not any(d.known and d.thing.what in B12 for d in self.there) and "injection" not in self.call.standing:
            yield Demand("before gas", True, "R113", self.least if confirmed else self.indicator, _names(found))

    def untested(self) -> Iterator[Demand]:
        gas = "nitrous_oxide" in self.yes or bool(self.some("gas"))
        metformin = "metformin" in self.yes or bool(self.some("metformin"))
        about_to = any(d.known and d.thing.what in ("gas", "metformin") for d in self.there)
        if not (gas or metformin or about_to) or not self.says("neurological_involvement"):
            yield Demand("untested", False, "words")
            return
        if self.injected or self.says("deficiency_confirmed"):
            return
        on_way = {name for d in self.there for name in d.thing.tests} | (self.call.standing & {"total", "homocysteine"})
        any_test = self.measured & {"total_b12", "active_b12", "mma", "homocysteine"} or on_way & {
            "total",
            "active",
            "mma",
            "homocysteine",
        }
        told = self.measured & {"mma", "homocysteine"} or on_way & {"mma", "homocysteine"}
        if not any_test and self.looked:
            yield Demand("untested", True, "words, R91", self.least)
        elif told and (self.measured | on_way) & {"total_b12", "total", "active", "active_b12"}:
            yield Demand("untested", False, "R91")
        elif gas and "nitrous_oxide" in self.yes and not told and self.looked:
            yield Demand("untested", True, "R91: a level alone is not the test", self.least)

    def stop(self) -> Iterator[Demand]:
        """Specification 7: to stop injections for an irreversible cause is a block; what is drafted in their place is no stop."""
        found = [d for d in self.ended if d.known and not self.forbidden(d)]
        lasting = self.injected and self.says("absorption_impaired_for_good")
        yield Demand("stop", bool(found and lasting and not self.injection_beside), "SPEC 7", "warning", _names(found))

    @property
    def to_inject(self) -> list[Draft]:
        """B12 in question that is to be injected and may be."""
        return [
            d for d in self.some(*B12, mixture=None)
            if not self.forbidden(d) and (d.thing.way == IN or (d.thing.what, d.thing.way) == (HYDROXO, OPEN))
        ]  # fmt: skip

    def specialist(self) -> Iterator[Demand]:
        """R116."""
        found = self.to_inject if self.answer.route.outcome == "specialist" and not self.injected else []
        yield Demand("specialist", bool(found), "R116, SPEC 4", "info" if found else "", _names(found))

    @property
    def loading(self) -> bool:
        course = self.answer.course
        return course is not None and course.state == "loading"

    def mind(self) -> Iterator[Demand]:
        """R115."""
        found = self.to_inject
        graver = [name for name in ("inr", "bleeding", "anticoagulant", "injection_site") if self.safe(name)]
        graver += ["potassium"] if self.safe("potassium") and (not self.injected or self.loading) else []
        any_of_them = bool(graver) or self.safe("benzyl_alcohol")
        indicator = "warning" if graver else "info"
        yield Demand(
            "mind", bool(found and any_of_them), "R115", indicator if found and any_of_them else "", _names(found)
        )

    def unchecked(self) -> Iterator[Demand]:
        unknown = [d for d in self.looked if not d.known]
        yield Demand("unchecked", bool(unknown), "docs: not passed over")


def _names(drafts: list[Draft]) -> frozenset[str]:
    return frozenset(d.reference for d in drafts)
