"""The review sheet: everything that can be agreed with stands on it, and a verdict stays with the text it was given on."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from cobalamin.comparison.compare import guideline_of
from cobalamin.knowledge.guidelines.registry import VERSIONS, profile
from cobalamin.knowledge.regimens import FIGURES, REGIMENS
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.knowledge.safety import SAFETY
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.language.nodes import Named, walk
from cobalamin.manual.review import COLUMNS, Item, items, read_sheet, sheet
from cobalamin.records.errors import RecordError

ITEMS = items()


def rows(text: str) -> dict[str, dict[str, str]]:
    """The rows of a sheet by entry."""
    return {row["entry"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}


def filled(**verdicts: str) -> bytes:
    """The sheet with verdicts by entry, as a reviewer saves it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for entry, row in rows(sheet(ITEMS)[0]).items():
        said = (
            {"verdict": verdicts[entry], "reviewer": "Dr A", "reviewed on": "2026-12-01"} if entry in verdicts else {}
        )
        writer.writerow({**row, **said})
    return out.getvalue().encode("utf-8-sig")


def with_another_meaning(entry: str) -> list[Item]:
    """The items, of which one means something else."""
    return [Item(i.entry, i.kind, i.what, "something else", i.why, i.sources) if i.entry == entry else i for i in ITEMS]


def test_whatever_decides_stands_on_it() -> None:
    words = {node.id for node in walk(*ARTICLE.roots) if isinstance(node, Named)}
    rungs = {rung.when.id for ladder in ARTICLE.ladders for rung in ladder.rungs}
    entries = {item.entry for item in ITEMS}
    assert words - rungs <= entries
    for wanted in (THRESHOLDS, FIGURES, REGIMENS, REGISTER, {rule.id for rule in SAFETY}):
        assert set(wanted) <= entries


@pytest.mark.parametrize("name", VERSIONS)
def test_an_entry_stands_there_once_in_every_guideline(name: str) -> None:
    counted = Counter(item.entry for item in items(guideline_of(profile(name))))
    assert [entry for entry, number in counted.items() if number > 1] == []


def test_of_an_empty_sheet_nothing_is_reviewed() -> None:
    text, states = sheet(ITEMS)
    assert states == {"not reviewed": len(ITEMS)}
    assert not any(
        row[name] for row in rows(text).values() for name in ("verdict", "comment", "reviewer", "reviewed on")
    )


def test_a_verdict_stays_beside_a_text_that_is_the_same() -> None:
    text, states = sheet(ITEMS, read_sheet(filled(R32="agree")))
    assert states == {"not reviewed": len(ITEMS) - 1, "reviewed": 1}
    row = rows(text)["R32"]
    assert (row["state"], row["verdict"], row["reviewer"]) == ("reviewed", "agree", "Dr A")


def test_beside_a_text_that_has_changed_it_is_an_earlier_one() -> None:
    text, states = sheet(with_another_meaning("R32"), read_sheet(filled(R32="agree", R33="agree")))
    assert states["changed since its review"] == 1
    row = rows(text)["R32"]
    assert (row["verdict"], row["reviewer"]) == ("", "")
    assert row["earlier verdict"] == "agree; Dr A; 2026-12-01"
    assert rows(text)["R33"]["verdict"] == "agree"


def test_an_earlier_verdict_is_kept_until_there_is_a_new_one() -> None:
    changed = with_another_meaning("R32")
    once, _ = sheet(changed, read_sheet(filled(R32="agree")))
    again, _ = sheet(changed, read_sheet(once.encode()))
    assert rows(again)["R32"]["earlier verdict"] == "agree; Dr A; 2026-12-01"


def test_what_was_reviewed_and_is_no_more_is_kept() -> None:
    fewer = [item for item in ITEMS if item.entry not in ("R32", "R33")]
    text, states = sheet(fewer, read_sheet(filled(R32="disagree")))
    assert states["no longer there"] == 1
    assert rows(text)["R32"]["verdict"] == "disagree"
    assert "R33" not in rows(text)


def test_a_sheet_that_excel_saved_its_own_way_is_read() -> None:
    text = filled(R32="einverstanden, größtenteils").decode("utf-8-sig")
    cells = csv.reader(io.StringIO(text, newline=""))
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(cells)
    saved = out.getvalue().encode("cp1252", errors="replace")
    found = read_sheet(saved)
    assert found["R32"]["verdict"] == "einverstanden, größtenteils"
    _, states = sheet(ITEMS, found)
    assert states["reviewed"] == 1


@pytest.mark.parametrize("data", [b"", b"{}", b"a,b\r\n1,2\r\n", b"%PDF-1.7"])
def test_what_is_no_sheet_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(RecordError, match="no review sheet"):
        read_sheet(data)


def test_no_cell_of_ours_is_run_by_a_spreadsheet() -> None:
    assert not any(cell[:1] in tuple("=+-@") for item in ITEMS for cell in item.cells if cell)


def test_the_command_writes_it_and_goes_on_from_one(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    from cobalamin.commands.rules import guideline

    before = tmp_path / "reviewed.csv"
    before.write_bytes(filled(R32="agree"))
    guideline(None, format="csv", reviewed=before)
    out, told = capfdbinary.readouterr()
    assert rows(out.decode("utf-8-sig"))["R32"]["verdict"] == "agree"
    assert told.decode().strip() == f"{len(ITEMS) - 1} not reviewed; 1 reviewed"
    with pytest.raises(RecordError, match="--reviewed belongs to --format csv"):
        guideline(None, format="markdown", reviewed=before)
    with pytest.raises(RecordError, match=r"missing\.csv: cannot be read"):
        guideline(None, format="csv", reviewed=tmp_path / "missing.csv")


def test_another_guideline_is_printed_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    from cobalamin.commands.rules import guideline

    guideline(["nice"])
    assert "NICE NG239 of March 2024" in capsys.readouterr().out
    with pytest.raises(RecordError, match="no guideline is called 'nic'"):
        guideline(["nic"])
