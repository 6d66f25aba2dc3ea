"""The texts of the medicine that a reader sees and that are data, not code: what the catalogues hold besides marked messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import get_args

from cobalamin.assessment import route_words, wording
from cobalamin.comparison import compare
from cobalamin.knowledge import safety, treatment
from cobalamin.knowledge.attributes import ATTRIBUTES
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.follow_up import ACTIONS, CHECKS, EXPECTED
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.knowledge.notice import NOTICE, SHORT_NOTICE
from cobalamin.knowledge.other_readings import OTHER_READINGS
from cobalamin.knowledge.regimens import FIGURES, REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.sources import SOURCES
from cobalamin.knowledge.statements import STATEMENTS, TEXTS
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Finding, Named, Presume, Verified, walk
from cobalamin.plots import clinic
from cobalamin.recall import reasons, response, signs, worklist
from cobalamin.recall.sources.columns import COLUMNS
from cobalamin.records.fhir.bindings import WHY_WIDE, WIDE
from cobalamin.records.record import Why, Word


def texts() -> Iterator[tuple[str, str]]:
    """Every text with where it is kept."""
    for place, found in _places():
        yield from ((text, place) for text in found if text)


def _places() -> Iterator[tuple[str, Iterable[str]]]:
    yield "knowledge/facts.py", _facts()
    for profile in PROFILES.values():
        yield f"knowledge/guidelines/{profile.id}.py", _rules(profile.guideline)
    yield "knowledge/thresholds.py", (figure.label for figure in THRESHOLDS.values())
    yield "knowledge/safety.py", (text for rule in safety.SAFETY for text in _of_safety(rule))
    yield (
        "knowledge/next_tests.py",
        (
            text
            for test in NEXT_TESTS
            for text in (*_asked(test.label), test.on_injections, *_asked(test.of_a_small_child))
        ),
    )
    yield "knowledge/regimens.py", (*_regimens(), *(figure.label for figure in FIGURES.values()))
    yield "knowledge/follow_up.py", _follow_up()
    yield "assessment/wording.py", _words()
    yield "recall/reasons.py", _recall()
    yield (
        "records/value_sets.json",
        (row[3] for concept in _value_sets().values() for row in concept.get("suspicions", ())),
    )
    yield "records/fhir/bindings.py", (*WHY_WIDE.values(), WIDE)
    yield "knowledge/attributes.py", (text for each in ATTRIBUTES for text in (each.name, each.says))
    yield "knowledge/sources.py", (SOURCES[key].title for key in ("ARTICLE", "SPEC", "FACTS"))
    yield "knowledge/statements.py", (*(one.says for one in STATEMENTS.values()), *(one.words for one in TEXTS))
    yield (
        "knowledge/other_readings.py",
        (text for other in OTHER_READINGS for text in (REGISTER[other.entry].source_says, other.could_mean)),
    )
    for name, register in (("register", REGISTER), ("guidelines/readings", GUIDELINE_REGISTER)):
        yield f"knowledge/{name}.py", (entry.read_as for entry in register.values())


def _of_safety(rule: safety.SafetyRule) -> Iterator[str]:
    yield from (rule.action, rule.ask, rule.ask_result, rule.action_beside_allergy, rule.settle)


def _value_sets() -> dict[str, dict[str, list[list[str]]]]:
    path = files("cobalamin.records") / "value_sets.json"
    found: dict[str, dict[str, list[list[str]]]] = json.loads(path.read_text(encoding="utf-8"))["concepts"]
    return found


def _facts() -> Iterator[str]:
    for entry in FACTS.values():
        yield from (entry.fact.label, entry.group.replace("_", " "))
        if isinstance(entry.fact, Finding):
            yield entry.question


def _rules(guideline: Guideline) -> Iterator[str]:
    yield guideline.title
    yield from (indication.heading for indication in guideline.indications)
    rungs = [rung.when for ladder in guideline.ladders for rung in ladder.rungs]
    roots = (*guideline.roots, *rungs)
    for node in walk(*roots):
        match node:
            case Named(statement=statement):
                yield statement
            case Presume(because=because):
                yield because
    yield from (clause.says for clause in guideline.clauses)


def _regimens() -> Iterator[str]:
    for regimen in REGIMENS.values():
        yield from (regimen.label, *(phase.printed for phase in regimen.loading), regimen.maintenance, regimen.duration)


def _follow_up() -> Iterator[str]:
    for check in CHECKS:
        yield from (check.when, *check.what, check.for_whom)
    yield from (action.words for action in ACTIONS)
    for sign in EXPECTED:
        yield from (sign.sign, sign.otherwise, sign.sign.split(";")[0].split(", at")[0])


def _asked(label: str) -> tuple[str, str]:
    """What is asked or examined, and as the working answer lists it."""
    return label, label.removeprefix("Ask: ").removeprefix("Examine: ")


def _words() -> Iterator[str]:
    for kinds in (Verified, Why, Word):
        yield from get_args(kinds)
    for words in (
        route_words.ROUTE_WORDS,
        route_words.SHORT_ROUTES,
        route_words.OPEN_ROUTES,
        wording.URGENCY_WORDS,
        compare.ROUTE_WORDS,
        compare.NO_PLAN,
    ):
        yield from words.values()
    yield from ARTICLE.route.outcomes
    pieces = {
        route_words.UNDETERMINED,
        route_words.NOT_SETTLED,
        route_words.NEEDED,
    }  # of sentences that stand elsewhere
    sentences = (*vars(route_words).items(), *vars(wording).items())
    told = (words for name, words in sentences if name.isupper() and isinstance(words, str))
    yield from (words for words in told if words not in pieces)
    yield from (*route_words.MEANWHILE, *route_words.SPECIALIST.values(), *wording.NEGATED.values(), NOTICE)


def _recall() -> Iterator[str]:
    yield from reasons.VERDICTS
    for kind in (treatment.Kind, treatment.Product, treatment.Route, treatment.Decision, treatment.Outcome):
        yield from (name.replace("_", " ") for name in get_args(kind))
    for kinds in (reasons.State, reasons.Reason, reasons.Flag, worklist.Group, signs.Response, response.Action):
        yield from map(str, kinds)
    yield from worklist._STEPS.values()
    yield from (column.holds for column in COLUMNS)
    yield from (label for _, label, _ in clinic._SHOWN)
    yield from (SHORT_NOTICE,)
