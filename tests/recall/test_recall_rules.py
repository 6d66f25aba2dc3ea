"""Every sentence of the rules for messy records has a timeline, and every figure of them one that notices a step of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace

import pytest
from recall_timelines import FOLDER, read_yaml
from test_recall_response import CASES, disagreements
from test_recall_timelines import ALL, faults

from cobalamin.knowledge.regimens import PUBLISHED, Rules
from cobalamin.knowledge.register import REGISTER
from cobalamin.recall.worklist import recall_list

RULES = read_yaml(FOLDER / "rules.yaml")
IDS = {line.id for line in ALL} | {case.id for case in CASES}
WEEKS = ("kinetics_mcv_from", "kinetics_nerves_from")
"""Figures that are only printed, in weeks: a step is a week."""


def test_every_register_entry_about_messy_records_has_its_sentences() -> None:
    assert {rule["entry"] for rule in RULES} == {id for id in REGISTER if id.startswith("M")}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["rule"])
def test_every_sentence_has_a_timeline(rule: dict[str, object]) -> None:
    shown = rule["shown_by"]
    assert isinstance(shown, list)
    assert shown
    assert set(shown) <= IDS


def noticed(rules: Rules) -> Iterator[str]:
    """The courses and timelines that come out otherwise by other figures; the courses are soon read."""
    yield from (case.id for case in CASES if disagreements(case, rules))
    for line in ALL:
        try:
            if any(True for _ in faults(line, rules)):
                yield line.id
        except AttributeError:  # there is no next dose, no plan to compare any more
            yield line.id


@pytest.mark.parametrize("step", [-1, 1])
@pytest.mark.parametrize("name", [figure.name for figure in fields(Rules)])
@pytest.mark.some(6)
def test_a_step_of_any_figure_is_noticed(name: str, step: int) -> None:
    moved = getattr(PUBLISHED, name) + step * (7 if name in WEEKS else 1)
    assert next(noticed(replace(PUBLISHED, **{name: moved})), None), f"no timeline stands at the limit of {name}"


def test_never_stop_stands_on_every_row_of_an_irreversible_cause() -> None:
    for line in ALL:
        for row in recall_list([line.record()], line.on).rows:
            if row.schedule.record.causes & {"autoimmune_gastritis", "total_gastrectomy", "intrinsic_factor_antibody"}:
                assert row.never_stop, line.id
                assert any(why.startswith("never stop: ") for why in row.why), line.id
