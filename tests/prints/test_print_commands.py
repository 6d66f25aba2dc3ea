"""`assess --format pdf|html` and `checklist` write the same report and sheet that the other formats hold."""

import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from sheets import EXAMPLES, NAMES, ON, example

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import sections
from cobalamin.knowledge.facts import FACTS
from cobalamin.prints.clinical import on_paper
from cobalamin.translation.printed_units import printed_units


def run(*arguments: str | Path, code: int = 0) -> subprocess.CompletedProcess[bytes]:
    words = [sys.executable, "-m", "cobalamin", *map(str, arguments)]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def plain(text: str) -> str:
    """The text without what a line break or a hyphen at its end may change."""
    return "".join(text.split()).replace("-", "").replace("’", "'")


def lines_of(name: str, *, trace: bool) -> list[str]:
    return [
        printed_units(item.text)
        for _, items in sections(on_paper(assess(example(name), on=ON)), trace=trace)
        for item in items
    ]


@pytest.mark.parametrize("name", ["pernicious-anaemia", "nitrous-oxide"])
@pytest.mark.some(1)
def test_the_pdf_holds_every_line_of_the_report(name: str, tmp_path: Path) -> None:
    run("assess", EXAMPLES / f"{name}.json", "--on", f"{ON}", "--format", "pdf", "--to", tmp_path / "a.pdf")
    reader = PdfReader(tmp_path / "a.pdf")
    # The foot of each page stands between two lines that run over it, so lines are looked for in halves of a sentence.
    shown = plain(" ".join(page.extract_text() for page in reader.pages))
    missing = [line for line in lines_of(name, trace=False) if plain(line[:40]) not in shown]
    assert missing == []
    answer = assess(example(name), on=ON)
    assert reader.metadata is not None
    assert reader.metadata.title == answer.headline
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert "Not signed off" in " ".join(page.extract_text() for page in reader.pages)


@pytest.mark.thorough
def test_the_page_holds_every_line_of_the_report() -> None:
    page = run("assess", EXAMPLES / "pernicious-anaemia.json", "--format", "html", "--trace").stdout.decode()
    words = Words()
    words.feed(page)
    shown = plain("".join(words.said))
    assert [line for line in lines_of("pernicious-anaemia", trace=True) if plain(line) not in shown] == []
    assert '<html lang="en">' in page
    assert "http" not in page.replace("http://www.w3.org/", ""), "the page needs nothing from elsewhere"


@pytest.mark.thorough
def test_the_same_patient_is_the_same_pdf() -> None:
    command = ("assess", EXAMPLES / "metformin-tingling.json", "--format", "pdf")
    assert run(*command).stdout == run(*command).stdout


@pytest.mark.thorough
def test_several_patients_are_several_files(tmp_path: Path) -> None:
    run(
        "assess",
        EXAMPLES / "vegan-tired.json",
        EXAMPLES / "nitrous-oxide.json",
        "--format",
        "html",
        "--to",
        tmp_path / "out",
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["nitrous-oxide.html", "vegan-tired.html"]


@pytest.mark.thorough
def test_two_files_of_one_name_keep_both(tmp_path: Path) -> None:
    (tmp_path / "vegan-tired.json").write_bytes((EXAMPLES / "vegan-tired.json").read_bytes())
    run(
        "assess",
        EXAMPLES / "vegan-tired.json",
        tmp_path / "vegan-tired.json",
        "--format",
        "html",
        "--to",
        tmp_path / "out",
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["vegan-tired-2.html", "vegan-tired.html"]


@pytest.mark.thorough
def test_what_cannot_be_written_is_said() -> None:
    files = (EXAMPLES / "vegan-tired.json", EXAMPLES / "nitrous-oxide.json")
    assert b"name a folder" in run("assess", *files, "--format", "pdf", code=2).stderr
    assert b"--to is for html and pdf" in run("assess", files[0], "--to", "x.txt", code=2).stderr
    assert (
        b"cannot be written" in run("assess", files[0], "--format", "html", "--to", "/proc/none/x.html", code=2).stderr
    )
    assert b"written as text or json" in run("assess", files[0], "--guideline", "all", "--format", "pdf", code=2).stderr


def test_the_checklist_is_a_page_or_a_pdf_in_two_languages(tmp_path: Path) -> None:
    run(
        "checklist",
        EXAMPLES / "vegan-tired.json",
        "--format",
        "pdf",
        "--language",
        "es",
        "--large",
        "--to",
        tmp_path / "c.pdf",
    )
    assert PdfReader(tmp_path / "c.pdf").trailer["/Root"]["/Lang"] == "es"
    page = run("checklist", EXAMPLES / "vegan-tired.json").stdout.decode()
    assert "<h1>Your B12 checklist</h1>" in page
    assert b"is not a calendar date" in run("checklist", EXAMPLES / "vegan-tired.json", "--on", "soon", code=2).stderr


def test_a_plain_patient_needs_no_print_library() -> None:
    """The text of an answer comes without typst, templates or drawings: they are loaded where a print is made."""
    program = (
        "import sys, runpy; sys.argv[:1] = ['cobalamin', 'assess', '--on', '2026-03-02']\n"
        "try: runpy.run_module('cobalamin', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    files = [EXAMPLES / f"{name}.json" for name in NAMES]
    done = subprocess.run([sys.executable, "-c", program, *files], capture_output=True, text=True, check=True)
    assert done.stdout.count("Decision support") >= len(files)
    assert not {"typst", "jinja2", "vl_convert", "babel"} & set(done.stderr.split())


@pytest.mark.thorough
def test_a_name_in_the_report_is_text() -> None:
    nasty = '#import \\"x\\" <script>alert(1)</script> ]}{{ 7*7 }}'
    case = f'{{"cobalamin_case": 1, "id": "{nasty}", "on": "2026-03-02", "facts": {{"total_b12": "100 ng/L"}}}}'
    assert "total_b12" in FACTS
    page = subprocess.run(
        [sys.executable, "-m", "cobalamin", "assess", "-", "--format", "html"], input=case.encode(), capture_output=True, check=True
    ).stdout.decode()  # fmt: skip
    assert "<script" not in page
    pdf = subprocess.run(
        [sys.executable, "-m", "cobalamin", "assess", "-", "--format", "pdf"], input=case.encode(), capture_output=True, check=True
    ).stdout  # fmt: skip
    assert "<script>alert(1)</script>" in " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
