"""The page "What is proved": every obligation in a sentence, its exceptions with a patient each, the forced unknowns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.obligations import chapters
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Condition, Named, facts_of, spoken, walk
from cobalamin.language.patient import Interval, Patient
from cobalamin.proving.forced import kleene_gaps
from cobalamin.proving.prove import Result, prove
from cobalamin.proving.witness import Witness, written
from cobalamin.readings.proof import Known
from cobalamin.translation.phrases import capital
from cobalamin.translation.printed_units import printed_units

OTHER_FORMS = (
    "the SQL is read back from its printed text, in the dialects of DuckDB, PostgreSQL and Spark, and proved equal to the "
    "rules, column by column, by both provers;",
    "generated Python, bit planes and the interpreter agree on 2,000 random patients in every test run, and on 1,000,000 "
    "(`make million`, 187 s of one processor on 26 November 2026; the interpreter reads every 500th);",
    "the CQL runs on two reference engines beside the product on 60 generated FHIR records in every test run, and on 10,000 "
    "(`make cql`; no answer differed on 26 November 2026); what those engines themselves do wrong is [listed](cql.md);",
    "what is proved impossible is also counted out, patient by patient: every 200th slice of 2,324,522,934 in every test "
    "run (`make exhaustive`: all of them, none met it, 46 s of one processor on 26 November 2026), and every rule that few "
    "facts decide over every patient of its facts;",
    "every small slip in a rule or in the program is noticed by a test, or listed: [mutants](mutants.md).",
)


def page(guideline: Guideline) -> str:
    """The page in Markdown, generated from the proofs."""
    return written_page(guideline, prove(guideline), kleene_gaps(guideline))


def written_page(guideline: Guideline, results: Sequence[Result], gaps: dict[str, Known]) -> str:
    """The page of what came of the proofs."""
    return "\n".join(_page(guideline, results, gaps)) + "\n"


def _page(guideline: Guideline, results: Sequence[Result], gaps: dict[str, Known]) -> Iterator[str]:
    yield from _opening(guideline, results)
    by_id = {result.obligation.id: result for result in results}
    for heading, chapter in chapters(guideline).items():
        yield f"\n## {heading}\n"
        yield "| property | cases | second prover |\n|---|---:|---|"
        yield from (_row(by_id[obligation.id]) for obligation in chapter)
    yield from _exceptions(results)
    yield from _gaps(guideline, gaps)
    yield from _other_forms()
    yield from _not_proved()


def _exceptions(results: Sequence[Result]) -> Iterator[str]:
    yield "\n## Recorded exceptions\n"
    if not any(result.recorded for result in results):
        yield "None: every property above holds for everybody."
        return
    yield "Each property holds for everybody but the patients named.\n"
    for result in results:
        for allowed, witness in zip(result.obligation.allowed, result.recorded, strict=False):
            yield f"- **{result.obligation.sentence}** Not for: {_words(allowed.when)}. {_sentence(allowed.because)}"
            yield f"  Example, where that is not ruled out: {_told(witness)}."


def _row(result: Result) -> str:
    mark = "" if result.status == "proved" else f" **{_sentence(result.status)}**"
    agreed, claims = result.by_diagram, result.claims
    second = "agrees" if agreed == claims else f"agrees on {agreed}" if agreed else "cannot decide it"
    return f"| {result.obligation.sentence}{mark} | {claims or 'none left to prove'} | {second if claims else ''} |"


def _opening(guideline: Guideline, results: Sequence[Result]) -> Iterator[str]:
    held, claims = sum(result.holds for result in results), sum(result.claims for result in results)
    facts, rules = len(facts_of(*guideline.roots)), sum(isinstance(n, Named) for n in walk(*guideline.roots))
    yield "# What is proved\n"
    yield f"*{guideline.title}. This page is generated; it is not signed off by a clinician.*\n"
    yield (
        f"The {rules} rules read {facts} facts about a patient. Trying them on example patients can show that a rule is "
        "wrong, never that it is right. So for each sentence below a program looked for a patient who breaks it, among "
        "**all** patients the rules can tell apart, those of whom little is known included. It proved that there is none. "
        f"**{held} of {len(results)} properties hold.** A sentence about every neurological finding is proved for each of "
        f"them: the column *cases* counts these, {claims} in all.\n"
    )
    yield (
        "What is proved is that the *rules* have the property. That a rule is good medicine, or a figure right, no proof "
        "can show: that is what a clinician signs. A property that did not hold was a finding: the rule was mended, or the "
        "exception stands below with a patient who needs it.\n"
    )
    yield from _deciders(results, claims)


def _deciders(results: Sequence[Result], claims: int) -> Iterator[str]:
    second, everybody = sum(r.by_diagram for r in results), sum(r.for_everybody for r in results)
    yield (
        "Two programs that share no code decide. One is a theorem prover (Z3): it reasons about every patient. The other "
        "is a decision diagram, which holds the answers of every patient of whom everything is known: the *second prover*. "
        f"It decides {second} of the {claims} cases too ({everybody} of them also where little is known). A patient "
        "either of them finds is put through the plain interpreter of the rules, as a third opinion.\n"
    )
    yield (
        "`cobalamin prove` proves all of it again, in seconds; `--guideline NAME` does so for another guideline, whose "
        "own exceptions are listed with its reasons. A property that breaks comes with its patient as a case file."
    )


def _gaps(guideline: Guideline, gaps: dict[str, Known]) -> Iterator[str]:
    yield "\n## Where a missing fact does not matter, and only a second look shows it\n"
    yield (
        "Read step by step, a rule that needs a missing fact says *unknown*, even where every value of that fact would give "
        "the same answer: outside the second trimester a haemoglobin of 105 g/L is anaemia in a man, in a woman and in "
        "pregnancy; who the patient is decides only which limit is read. The product takes the second look for every "
        f"answer. These are all the answers for which it can make a difference ({len(gaps)}), each with a small patient; "
        "for every other answer it is proved that it makes none. Those of the [other guidelines](gaps.md) are listed too.\n"
    )
    yield from gap_table(guideline, gaps)


def gap_table(guideline: Guideline, gaps: dict[str, Known]) -> Iterator[str]:
    """Every answer that can be certain although Kleene's rules leave it open, with a patient."""
    statements = {root.id: root.statement for root in guideline.roots}
    yield "| answer | a patient for whom it is certain |\n|---|---|"
    for name, patient in gaps.items():
        words = f"{statements[name]} (`{name}`)" if name in statements else name.replace("_", " ")
        yield f"| {words} | {_facts(patient)} |"


def _other_forms() -> Iterator[str]:
    yield "\n## The same rules in other forms\n"
    yield (
        "The product answers one patient with the rules as generated Python, whole populations with bit planes or SQL, and "
        "other systems with CQL. None of these is trusted:\n"
    )
    yield from (f"- {line}" for line in OTHER_FORMS)


def _not_proved() -> Iterator[str]:
    yield "\n## What is not proved\n"
    yield "- That the figures are right: each carries its source and how far it was checked."
    yield "- That a record was read correctly: that is tested, with examples of every kind of bad record."
    yield "- Plans, follow-up and recall: dates are tested, not proved."


def _words(condition: Condition) -> str:
    return ", ".join(fact.label for fact in facts_of(condition))


def _sentence(text: str) -> str:
    return f"{capital(text)}."


def _told(witness: Witness) -> str:
    before = _facts(witness.patient)
    if witness.after is None:
        return before
    moved = {name: known for name, known in witness.after.items() if witness.patient.get(name) != known}
    return f"{before}; then {_facts(moved)}"


def _facts(patient: Patient) -> str:
    """The facts in words; long lists of what is absent are counted."""
    shown = [_fact(name, known) for name, known in patient.items() if known is not False]
    absent = [FACTS[name].fact.label for name, known in patient.items() if known is False and name != "female"]
    if patient.get("female") is False:
        shown.insert(0, "male")
    if len(absent) > 6:
        shown.append(f"{len(absent)} findings known to be absent")
    else:
        shown += [f"no {label}" for label in absent]
    return ", ".join(shown) if shown else "nothing known"


def _fact(name: str, known: bool | Interval) -> str:
    label = FACTS[name].fact.label
    return label if isinstance(known, bool) else f"{label} {_result(known)}"


def _result(known: Interval) -> str:
    return written(known).replace(known.unit, printed_units(spoken(known.unit)))
