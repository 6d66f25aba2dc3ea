"""What is printed of twenty patients is what the JSON answer says: each sentence, each day, and no day or figure besides."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from twenty import PATIENTS, document, written
from typer.testing import CliRunner

from cobalamin.cli import app

NOTICE = (
    "Decision support for professionals: advice, not an order. Not signed off by a clinician, not a medical device; check it "
    "against the patient and the sources."
)
TRUTHS = {"yes": "met", "no": "not met", "unknown": "unknown"}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Answers = dict[str, dict[str, Any]]
PRINTED = (
    PATIENTS
    if "COBALAMIN_EXAMPLES" in os.environ
    else [name for i, name in enumerate(PATIENTS) if i % 2 or name == "lapse"]
)
"""`make thorough` prints all twenty; half of them, and whoever was given injections, are printed always."""


def plain(text: str) -> str:
    """Without what a line break, a hyphen at its end or a typographic sign changes; units as they are printed."""
    for written_so, printed in (
        ("’", "'"),
        (" ug/L", " µg/L"),
        (" ug", " micrograms"),
        ("10*9/L", "× 10⁹/L"),
        (" umol/L", " µmol/L"),
        ("μ", "µ"),
    ):
        text = text.replace(written_so, printed)
    return re.sub(r"[\s\-]", "", text)


def cobalamin(*arguments: str | Path) -> bytes:
    """The command in this process, which need not start sixty times; as a program it runs in `test_print_commands`."""
    done = CliRunner().invoke(app, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout_bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("twenty"), PRINTED)


@pytest.fixture(scope="module")
def answers(folder: Path) -> Answers:
    return {name: json.loads(cobalamin("assess", folder / f"{name}.json", "--format", "json")) for name in PRINTED}


@pytest.fixture(scope="module")
def reports(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of each report without the foot that stands on each page."""
    to = tmp_path_factory.mktemp("reports")
    cobalamin("assess", folder, "--format", "pdf", "--to", to)
    return {name: without_foot(PdfReader(to / f"{name}.pdf")) for name in PRINTED}


def without_foot(reader: PdfReader) -> str:
    text = "\n".join(page.extract_text() for page in reader.pages)
    text = re.sub(r"Page \d+ of \d+", "", text)
    return re.sub(r"\s*".join(map(re.escape, NOTICE.split())), "", text)


def sentences(answer: dict[str, Any]) -> Iterator[str]:
    """What must stand on the sheet, from the JSON alone."""
    yield answer["headline"]
    yield answer["title"]
    for indication in answer["indications"]:
        yield f"{indication['number']} {indication['heading']}: {TRUTHS[indication['truth']]}"
        reasons = indication["reasons"] if indication["truth"] == "yes" else []
        # That nobody recorded a pregnancy of a man, a child or an old woman is no reason that a sheet has to give.
        by_nature = ("not pregnant", "not in the second trimester")
        yield from (reason["text"] for reason in reasons if reason["text"] not in by_nature or reason["source"])
    of_new = ", not of that dose: " in answer["headline"]
    of = " of what is new or worse, not of the next dose" if of_new else ""
    yield f"Urgency{of}: {answer['urgency']['statement']}"
    for hazard in answer["safety"]:
        told = hazard["action"] if hazard["truth"] == "unknown" else f"{hazard['action']} ({hazard['statement']})"
        yield f"{'ASK FIRST' if hazard['truth'] == 'unknown' else hazard['level'].upper()}: {told}"
    yield from (test["label"] for test in answer["next_tests"])
    checks: dict[str, list[str]] = {}
    for check in answer["follow_up"]:  # those of one time stand on one line
        checks.setdefault(f"{check['when']}{days(check)}", []).extend(check["what"])
    yield from (f"{when}: {'; '.join(what)}" for when, what in checks.items())
    yield from (f"{gap['why']}: {gap['sentence']}" for gap in answer["missing"] if gap["sent"])
    if answer["plan"]:
        yield from of_plan(answer["plan"])


def of_plan(plan: dict[str, Any]) -> Iterator[str]:
    yield f"Plan: {plan['label']} [{plan['verified']}]"
    yield f"duration: {plan['duration']}"
    loading = "loading" if plan["doses"] or plan["waits"] else "loading, where none was given"
    yield from (f"{loading}: {phase}" for phase in plan["loading"])
    yield from (f"elsewhere: {other}" for other in plan["alternatives"])
    yield plan["note"]
    if plan["doses"]:
        days_of = [dose["expected"] for dose in plan["doses"]]
        new_year = [i == 0 or found[:4] != days_of[i - 1][:4] for i, found in enumerate(days_of)]
        yield "doses: " + ", ".join(map(weekday, days_of, new_year))
    if plan["maintenance"]:
        m = plan["maintenance"]
        yield f"then {m['printed']}: first due {day(m['due'])}, not before {day(m['earliest'])}, overdue from {day(m['overdue'])}"


def days(check: dict[str, Any]) -> str:
    if check["first"] is None:
        return ""
    return (
        f" ({day(check['first'])})"
        if check["first"] == check["last"]
        else f" ({day(check['first'])} to {day(check['last'])})"
    )


def day(iso: str) -> str:
    found = date.fromisoformat(iso)
    return f"{found.day:02} {MONTHS[found.month - 1]} {found.year}"


def weekday(iso: str, with_year: bool) -> str:
    name = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[date.fromisoformat(iso).weekday()]
    return f"{name} {day(iso)}" if with_year else f"{name} {day(iso)[:-5]}"


@pytest.mark.parametrize("name", PRINTED)
@pytest.mark.some(2)
def test_every_sentence_and_day_of_the_answer_is_on_the_report(
    name: str, answers: Answers, reports: dict[str, str]
) -> None:
    shown = plain(reports[name])
    assert [said for said in sentences(answers[name]) if plain(said) not in shown] == []


@pytest.mark.parametrize("name", PRINTED)
def test_no_day_is_printed_that_neither_the_answer_nor_the_record_holds(
    name: str, answers: Answers, reports: dict[str, str]
) -> None:
    """The days of a running course are the recall's: theirs are held against the plan in `test_plan_and_recall.py`."""
    held = set(re.findall(r"\d{4}-\d\d-\d\d", json.dumps([answers[name], document(name)])))
    answer_part = reports[name].partition("Results over time")[0]
    printed = {
        iso(*found) for found in re.findall(rf"(\d\d) ({'|'.join(MONTHS)}) (\d{{4}})", " ".join(answer_part.split()))
    }
    printed |= set(re.findall(r"\d{4}-\d\d-\d\d", answer_part if "given" in PATIENTS[name] else reports[name]))
    assert printed - held == set()


def iso(number: str, month: str, year: str) -> str:
    return f"{year}-{MONTHS.index(month) + 1:02}-{number}"


@pytest.mark.parametrize("name", PRINTED)
def test_no_figure_is_printed_that_the_answer_does_not_hold(
    name: str, answers: Answers, reports: dict[str, str]
) -> None:
    """In the written part; the plots have tables of their own."""
    figure = re.compile(r"(\d+(?:\.\d+)?) ?(ng/L|g/L|g/dL|fL|pmol/L|nmol/L|[µu]mol/L|micrograms|mg)\b")
    held = set(figure.findall(json.dumps(answers[name], ensure_ascii=False).replace(" ug", " micrograms")))
    written_part = " ".join(reports[name].partition("Results over time")[0].split())
    assert {(n, u.replace("µ", "u")) for n, u in figure.findall(written_part)} - {
        (n, u.replace("µ", "u")) for n, u in held
    } == set()


@pytest.mark.parametrize(("name", "language"), [(name, ("en", "es")[i % 2]) for i, name in enumerate(PRINTED)])
@pytest.mark.some(2)
def test_the_days_on_the_patients_sheet_are_those_of_the_answer(
    name: str, language: str, folder: Path, answers: Answers, tmp_path: Path
) -> None:
    to = tmp_path / "sheet.pdf"
    cobalamin("checklist", folder / f"{name}.json", "--format", "pdf", "--language", language, "--to", to)
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(to).pages).split())
    printed = {(int(n), int(y)) for n, y in re.findall(r"(\d{1,2}) (?:de )?[A-Za-z]+ (?:de )?(\d{4})", text)}
    answer = answers[name]
    held = {date.fromisoformat(found) for found in re.findall(r"\d{4}-\d\d-\d\d", json.dumps(answer))}
    if "given" not in PATIENTS[name]:
        assert printed - {(found.day, found.year) for found in held} == set()
    plan = answer["plan"]
    if plan and plan["doses"]:
        ends = [date.fromisoformat(plan["doses"][i]["expected"]) for i in (0, -1)]
        assert {(end.day, end.year) for end in ends} <= printed
        checks = [date.fromisoformat(check["first"]) for check in answer["follow_up"] if check["first"]]
        assert {(check.day, check.year) for check in checks} <= printed


def test_what_must_not_be_done_stands_out(folder: Path, answers: Answers) -> None:
    """It looked like what is good to know; and beside "B12 injections for an irreversible cause" BLOCK said to stop them."""
    page = cobalamin("assess", folder / "warnings.json", "--format", "html").decode()
    blocks = [hazard for hazard in answers["warnings"]["safety"] if hazard["level"] == "block"]
    assert blocks
    assert all(f"<strong>BLOCK: {hazard['action']} ({hazard['statement']})</strong>" in page for hazard in blocks)
    assert "<strong>INFORM" not in page
