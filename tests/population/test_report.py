"""The report tells the counts of the table, hides small numbers, and shows what a figure decides."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html.parser import HTMLParser

import duckdb
import pytest

from cobalamin.commands.lists import report as command
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.nodes import facts_of
from cobalamin.population.counts import Counts, counted, figures
from cobalamin.population.page import INDICATIONS, page_of, plots
from cobalamin.population.report import report
from cobalamin.population.screen import screen
from cobalamin.population.sheet import IN_NEED, Sheet
from cobalamin.population.told import share, shown
from cobalamin.records.errors import RecordError

ON = date(2026, 1, 1)
PRESUME = ["surgery", "bowel", "diet", "exposures", "oral_route", "neurology", "medicines", "symptoms"]


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    """Men with a total B12 around the figures, some with neuropathy, some on injections."""
    folder = tmp_path_factory.mktemp("report")
    lines = ["patient,age,sex,total_b12,total_b12_unit,peripheral_neuropathy,autoimmune_gastritis,b12_injections"]
    lines += [
        f"p{i},50,male,{100 + i},ng/L,{int(i % 10 == 0)},{int(i % 10 == 1)},{int(i % 50 == 1)}" for i in range(400)
    ]
    (folder / "people.csv").write_text("\n".join(lines))
    screen(folder / "people.csv", folder / "out", on=ON, presume=PRESUME)
    return folder / "out"


def test_the_counts_are_the_tables(screened):
    counts = counted(screened, ARTICLE, moves=False)
    for indication in ARTICLE.indications:
        yes, unknown = duckdb.sql(
            f"select count(*) filter ({indication.id}), count(*) filter ({indication.id} is null) from '{screened}/part-*.parquet'"
        ).fetchall()[0]
        assert counts.conditions[indication.id] == (yes, 400 - yes - unknown, unknown)
    assert counts.known["total_b12"] == 400
    assert counts.why["mma"] == {"never recorded": 400}
    assert sum(counts.treated) == counts.patients // 50


def test_what_could_not_be_read_is_told_and_nothing_is_where_all_could(tmp_path, screened):
    people = [f'{{"resourceType": "Patient", "id": "p{i}", "gender": "male", "birthDate": "1975"}}' for i in range(30)]
    (tmp_path / "ehr").mkdir()
    (tmp_path / "ehr" / "all.ndjson").write_text("\n".join([*people, *12 * ['{"resourceType": "Observation"'], ""]))
    found = screen(tmp_path / "ehr", tmp_path / "out", on=ON)
    assert found.rejected == 12
    assert "10 lines or resources could not be read: they are listed" in report(tmp_path / "out")
    assert "could not be read" not in report(screened)
    assert "another row" not in report(screened)


def test_patients_who_stand_in_several_rows_are_told(tmp_path):
    people = ["patient,sex,age,total_b12,total_b12_unit", *(f"p{i % 40},male,50,100,ng/L" for i in range(60))]
    (tmp_path / "people.csv").write_text("\n".join(people))
    found = screen(tmp_path / "people.csv", tmp_path / "out", on=ON)
    assert (found.patients, found.again) == (60, 20)
    assert "20 rows are of patients who also have another row: each row is counted." in report(tmp_path / "out")


def test_the_dead_are_counted_apart_and_nowhere_else(tmp_path):
    people = ["patient,sex,age,total_b12,total_b12_unit,autoimmune_gastritis,b12_injections,died"]
    people += [f"p{i},male,50,100,ng/L,1,0,{'yes' if i < 20 else ''}" for i in range(60)]
    (tmp_path / "people.csv").write_text("\n".join(people))
    screen(tmp_path / "people.csv", tmp_path / "out", on=ON)
    counts = counted(tmp_path / "out", ARTICLE, moves=False)
    assert (counts.patients, counts.died) == (40, 20)
    assert counts.untreated["indication_malabsorption"] == (0, 40, 0)
    assert "20 more are recorded as having died and are not in any count of this report." in report(tmp_path / "out")


def test_untreated_and_treated_without_a_reason(screened):
    counts = counted(screened, ARTICLE, moves=False)
    query = f"select count(*) from '{screened}/part-*.parquet' where indication_malabsorption and b12_injections"
    assert counts.untreated["indication_malabsorption"][0] == duckdb.sql(query).fetchall()[0][0]
    assert counts.untreated["indication_malabsorption"][1] > 0


def test_a_moved_figure_moves_the_counts_it_decides(screened):
    counts = counted(screened, ARTICLE)
    deficient = {move: found for (figure, move), found in counts.moved.items() if figure == "b12.total.deficient"}
    low, high = (deficient[move]["indication_malabsorption"] for move in sorted(deficient))
    assert low < counts.conditions["indication_malabsorption"][0] < high
    unmoved = counts.moved["ferritin.low", min(deficient)]
    assert unmoved == {i.id: counts.conditions[i.id][0] for i in ARTICLE.indications}
    assert {figure for figure, _ in counts.moved} == {threshold.id for threshold in figures(ARTICLE)}


def test_the_page_is_whole_and_needs_nothing_from_elsewhere(screened, tmp_path):
    text = report(screened, markdown=tmp_path / "r.md", page=tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text()
    assert text == (tmp_path / "r.md").read_text()
    for heading in (
        "When injections are indicated",
        "Route",
        "Urgency",
        "Treated and untreated",
        "What is missing",
        "What each figure decides",
    ):
        assert f"## {heading}" in text
        assert f"<h2>{heading}</h2>" in page
    assert page.count("<svg") == 3  # no change by a moved figure is large enough to be told
    assert "Not signed off by a clinician" in page
    links: list[str] = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            links.extend(v for k, v in attrs if k in ("src", "href", "xlink:href") and v and not v.startswith("#"))

    Links().feed(page)
    assert links == []


def test_columns_of_counts_stand_under_each_other_hidden_ones_too():
    page = page_of(
        "# Title\n\n## Counts\n\n| what | one | two |\n|---|---|---|\n| a | * | <10 |\n| b | 1,235 | −5 |", [], {}
    )
    assert page.count('class="n"') + page.count("class=n") == 6  # the headings of the two columns and their four counts


@pytest.mark.parametrize(
    "number, told", [(0, "0"), (1, "<10"), (9, "<10"), (10, "10"), (12, "10"), (13, "15"), (1234, "1,235")]
)
def test_small_numbers_are_not_told_and_others_are_rounded(number, told):
    assert shown(number) == told


def test_no_share_gives_a_small_number_away():
    assert share(shown(3), 3, 1000) == "–"
    assert share("*", 300, 1000) == "–"
    assert share(shown(3), 3, 5) == "–"
    assert share(shown(101), 101, 1000) == "10.0 %"
    assert share(shown(0), 0, 0) == "–"


@pytest.mark.parametrize(
    "numbers, total, expected",
    [
        ((10, 2, 0), 12, ("*", "*", "0")),  # of 12, told as 10, of whom 10 are told, one or two would be left
        ((500, 4, 496), 1000, ("500", "<10", "495")),
        ((11, 30, 2), 43, ("10", "30", "<10")),
        ((4, 5, 0), 9, ("<10", "<10", "0")),
        ((10, 1, 1), 12, ("*", "*", "*")),
        ((12, 1, 1), 14, ("10", "<10", "<10")),
        ((0, 0, 0), 0, ("0", "0", "0")),
    ],
)
def test_a_small_number_beside_its_sum_is_hidden_with_another_where_it_could_be_computed(numbers, total, expected):
    assert sum(numbers) == total
    rules = (*ARTICLE.definitions, *(each.rule for each in ARTICLE.indications))
    counts = Counts(
        1000, conditions={rule.id: (0, 1000, 0) for rule in rules},
        ladders={ladder.id: Counter(undetermined=1000) for ladder in ARTICLE.ladders},
        untreated={each.id: (0, 0, 0) for each in ARTICLE.indications}, in_need=numbers, treated=(numbers[0], 500, 0),
    )  # fmt: skip
    assert Sheet(counts, ARTICLE).texts(IN_NEED) == expected


def test_a_number_too_small_to_be_drawn_is_marked_beside_its_bar():
    """Of three indications there was no bar at all: they passed for met by nobody."""
    rules = (*ARTICLE.definitions, *(each.rule for each in ARTICLE.indications))
    first, second = ARTICLE.indications[:2]
    counts = Counts(
        1000, conditions={**{rule.id: (0, 1000, 0) for rule in rules}, first.rule.id: (5, 500, 495)},
        ladders={ladder.id: Counter(undetermined=1000) for ladder in ARTICLE.ladders},
        untreated={each.id: (0, 0, 0) for each in ARTICLE.indications} | {first.id: (0, 5, 0)}, in_need=(0, 5, 0),
        treated=(0, 500, 0), known=Counter(total_b12=900, mma=5), why={fact.name: Counter() for fact in facts_of(*ARTICLE.roots)},
    )  # fmt: skip
    drawings = plots(counts, ARTICLE, Sheet(counts, ARTICLE))
    names = {section: {row["what"] for row in plot["data"]["values"]} for section, plot in drawings.items()}
    for section in (INDICATIONS, "Treated"):
        assert names[section] & {f"{first.number}. {first.heading} {mark}" for mark in ("<10", "*", "<10 *", "* <10")}
        assert f"{second.number}. {second.heading}" in names[section], "nobody is no small number"
    assert "total serum B12" in names["What is missing"]
    assert names["What is missing"] & {"methylmalonic acid <10", "methylmalonic acid *"}


def test_nobody_is_a_population_too(tmp_path):
    (tmp_path / "ehr").mkdir()
    (tmp_path / "ehr" / "Patient.ndjson").touch()
    assert screen(tmp_path / "ehr", tmp_path / "out", on=ON).patients == 0
    assert "\n0 patients." in report(tmp_path / "out", page=tmp_path / "r.html")


def test_a_folder_without_answers_is_refused(tmp_path):
    with pytest.raises(RecordError, match="no screened population"):
        report(tmp_path)


def test_what_is_no_parquet_is_refused_in_a_sentence(tmp_path):
    """Whoever gave the table they had screened, and not what came out, got a traceback."""
    (tmp_path / "people.csv").write_text("patient,age\n1,50\n")
    with pytest.raises(
        RecordError, match=r"people\.csv is not Parquet, or is broken: give what `cobalamin screen` wrote"
    ):
        report(tmp_path / "people.csv")


def test_a_report_is_not_written_under_a_name_that_promises_another_form(screened, tmp_path):
    """Markdown stood in r.docx, which Word calls damaged."""
    with pytest.raises(RecordError, match=r"r\.docx is neither \.html nor \.md"):
        command(screened, to=tmp_path / "r.docx")
    assert not list(tmp_path.iterdir())
