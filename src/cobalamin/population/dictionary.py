"""What every column of the answers means, in a file beside them: names of facts and rules are for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping

from cobalamin.knowledge.facts import FACTS, FactEntry
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Finding
from cobalamin.readings.wanted import OPEN, column_of
from cobalamin.records.fact_table import DATE, HIGH, LOW, NOT_USED, WHY
from cobalamin.records.record import DIED

COLUMNS = "_columns.csv"
"""The file; whatever reads a folder of Parquet files passes over what begins with a line below."""
_ASKS = "asks_"
_YES_OR_NO = "true, false, or empty if unknown"
_OF_A_FACT: Mapping[str, str] = {
    DATE: "the day it was recorded; empty if it has no full date or follows from something else",
    WHY: "why the fact is empty; empty too if it was never recorded",
    LOW: "for the rules: the lowest step between their figures on which the result can lie; not a value",
    HIGH: "for the rules: the highest step between their figures on which the result can lie; not a value",
}


def dictionary(names: Iterable[str], guideline: Guideline) -> str:
    """A line a column, as CSV: its name, what kind it is, what it means."""
    meanings = _meanings(guideline)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("column", "kind", "meaning"))
    writer.writerows((name, *meanings.get(name, ("other", "kept from the source"))) for name in names)
    return text.getvalue()


def _meanings(guideline: Guideline) -> dict[str, tuple[str, str]]:
    found = {
        "patient": ("patient", "the patient as the source names them; 'row 1' if the source does not"),
        DIED: ("patient", "true if the record says that the patient had died by the decision date, else empty"),
        NOT_USED: ("patient", "what was recorded but not used, in sentences, apart from entries about one fact"),
    }
    for entry in FACTS.values():
        found |= dict(_of_fact(entry))
    for rule in guideline.definitions:
        found[column_of(rule)] = ("definition", f"{rule.statement}: {_YES_OR_NO}")
    for each in guideline.indications:
        found[column_of(each.rule)] = ("indication", f"{each.number}. {each.heading}, met: {_YES_OR_NO}")
    for ladder in guideline.ladders:
        outcomes = ", ".join((*ladder.outcomes, "or undetermined"))
        found[ladder.id] = ("answer", f"the {ladder.id}: {outcomes}")
        found[ladder.id + OPEN] = ("answer", f"every {ladder.id} that is still possible, joined by 'or'")
    return found


def _of_fact(entry: FactEntry) -> Iterator[tuple[str, tuple[str, str]]]:
    name, label = entry.name, entry.fact.label
    if isinstance(entry.fact, Finding):
        yield name, ("finding", f"{label}: {_YES_OR_NO}")
    else:
        exact = "; 457/6 a is 76 years and 2 months, and 75..76 a is somewhere between" if name == "age" else ""
        yield (
            name,
            (
                "result",
                f"{label}, as text in the unit it was sent in, with its sign (<150 ng/L){exact}; empty if unknown",
            ),
        )
    for part, meaning in _OF_A_FACT.items():
        yield name + part, (part.removeprefix("_"), f"{label}: {meaning}")
    yield _ASKS + name, ("question", f"{label}: true if it is unknown and could still change the route or the urgency")
