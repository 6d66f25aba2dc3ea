"""The page "What is proved": every obligation in a sentence, its exceptions with a patient each, the forced unknowns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cobalamin.knowledge.claims import outcome
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Condition, Named, facts_of, walk
from cobalamin.language.patient import Interval, Patient
from cobalamin.prove import Result, prove
from cobalamin.readings.gaps import Gaps
from cobalamin.readings.proof import Known
from cobalamin.witness import Witness, written


def kleene_gaps(guideline: Guideline) -> dict[str, Known]:
    """Every output that some patient forces while Kleene's rules still say unknown, with such a patient."""
    named: dict[str, Condition] = {root.id: root for root in guideline.roots}
    for ladder in guideline.ladders:
        named |= {f"{ladder.id} is {name}": outcome(ladder, name) for name in ladder.outcomes}
    looking = Gaps(guideline.roots, possible)
    found = {name: looking.find(condition) for name, condition in named.items()}
    return {name: patient for name, patient in found.items() if patient is not None}


def page(guideline: Guideline) -> str:
    """The page in Markdown, generated from the proofs."""
    return "\n".join(_page(guideline, prove(guideline), kleene_gaps(guideline))) + "\n"


def _page(guideline: Guideline, results: Sequence[Result], gaps: dict[str, Known]) -> Iterator[str]:
    yield from _opening(guideline, results)
    yield "## What holds\n"
    yield "| property | cases proved | second prover |\n|---|---|---|"
    for result in results:
        mark = "" if result.status == "proved" else f" **{result.status}**"
        second = f"{result.by_diagram} of {result.claims}" if result.by_diagram else "does not apply"
        second += f", {result.for_everybody} for everybody" if result.for_everybody else ""
        yield f"| {result.obligation.sentence}{mark} | {result.claims} | {second} |"
    yield "\n## Recorded exceptions\n"
    yield "Each property holds for everybody but the patients named. A *finding* is one nobody has decided on yet.\n"
    for result in results:
        for allowed, witness in zip(result.obligation.allowed, result.recorded, strict=False):
            yield f"- **{result.obligation.sentence}** Not for: {_words(allowed.when)}. {_sentence(allowed.because)}"
            yield f"  Example: {_told(witness)}."
    yield from _gaps(gaps)
    yield from _closing()


def _opening(guideline: Guideline, results: Sequence[Result]) -> Iterator[str]:
    held = sum(result.holds for result in results)
    claims = sum(result.claims for result in results)
    facts, rules = len(facts_of(*guideline.roots)), sum(isinstance(n, Named) for n in walk(*guideline.roots))
    yield "# What is proved\n"
    yield f"*{guideline.title}. This page is generated; it is not signed off by a clinician.*\n"
    yield (
        f"The {rules} rules read {facts} facts. They were not tried on examples only: for each sentence below a program "
        "looked for a patient who breaks it, among **all** patients the rules can tell apart, those of whom little is known "
        "included, and there is none. What is proved is that the *rules* have the property. That a rule is good "
        "medicine, or a figure right, no proof can show: that is what a clinician signs.\n"
    )
    yield (
        f"{held} of {len(results)} properties hold ({claims} single cases). Two programs that share no code decide: a "
        "theorem prover (Z3) over every patient, and a decision diagram over every patient of whom everything is "
        "known (for the cases counted *for everybody* also where little is known). Any patient one of them finds is put "
        "through the plain interpreter of the rules, as a third opinion.\n"
    )


def _gaps(gaps: dict[str, Known]) -> Iterator[str]:
    yield "\n## Where the plain reading says unknown although the answer is forced\n"
    yield (
        "Step by step, the rules cannot see that an answer no longer depends on a missing fact (a haemoglobin below every "
        "limit is anaemia, pregnant or not). The product therefore decides with the diagram, which sees it. These are all "
        f"the outputs for which the two can differ ({len(gaps)}), with one such patient each; for every other output they "
        "are proved the same.\n"
    )
    for name, patient in gaps.items():
        yield f"- `{name}`: {_facts(patient, positive_only=True)}"


def _closing() -> Iterator[str]:
    yield "\n## What is not proved\n"
    yield "- That the figures are right: each carries its source and how far it was checked."
    yield "- That a record was read correctly: that is tested, with examples of every kind of bad record."
    yield "- Plans, follow-up and recall: dates are tested, not proved."


def _words(condition: Condition) -> str:
    return ", ".join(fact.label for fact in facts_of(condition))


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


def _told(witness: Witness) -> str:
    before = _facts(witness.patient)
    if witness.after is None:
        return before
    moved = {name: known for name, known in witness.after.items() if witness.patient.get(name) != known}
    return f"{before}; then {_facts(moved)}"


def _facts(patient: Patient, *, positive_only: bool = False) -> str:
    """The facts in words; long lists of what is absent are counted."""
    shown = [_fact(name, known) for name, known in patient.items() if known is not False]
    absent = [FACTS[name].fact.label for name, known in patient.items() if known is False]
    if positive_only or len(absent) > 6:
        shown += [f"{len(absent)} finding{'s' if len(absent) > 1 else ''} known to be absent"] if absent else []
    else:
        shown += [f"no {label}" for label in absent]
    return ", ".join(shown) if shown else "nothing known"


def _fact(name: str, known: bool | Interval) -> str:
    label = FACTS[name].fact.label
    return label if isinstance(known, bool) else f"{label} {written(known)}"
