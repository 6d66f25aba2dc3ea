"""Each plot shows what the record says, with its numbers beside it, and can be drawn from one specification everywhere."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sheets import NAMES, ON, example

from cobalamin.assessment.assess import assess
from cobalamin.knowledge.follow_up import EXPECTED
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import TreatmentEvent, on_day
from cobalamin.language.nodes import Threshold, q
from cobalamin.plots import drawing
from cobalamin.plots.patient import Patient, plots_for
from cobalamin.plots.plot import Plot
from cobalamin.records.case import case_from
from cobalamin.records.read import read_any
from cobalamin.records.record import Case
from cobalamin.records.select import facts_on
from injected import injections

TREATED = read_any(Path(__file__).with_name("treated.json").read_bytes())


def plots(case: Case, on: date | None = None, **more: Any) -> dict[str, Plot]:
    day = on or case.on or ON
    return {plot.id: plot for plot in plots_for(Patient(case, facts_on(case, day), assess(case, on=day)), **more)}


def data_of(spec: object) -> list[dict[str, Any]]:
    """Every row of data anywhere in a specification."""
    if isinstance(spec, dict):
        own = spec["values"] if set(spec) == {"values"} else []
        return [*own, *(row for part in spec.values() for row in data_of(part))]
    if isinstance(spec, list | tuple):
        return [row for part in spec for row in data_of(part)]
    return []


@pytest.mark.parametrize("name", [*NAMES, "treated"])
@pytest.mark.some(3)
def test_every_plot_is_drawn_from_its_specification_with_words_and_numbers(name: str) -> None:
    for plot in plots(TREATED if name == "treated" else example(name)).values():
        svg = drawing.svg(plot.spec)
        assert svg.startswith("<svg")
        assert plot.spec["title"]["text"] in svg.replace("&amp;", "&")  # type: ignore[index]
        assert "style=" not in svg, "a policy without inline styles would drop it"
        assert plot.rows
        assert all(len(row) == len(plot.heads) for row in plot.rows)
        assert len(plot.description) > 30


def test_nerves_that_get_worse_stand_on_the_day_of_the_answer() -> None:
    """The whole print, and the page with it, broke off: the course told of a sign that the plot did not know (M42)."""
    given = injections(["2026-01-03"])
    seen = {"autoimmune_gastritis": True, "paraesthesia": True, "neurological_progression": True}
    case = case_from(
        {"cobalamin_case": 1, "on": "2026-02-12", "patient": {"age": 66}, "facts": seen, "treatment": given}
    )
    rows = data_of(plots(case)["response"].spec)
    assert [row["from"] for row in rows if "getting worse" in str(row)] == [40]


def test_one_specification_makes_svg_and_png() -> None:
    spec = plots(TREATED)["schedule"].spec
    assert drawing.svg(spec) == drawing.svg(spec)
    assert drawing.png(spec)[:8] == b"\x89PNG\r\n\x1a\n"
    assert drawing.png(spec) == drawing.png(spec)


def test_no_specification_asks_for_anything_from_elsewhere() -> None:
    for plot in plots(TREATED).values():
        assert re.findall(r"https?://[^'\"]+", str(plot.spec)) == [drawing.SCHEMA]


def test_results_lie_in_the_bands_of_the_figures_in_force() -> None:
    rows = plots(TREATED)["results"].rows
    b12 = {row[1]: row for row in rows if row[0] == "total serum B12"}
    assert b12["2026-02-24"][2:] == ("96 ng/L", "deficient (180 ng/L: NICE 1.3 Table 1, secondary)", "yes")
    assert b12["2025-11-12"][3].startswith("indeterminate")
    assert b12["2026-03-20"][4] == "no", "a level after an injection is shown, and is not the one in use"
    hb = {row[1]: row[3] for row in rows if row[0] == "haemoglobin"}
    assert hb["2026-02-24"] == "anaemia (120 g/L: WHO24, secondary)"
    assert hb["2026-04-30"] == "outside the bands"


def test_a_metabolite_with_a_range_of_its_own_is_drawn_and_read_by_it() -> None:
    """Nearly every laboratory sends one; none of its results was on the plot."""
    results = [
        {"value": value, "unit": "nmol/L", "date": day, "reference": {"high": 300}}
        for value, day in ((880, "2025-11-12"), (280, "2026-02-24"))
    ]
    case = case_from({"cobalamin_case": 1, "facts": {"mma": results}})
    rows = [row[1:4] for row in plots(case, date(2026, 3, 1))["results"].rows]
    assert rows == [
        ("2025-11-12", "880 nmol/L", "above its own reference range"),
        ("2026-02-24", "280 nmol/L", "within its own reference range"),
    ]


def test_a_laboratorys_own_figure_moves_the_band() -> None:
    own = Threshold("b12.total.deficient", (q(90, "ng/L"),), "below", ("the laboratory",), "unverified")
    rows = plots(TREATED, figures={**THRESHOLDS, "b12.total.deficient": own})["results"].rows
    assert next(row for row in rows if row[1] == "2026-02-24")[3].startswith("indeterminate")


@pytest.mark.parametrize(
    "person, edge",
    [('"age": 40, "sex": "male"', "130 g/L"), ('"age": 40, "sex": "female"', "120 g/L"), ('"age": 6, "sex": "male"', "115 g/L")],
)  # fmt: skip
def test_the_band_of_haemoglobin_is_the_one_the_rule_uses(person: str, edge: str) -> None:
    facts = '"haemoglobin": "80 g/L", "pregnant": false'
    text = f'{{"cobalamin_case": 1, "on": "2026-03-02", "patient": {{{person}}}, "facts": {{{facts}}}}}'
    assert edge in plots(read_any(text.encode()))["results"].rows[0][3]


def test_without_a_sex_no_band_of_haemoglobin_is_drawn() -> None:
    text = b'{"cobalamin_case": 1, "on": "2026-03-02", "facts": {"haemoglobin": "125 g/L"}}'
    assert plots(read_any(text))["results"].rows[0][3] == "outside the bands"


def test_a_result_without_a_day_stands_on_the_day_of_the_answer_and_says_so() -> None:
    plot = plots(example("metformin-tingling"))["results"]
    assert (
        "total serum B12",
        "not dated",
        "214 ng/L",
        "indeterminate (350 ng/L: NICE 1.3 Table 1, secondary)",
        "yes",
    ) in plot.rows


def levels(*results: tuple[str, str]) -> list[dict[str, Any]]:
    """What is drawn of levels of B12, each with its day, that are numbered in the plot."""
    facts = {
        "total_b12": [{"value": value.split()[0], "unit": value.split()[1], "date": day} for value, day in results]
    }
    plot = plots(case_from({"cobalamin_case": 1, "on": f"{ON}", "facts": facts}))["results"]
    return data_of(plot.spec["vconcat"][0]["layer"][-1])  # type: ignore[index]


def test_a_number_in_another_unit_than_its_panel_says_so() -> None:
    shown = levels(("900 pmol/L", "2025-06-01"), ("150 ng/L", "2026-02-01"))
    assert [row["short"] for row in shown] == ["900 pmol/L", "150"]


def test_of_many_results_the_one_in_use_the_ends_and_the_extremes_are_numbered() -> None:
    many = [(f"{200 + 7 * (i % 5)} ng/L", f"2025-{6 + i // 8:02}-{1 + 3 * (i % 8):02}") for i in range(40)]
    shown = levels(*many, ("90 ng/L", "2026-02-01"))
    assert {row["short"] for row in shown} == {"200", "228", "90"}
    assert sum(row["used"] for row in shown) == 1


def test_injections_are_marked() -> None:
    plot = plots(TREATED)["results"]
    marked = {row["day"] for row in data_of(plot.spec) if set(row) == {"day"}}
    assert "2026-03-03" in marked
    assert next(row[1] for row in plot.rows if row[0] == "B12 injection") == "2026-03-03"


def test_the_strip_of_a_running_course_shows_what_comes_next() -> None:
    rows = plots(TREATED)["schedule"].rows
    assert sum("given" in row[1] for row in rows) == 6
    assert ("2026-05-14", "maintenance dose", "2026-04-25 to 2026-06-28") in rows


def test_the_strip_of_a_plan_has_its_doses_and_holds_only_if_it_begins() -> None:
    plot = plots(example("pernicious-anaemia"))["schedule"]
    assert "if treatment starts on 02 Mar 2026" in str(plot.spec)
    assert sum(row[1].startswith("loading dose") for row in plot.rows) == 6


def injected(*days: str, **facts: Any) -> Case:
    """Somebody with pernicious anaemia and injections on these days."""
    known = {"autoimmune_gastritis": True, **facts}
    person = {"age": 70, "sex": "male"}
    return case_from({"cobalamin_case": 1, "patient": person, "facts": known, "treatment": injections(days)})


LOADED = ("2022-01-03", "2022-01-05", "2022-01-07", "2022-01-10", "2022-01-12", "2022-01-14")


def test_the_strip_of_an_old_course_plans_no_test_of_its_first_weeks_and_says_what_is_still_to_be_done() -> None:
    """It listed reticulocytes of 2022 and a review of 2022 as if they were to come."""
    counts = [{"value": 75, "unit": "g/L", "date": "2022-01-02"}]
    rows = plots(injected(*LOADED, "2025-12-14", haemoglobin=counts), ON)["schedule"].rows
    assert not any("reticulocytes" in row[1] or "blood count" in row[1] for row in rows)
    assert ("2022-04-03", "symptom review, still to be done", "") in rows


def test_the_strip_of_somebody_lost_for_long_shows_the_last_dose_and_what_was_due() -> None:
    """Everything lay more than 200 days back: the strip was drawn and empty."""
    spec = plots(injected("2025-03-01", "2025-06-01"), ON)["schedule"].spec
    shown = {(row["row"], row["day"]) for row in data_of(spec) if "row" in row}
    assert {("given", "2025-06-01"), ("maintenance", "2025-08-01")} <= shown
    assert ("given", "2025-03-01") not in shown


def test_who_is_on_tablets_is_planned_no_injection() -> None:
    case = injected(*LOADED)
    tablets = TreatmentEvent("switch_to_oral", on_day(date(2022, 3, 1)), "switch")
    rows = plots(replace(case, treatment=(*case.treatment, tablets)), ON)["schedule"].rows
    assert "maintenance dose" not in {row[1] for row in rows}


def test_the_first_maintenance_dose_of_an_open_ended_course_says_on_what_it_depends() -> None:
    rows = plots(example("metformin-tingling"))["schedule"].rows
    assert any(row[1].startswith("first maintenance dose, where loading ended with dose 11, then") for row in rows)


def test_what_was_seen_after_a_year_lies_inside_the_plot() -> None:
    """A result of day 1428 was drawn far right of the last sign, and the plot shrank to a stamp."""
    counts = [{"value": v, "unit": "g/L", "date": day} for v, day in ((75, "2022-01-02"), (110, "2025-12-01"))]
    spec = plots(injected(*LOADED, haemoglobin=counts), ON)["response"].spec
    assert max(row["from"] for row in data_of(spec) if "verdict" in row) <= 366


@pytest.mark.parametrize(
    ("person", "more", "values", "said"),
    [
        (
            {"age": 30, "sex": "female"},
            {"pregnant": True, "trimester_2": True},
            (80, 107),
            "haemoglobin normal on day 60",
        ),
        ({"age": 7, "sex": "male"}, {}, (80, 117), "haemoglobin normal on day 60"),
        ({"age": 30, "sex": "female"}, {"pregnant": False}, (80, 117), "haemoglobin still low on day 60"),
    ],
)
def test_a_haemoglobin_is_judged_by_the_limit_that_is_drawn(
    person: dict[str, Any], more: dict[str, Any], values: tuple[int, int], said: str
) -> None:
    """The line of the second trimester stood at 105 and 107 was called still low, as of any pregnancy."""
    before, after = (
        {"value": v, "unit": "g/L", "date": day} for v, day in zip(values, ("2025-12-30", "2026-02-28"), strict=True)
    )
    facts = {"haemoglobin": [before, after], **more}
    case = case_from({"cobalamin_case": 1, "patient": person, "facts": facts, "treatment": injections(["2025-12-30"])})
    observed = {row[0]: row[2] for row in plots(case, ON)["response"].rows}
    assert said in observed["the blood count is normal"]


@pytest.mark.parametrize(("last", "above"), [(60, False), (140, True)])
def test_the_names_of_the_two_lines_never_stand_on_each_other(last: int, above: bool) -> None:
    """With a haemoglobin that fell again "observed" was written over "expected"."""
    counts = [{"value": v, "unit": "g/L", "date": day} for v, day in ((75, "2022-01-02"), (last, "2022-06-01"))]
    rise = plots(injected(*LOADED, haemoglobin=counts), ON)["response"].spec["vconcat"][0]  # type: ignore[index]
    expected, observed = (part["mark"]["dy"] for part in rise["layer"][-2:])
    assert (observed < expected) is above


def test_every_expected_sign_has_its_time_and_its_source() -> None:
    rows = plots(TREATED)["response"].rows
    assert [row[0] for row in rows] == [sign.sign for sign in EXPECTED]
    assert all(row[1] and row[4].endswith(("primary", "secondary", "unverified")) for row in rows)


def test_what_is_observed_is_judged_as_the_recall_judges_it() -> None:
    rows = {row[0]: row[2] for row in plots(TREATED)["response"].rows}
    assert rows["the MCV is normal"] == "MCV normal on day 58 (as expected)"
    late = replace(
        TREATED, results=tuple(r for r in TREATED.results if r.taken is None or r.taken.date() < date(2026, 4, 1))
    )
    assert "up 16 g/L by day 23" in str(plots(late)["response"].rows)


def test_the_observed_rise_is_told_with_its_day() -> None:
    early = tuple(
        r for r in TREATED.results if r.fact != "haemoglobin" or (r.taken and r.taken.date() < date(2026, 3, 13))
    )
    flat = replace(TREATED, results=early)
    plot = plots(flat)["response"]
    assert "haemoglobin up 4 g/L by day 9" in plot.description


def test_before_treatment_nothing_is_observed() -> None:
    plot = plots(example("pernicious-anaemia"))["response"]
    assert "Nothing is observed yet" in plot.description
    assert {row[2] for row in plot.rows} == {""}


def test_of_somebody_on_injections_without_a_recorded_dose_no_response_is_expected_and_nothing_is_planned() -> None:
    facts = {"b12_injections": True, "total_gastrectomy": True, "total_b12": "400 ng/L"}
    case = case_from({"cobalamin_case": 1, "patient": {"age": 61, "sex": "male"}, "facts": facts})
    assert not {"response", "schedule"} & plots(case).keys()


def test_where_nothing_is_known_nothing_is_drawn() -> None:
    assert plots(read_any(b'{"cobalamin_case": 1, "on": "2026-03-02"}')) == {}
