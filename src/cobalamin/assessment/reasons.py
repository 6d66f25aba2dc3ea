"""What an answer rests on, a fact at a time, and what it rests on without its being known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import cast

from cobalamin.assessment.assessment import Assessment, FactAnswer, Reason, TestAnswer
from cobalamin.assessment.prepared import TRUTH, Leaves
from cobalamin.assessment.standing import Standing
from cobalamin.assessment.wording import presumed_text, reason
from cobalamin.knowledge.answer import any_indication
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.rules import is_off
from cobalamin.language.diagram import NO, YES
from cobalamin.language.nodes import Condition, Finding, Leaf, Presume, facts_of
from cobalamin.language.truth import Truth


class Reasons:
    """The reasons of one patient; what several rules share is looked for and put into words once."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing
        self._known = standing.facts.known
        self._carried = standing.engine.decisive.told()
        self._told: dict[tuple[object, ...], Reason] = {}

    def of(self, rule: int) -> tuple[Reason, ...]:
        """What the answer of a rule rests on."""
        found: dict[str, list[int]] = {}
        for leaf, name in self._leaves(rule):
            found.setdefault(name, []).append(leaf)
        return tuple([self._reason(name, tuple(leaves)) for name, leaves in found.items()])

    def open(self, rule: int) -> tuple[str, ...]:
        """What keeps a rule open: facts that a record can have, and what is switched off because nobody could check it."""
        return tuple(dict.fromkeys([name for _, name in self._leaves(rule) if name in FACTS or is_off(name)]))

    def _leaves(self, rule: int) -> Leaves:
        """The leaves that carry the value of a rule, in the order of the rule, each with its fact."""
        standing = self._standing
        carriers = standing.engine.decisive.carriers(rule, standing.values, self._carried)
        return [row for row in standing.prepared.leaves(rule) if carriers >> row[0] & 1]

    def _reason(self, name: str, leaves: tuple[int, ...]) -> Reason:
        """A reason is put into words once; one that was presumed, once for all patients."""
        known = self._known.get(name)
        presumed = known is not None and known.presumed
        told = self._standing.prepared.presumed if presumed else self._told
        key = (*leaves, known.note) if known is not None and presumed else leaves
        found = told.get(key)
        if found is None:
            nodes, values = self._standing.engine.program.nodes, self._standing.values
            found = told[key] = reason(name, [(cast(Leaf, nodes[i]), TRUTH[values[i]]) for i in leaves], known)
        return found

    def of_urgency(self, outcome: str) -> tuple[Reason, ...]:
        """What puts the urgency at its level."""
        for name, at in self._standing.prepared.ladders[1].rungs:
            if name == outcome and self._standing.values[at] is True:
                return self.of(at)
        return ()

    def open_urgency(self, outcome: str) -> tuple[str, ...]:
        """The facts that keep a level of urgency open."""
        rungs = self._standing.prepared.ladders[1].rungs
        return next((self.open(at) for name, at in rungs if name == outcome), ())

    # --- presumptions ------------------------------------------------------------------------------------------------

    def presumptions(self, next_tests: Iterable[TestAnswer]) -> tuple[str, ...]:
        """Presumptions of the rules, and the groups that were asked about; `next_tests` are those of the same answer."""
        engine, values = self._standing.engine, self._standing.values
        rules = [
            self._because(presume) for presume in engine.decisive.presumptions(self._decided(), values, self._carried)
        ]
        forced = self._forced()
        if forced:  # read from every completion at once, with all presumptions below it
            rules += [self._because(presume) for presume in engine.presumed_under(forced, values)]
        asked = frozenset(name for test in next_tests for name in test.facts)
        rules += [self._because(presume) for presume in self._read_by_what_is_open(asked)]
        facts = [presumed_text(name, known) for name, known in self._known.items() if known.presumed]
        return tuple(dict.fromkeys((*rules, *facts)))

    def _read_by_what_is_open(self, asked: frozenset[str]) -> Iterator[Presume]:
        """The presumptions without which a ladder that is open would leave other outcomes: they say how far it is open.

        What is asked for next is told there, and nobody takes it as presumed.
        """
        lanes, left = self._standing.engine.lanes, self._standing.left
        ladders = zip(left.ladders, self._standing.outcomes, strict=True)
        open_planes = [plane for planes, outcomes in ladders if len(outcomes) > 1 for plane in planes]
        unlike = [~plane if plane >> lanes.unchanged else plane for plane in open_planes]
        for presume in lanes.presumes_in(reduce(or_, unlike, 0) & left.made):
            if not self._standing.prepared.read_by[presume] <= asked:
                yield presume

    def _because(self, presume: Presume) -> str:
        """Why a rule presumes; of what is recorded and not settled it is never said that nothing is."""
        part = presume.part
        if isinstance(part, Finding) and presume.value is Truth.NO and self._standing.facts.in_doubt(part.name):
            return f"{part.label}: something is recorded, but it does not settle this; read as no until it is settled"
        return presume.because

    def _decided(self) -> Iterator[Condition]:
        """The decided conditions among those read for the answer: indications, and rungs down to the first that holds."""
        values = self._standing.values
        yield from (i.rule for i, place in self._standing.prepared.indications if values[place[0]] is not None)
        for climb in self._standing.prepared.ladders:
            for rung, (_, at) in zip(climb.ladder.rungs, climb.rungs, strict=True):
                if values[at] is not None:
                    yield rung.when
                if values[at] is True:
                    break

    def _forced(self) -> tuple[Condition, ...]:
        """The conditions that Kleene's rules leave open although every completion of the missing facts agrees."""
        standing = self._standing
        values, masks = standing.values, standing.masks
        rules = [
            i.rule for i, (at, mask) in standing.prepared.indications if values[at] is None and masks[mask] in (NO, YES)
        ]
        ladders = zip(standing.prepared.ladders, standing.kleene, standing.outcomes, strict=True)
        narrower = [climb.ladder for climb, kleene, exact in ladders if len(kleene) != len(exact)]
        return (*rules, *(rung.when for ladder in narrower for rung in ladder.rungs))


# --- what an answer rests on where no indication is certain, and one of them is whichever way the open facts turn out ---

GROUNDS = "on record, and enough whichever way the open facts turn out: "
_RESULTS = frozenset(("total_b12", "active_b12", "mma", "homocysteine", "haemoglobin", "mcv"))
_READ = frozenset(fact.name for fact in facts_of(any_indication))
_FINDINGS = frozenset(("tests", "surgery", "bowel", "exposures", "diet", "neurology", "symptoms", "oral_route"))


def grounds(answer: Assessment) -> tuple[FactAnswer, ...]:
    """The results and findings on record that an indication can rest on; none where the indications met tell it themselves."""
    met = any(indication.truth is Truth.YES for indication in answer.indications)
    on_injections = any(fact.name == "b12_injections" and fact.value == "yes" for fact in answer.facts)
    if answer.route.outcome != "injection" or met or on_injections:
        return ()
    return tuple(fact for fact in answer.facts if _bears(fact))


def _bears(fact: FactAnswer) -> bool:
    found = fact.name in _READ and FACTS[fact.name].group in _FINDINGS and fact.value == "yes"
    return not fact.presumed and (found or fact.name in _RESULTS)
