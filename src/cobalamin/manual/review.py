"""The review sheet: everything of a guideline that a clinician can agree or disagree with, a row each, as CSV.

Each row carries a mark of its text. When the sheet is written again from one that was filled in, a verdict stays beside a text
that is the same; beside one that has changed it becomes an earlier verdict, and the row is to be reviewed again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.follow_up import ACTIONS, CHECKS, EXPECTED
from cobalamin.knowledge.guidelines.readings import GUIDELINE_REGISTER
from cobalamin.knowledge.next_tests import NEXT_TESTS
from cobalamin.knowledge.regimens import FIGURES, REGIMENS, Regimen
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE, Guideline
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.ladder import Ladder
from cobalamin.language.nodes import Named, Threshold
from cobalamin.manual.guideline import smaller_words
from cobalamin.readings.text import sentence
from cobalamin.recall.sources.header import CODECS, encoding_of
from cobalamin.records.errors import RecordError
from cobalamin.records.spreadsheet import harmless
from cobalamin.records.tables.csv_rows import separator_of
from cobalamin.translation.printed_units import printed_units

_OURS = ("entry", "kind", "what", "means", "why", "sources", "verified")
_THEIRS = ("verdict", "comment", "reviewer", "reviewed on")
COLUMNS = (*_OURS, "state", *_THEIRS, "earlier verdict", "mark")
"""A reviewer fills in verdict, comment, reviewer and the day; `mark` ties them to the text."""


@dataclass(frozen=True)
class Item:
    """One thing to review: what it is called, what it means, and why it is so."""

    entry: str
    kind: str
    what: str
    means: str
    why: str
    sources: str
    verified: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row up to where the reviewer writes."""
        whole = (self.entry, self.kind, self.what, self.means, self.why, self.sources, self.verified)
        return tuple(harmless(printed_units(cell)) for cell in whole)

    @property
    def mark(self) -> str:
        """What changes when the text does."""
        return sha256("\n".join(self.cells).encode()).hexdigest()[:12]


def items(guideline: Guideline = ARTICLE) -> tuple[Item, ...]:
    """Everything to review, the rules first."""
    return (*_rules(guideline), *_figures(guideline), *_treatment(), *_readings(guideline))


def _rules(guideline: Guideline) -> Iterator[Item]:
    for indication in guideline.indications:
        yield _word("indication", indication.rule)
    for ladder in guideline.ladders:
        yield from _ladder(ladder)
    for word in (*guideline.definitions, *sorted(smaller_words(guideline), key=lambda word: word.id)):
        yield _word("definition", word)
    for rule in guideline.safety:
        asked = "; ".join(filter(None, (rule.ask, rule.settle)))
        yield Item(rule.id, f"safety: {rule.level}", rule.action, _means(rule.rule), asked, ", ".join(rule.rule.cites))


def _word(kind: str, word: Named) -> Item:
    return Item(word.id, kind, word.statement, _means(word), "", ", ".join(word.cites))


def _means(word: Named) -> str:
    return sentence(word.part)


def _ladder(ladder: Ladder) -> Iterator[Item]:
    for number, rung in enumerate(ladder.rungs, 1):
        what = f"{_outcome(rung.outcome)}, unless a line above applies"
        yield Item(f"{ladder.id} {number}", ladder.id, what, _means(rung.when), "", ", ".join(rung.when.cites))
    last = f"{_outcome(ladder.otherwise)}, if none of the lines above applies"
    yield Item(f"{ladder.id} {len(ladder.rungs) + 1}", ladder.id, last, ladder.statement, "", "")


def _outcome(name: str) -> str:
    return name.replace("_", " ")


def _figures(guideline: Guideline) -> Iterator[Item]:
    for figure in ({**THRESHOLDS, **guideline.figures} | FIGURES).values():
        yield _figure(figure)


def _figure(figure: Threshold) -> Item:
    return Item(figure.id, "figure", figure.label, figure.text, "", ", ".join(figure.cites), figure.verified)


def _treatment() -> Iterator[Item]:
    for test in NEXT_TESTS:
        means = f"order {test.cost}; settles {', '.join(FACTS[name].fact.label for name in test.facts)}"
        yield Item(test.id, f"next test: {test.kind}", test.label, means, "", ", ".join(test.cites))
    for plan in REGIMENS.values():
        yield Item(plan.id, "plan", plan.label, _plan(plan), "", ", ".join(plan.cites), plan.verified)
    yield from _follow_up()


def _follow_up() -> Iterator[Item]:
    for check in CHECKS:
        what = f"{check.when}: {'; '.join(check.what)}"
        yield Item(check.id, "check", what, check.for_whom, "", ", ".join(check.cites), check.verified)
    for sign in EXPECTED:
        shown = f"from {sign.first} to {sign.last}; otherwise {sign.otherwise}"
        yield Item(sign.id, "response", sign.sign, shown, "", ", ".join(sign.cites), sign.verified)
    for action in ACTIONS:
        asked = f"{action.route}, {action.response}, cause {action.cause}"
        yield Item(action.id, "after a review", asked, action.words, "", ", ".join(action.cites), action.verified)


def _plan(plan: Regimen) -> str:
    loading = "; then ".join(phase.printed for phase in plan.loading) or "none"
    return f"loading: {loading}; then {plan.maintenance}; {plan.duration}"


def _readings(guideline: Guideline) -> Iterator[Item]:
    for entry in (*REGISTER.values(), *GUIDELINE_REGISTER.values()):
        could = f"{entry.source_says}. Could mean: {'; or '.join(entry.could_mean)}"
        yield Item(entry.id, "reading", could, entry.read_as, entry.why, ", ".join(entry.cites), entry.verified)
    for number, clause in enumerate(guideline.clauses, 1):
        borrowed = "the source is silent: borrowed" if clause.silent else ""
        yield Item(
            f"{guideline.id} {number}",
            "clause",
            clause.decides,
            clause.says,
            borrowed,
            ", ".join(clause.cites),
            clause.verified,
        )


# --- the sheet -------------------------------------------------------------------------------------------------------


def sheet(found: Iterable[Item], before: Mapping[str, Mapping[str, str]] | None = None) -> tuple[str, dict[str, int]]:
    """The sheet as CSV, with how many rows are in each state; `before` are the rows of a sheet that was filled in, by entry."""
    earlier, rows = dict(before or {}), list[tuple[str, ...]]()
    for item in found:
        rows.append(_row(item, earlier.pop(item.entry, None)))
    rows += [_gone(old) for old in earlier.values() if old.get("verdict")]
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    place = COLUMNS.index("state")
    states = [row[place] for row in rows]
    return out.getvalue(), {state: states.count(state) for state in dict.fromkeys(states)}


def _row(item: Item, old: Mapping[str, str] | None) -> tuple[str, ...]:
    told = tuple(old.get(name, "") for name in _THEIRS) if old is not None else ("",) * len(_THEIRS)
    before = old.get("earlier verdict", "") if old is not None else ""
    if not told[0]:
        return (*item.cells, "not reviewed", *told, before, item.mark)
    if old is not None and old.get("mark") == item.mark:
        return (*item.cells, "reviewed", *told, before, item.mark)
    return (*item.cells, "changed since its review", *("",) * len(_THEIRS), "; ".join(filter(None, told)), item.mark)


def _gone(old: Mapping[str, str]) -> tuple[str, ...]:
    """A row that was reviewed and is no more: what was said of it is not lost."""
    return tuple("no longer there" if name == "state" else old.get(name, "") for name in COLUMNS)


def read_sheet(data: bytes) -> dict[str, dict[str, str]]:
    """The rows of a sheet that was filled in, by entry; RecordError where it is none. Excel may have saved it its own way."""
    text = data.decode(CODECS[encoding_of(io.BytesIO(data))], errors="replace")
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator_of(head))
    missing = [name for name in ("entry", *_THEIRS, "mark") if name not in (rows.fieldnames or ())]
    if missing:
        raise RecordError(
            f"the file is no review sheet: it has no column {', '.join(missing)}; `cobalamin guideline --format csv` writes one"
        )
    return {row["entry"]: {name: row.get(name) or "" for name in COLUMNS} for row in rows if row.get("entry")}
