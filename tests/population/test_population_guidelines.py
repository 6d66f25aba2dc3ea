"""A population under every guideline and dated version: the one-patient answers on each engine, and a report that says which."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from test_screen import read

from cobalamin.assessment.assess import assess
from cobalamin.assessment.engine import Engine, engine_for
from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.guidelines.registry import PROFILES, VERSIONS, profile
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.ladder import possible_outcomes
from cobalamin.language.nodes import Finding
from cobalamin.population import report as reports
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.readings.wanted import column_of
from cobalamin.records.errors import RecordError
from cobalamin.records.parameters import read_parameters
from cobalamin.records.parts import cases, parts_of
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on

ON = date(2026, 1, 1)
FULL = "COBALAMIN_EXAMPLES" in os.environ
"""`make thorough`: more people, every version, and each exactly, which takes three seconds to write and plan.

The exact SQL of the article is asked in tests/engines/test_sql_exact.py.
"""
SIZE = 250 if FULL else 120
NAMES = list(VERSIONS) if FULL else [found.name for found in PROFILES.values()]
EXACTLY = list(VERSIONS) if FULL else ["article", "nhg@2014"]
PRESUME = ("surgery", "bowel", "exposures", "oral_route", "diet")
FINDINGS = [name for name, entry in FACTS.items() if isinstance(entry.fact, Finding) and name != "female"]
RESULTS = {
    "total_b12": ("low", "normal", "120", "140", "148", "170", "190", "240", "300", "420", "700"),
    "mma": ("high", "0.2", "0.3", "0.5", "0.9"),
    "homocysteine": ("high", "8", "12", "18"), "haemoglobin": ("low", "85", "118", "131"), "mcv": ("high", "95", "108"),
    "egfr": ("40", "90"), "serum_folate": ("2", "8"),
}  # fmt: skip
UNITS = {
    "total_b12": "ng/L", "mma": "umol/L", "homocysteine": "umol/L", "haemoglobin": "g/L", "mcv": "fL", "egfr": "mL/min",
    "serum_folate": "ug/L",
}  # fmt: skip


@pytest.fixture(scope="module")
def people(tmp_path_factory) -> Path:
    """Invented patients around the figures, some results in words only: what differs between the guidelines."""
    chance, path = Random(5), tmp_path_factory.mktemp("people") / "people.csv"
    with path.open("w", newline="") as file:
        units = {f"{name}_unit": unit for name, unit in UNITS.items()}
        rows = csv.DictWriter(file, ("patient", "age", "sex", *RESULTS, *units, *FINDINGS))
        rows.writeheader()
        for i in range(SIZE):
            measured, asked, ill = (1, 1, 0.02) if i % 3 == 0 else (0.6, 0.15, 0.3)  # of every third all is known
            row = {name: chance.choice(values) for name, values in RESULTS.items() if chance.random() < measured}
            row |= {name: int(chance.random() < ill) for name in FINDINGS if chance.random() < asked}
            age = chance.choice((12, 30, 52, 80))
            rows.writerow({"patient": f"p{i:03}", "age": age, "sex": chance.choice(("male", "female")), **units, **row})
    return path


@pytest.fixture(scope="module")
def answered(people, tmp_path_factory) -> Callable[..., Path]:
    """The answers of these people under a guideline: made when first asked for, read by several tests, changed by none."""

    @cache
    def of(name: str, engine: str = "local", exact: bool = False) -> Path:
        folder = tmp_path_factory.mktemp("answers") / "out"
        screen(people, folder, on=ON, guideline=name, engine=engine, exact=exact, presume=PRESUME)
        return folder

    return of


def expected(case: Case, engine: Engine) -> dict[str, object]:
    """The answers of one patient by the one-patient program."""
    guideline, program = engine.guideline, engine.program
    values = program.values(program.vector(facts_on(case, ON, PRESUME, engine.figures).values))
    found: dict[str, object] = {
        column_of(rule): values[program.index[rule]]
        for rule in (*guideline.definitions, *(i.rule for i in guideline.indications))
    }
    for ladder in guideline.ladders:
        still = possible_outcomes(ladder, lambda rule: program.truth(values, rule))
        found |= {ladder.id: still[0] if len(still) == 1 else "undetermined", f"{ladder.id}_open": " or ".join(still)}
    return found


LAB = """["b12.total.deficient"]
value = 145
unit = "ng/L"
["mma.raised"]
value = 0.45
unit = "umol/L"
"""


def mismatches(source: Path, answers: Path, guideline: Guideline) -> list[object]:
    """Where the answers of a population are not those of one patient after the other."""
    rows = {row["patient"]: row for row in read(answers).to_pylist()}
    (part,) = parts_of(source, "wide")
    engine = engine_for(guideline)
    return [
        (case.id, column, rows[case.id][column], mine)
        for case in cases(part)
        for column, mine in expected(case, engine).items()
        if rows[case.id][column] != mine
    ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["local", "sql"])
@pytest.mark.some(7)
def test_every_patient_gets_the_one_patient_answer_of_the_guideline(people, answered, name, engine):
    folder = answered(name, engine)
    assert mismatches(people, folder, VERSIONS[name].guideline) == []
    answers = read(folder)
    assert answers.num_rows == SIZE
    assert len(set(answers.column("route").to_pylist())) > 2


@pytest.mark.parametrize(
    ("name", "engine", "exact"),
    [("article", "local", False), ("bsh", "sql", FULL)],
)
@pytest.mark.some(1)
def test_a_laboratorys_own_figures_hold_for_a_population_too(people, answered, tmp_path, name, engine, exact):
    (tmp_path / "lab.toml").write_text(LAB)
    how = {"on": ON, "guideline": name, "engine": engine, "exact": exact, "presume": PRESUME}
    screen(people, tmp_path / "out", parameters=tmp_path / "lab.toml", **how)
    with_the_guidelines = answered(profile(name).name, engine, exact)
    guideline = profile(name).guideline
    own = guideline.with_thresholds(read_parameters(tmp_path / "lab.toml", guideline))
    if not exact:
        assert mismatches(people, tmp_path / "out", own) == []
    columns = [column_of(rule) for rule in guideline.definitions]
    ours, published = (read(folder).select(columns) for folder in (tmp_path / "out", with_the_guidelines))
    assert ours != published
    text = report(tmp_path / "out")
    assert f"({profile(name).name}, rules {engine_for(own).version})" in text
    assert text.count("The site's own figure, in place of the guideline's: ") == 2
    assert "deficient: 145 ng/L (the site's own figure)." in text
    assert "site's own figure" not in report(with_the_guidelines)


def test_answers_with_other_figures_are_another_run(people, tmp_path):
    (tmp_path / "lab.toml").write_text(LAB)
    screen(people, tmp_path / "out", on=ON, parameters=tmp_path / "lab.toml")
    screen(people, tmp_path / "out", on=ON, parameters=tmp_path / "lab.toml")  # the same: nothing is left to do
    with pytest.raises(RecordError, match="another run"):
        screen(people, tmp_path / "out", on=ON)


@pytest.mark.parametrize("name", EXACTLY if FULL else ["nhg@2014"])
@pytest.mark.thorough
def test_the_exact_sql_of_every_guideline_answers_as_its_diagram(answered, name):
    by_sql = read(answered(name, "sql", exact=True))
    assert by_sql.to_pylist() == read(answered(name, "local", exact=True)).select(by_sql.schema.names).to_pylist()


@pytest.mark.parametrize("name", EXACTLY)
@pytest.mark.some(1)
def test_the_explained_answer_has_the_route_and_urgency_of_the_table(people, answered, name):
    """What is open is told as routine at least, for it has to be asked or tested (register R37)."""
    rows = {row["patient"]: row for row in read(answered(name, "local", exact=True)).to_pylist()}
    (part,) = parts_of(people, "wide")
    seen = set()
    for case in cases(part):
        told, row = assess(case, on=ON, guideline=name, presume=PRESUME), rows[case.id]
        if (
            row["urgency_open"] == "contradiction"
        ):  # in no possible world: the bedside then says what Kleene's rules say
            continue
        urgencies = row["urgency_open"].split(" or ")
        is_open = "undetermined" in (row["route"], row["urgency"])
        if is_open and urgencies[-1] == "none":
            urgencies = list(dict.fromkeys((*urgencies[:-1], "routine")))
        assert (told.route.outcome, [*told.urgency.possible, told.urgency.at_least]) == (row["route"], urgencies)
        seen.add(row["urgency"])
    assert seen == {"same_day", "prompt", "routine", "none", "undetermined"}


def test_guidelines_answer_differently(answered):
    routes = [tuple(read(answered(found.name)).column("route_open").to_pylist()) for found in PROFILES.values()]
    assert len(set(routes)) == len(PROFILES)  # the two versions of nice differ in nobody here


def test_a_table_of_facts_is_answered_under_another_guideline(answered, tmp_path):
    screen(answered(profile("article").name), tmp_path / "again", on=ON, guideline="bsh")
    folders = (answered(profile("bsh").name), tmp_path / "again")
    straight, again = (read(folder).column("route_open").to_pylist() for folder in folders)
    # A word stays where the first guideline's figures put it: that can leave more open, and never decides otherwise.
    assert all(set(one.split(" or ")) <= set(other.split(" or ")) for one, other in zip(straight, again, strict=True))
    assert sum(one == other for one, other in zip(straight, again, strict=True)) > 0.9 * SIZE


@pytest.mark.parametrize(
    "options, told",
    [({"on": date(2026, 2, 1)}, "give --on 2026-01-01"), ({"on": ON, "presume": ["symptoms"]}, "without --presume")],
)
def test_a_table_of_facts_cannot_be_read_otherwise_than_it_was(people, tmp_path, options, told):
    screen(people, tmp_path / "facts", on=ON, presume=["surgery"])
    with pytest.raises(RecordError, match=told):
        screen(tmp_path / "facts", tmp_path / "out", **options)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.some(1)
def test_the_report_says_which_guideline_and_what_was_presumed(answered, tmp_path, name):
    screen(answered(name), tmp_path / "again", on=ON, guideline=name)
    text = report(answered(name), page=tmp_path / "r.html")
    guideline = VERSIONS[name].guideline
    said = f"Guideline: *{guideline.title}* ({name}, rules {engine_for(guideline).version})."
    assert said in text
    assert f"({name}, rules" in (tmp_path / "r.html").read_text()
    assert (
        "Read as asked about and answered no where the record is silent: bowel, diet, exposures, oral route, surgery."
        in text
    )
    assert report(tmp_path / "again") == text
    for indication in guideline.indications:
        assert f"{indication.number}. {indication.heading}" in text


def test_a_name_without_a_date_is_kept_with_it(people, tmp_path):
    screen(people, tmp_path / "out", on=ON, guideline="nice")
    assert f"({profile('nice').name}, rules" in report(tmp_path / "out")
    with pytest.raises(RecordError, match="another run"):
        screen(people, tmp_path / "out", on=ON, guideline="nice@2023-07")


def test_rules_that_changed_since_are_told(people, tmp_path, monkeypatch):
    screen(people, tmp_path / "out", on=ON)
    assert "have changed since" not in report(tmp_path / "out")
    monkeypatch.setattr(reports, "engine_for", lambda _: SimpleNamespace(version="article@0"))
    assert "Its rules have changed since (article@0)" in report(tmp_path / "out")
