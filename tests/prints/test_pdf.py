"""The PDFs are tagged, titled, in their language, the same every time; and a name is text, whatever it holds."""

from dataclasses import replace
from io import BytesIO

import pytest
from markupsafe import escape
from pypdf import PdfReader
from sheets import NAMES, example, sheet_of

from cobalamin.prints.sheet import checklist_page, checklist_pdf
from cobalamin.prints.typeset import UNSHOWN
from cobalamin.translation.words import translator

NASTY = (
    '#import "house.typ": *', "#panic()", "#sys.inputs", "$x$ *bold* _under_ <label> @ref `raw` // no comment", "= Heading",
    '"quoted" \'single\' \\ back', "]]}}#{[", "<script>alert(1)</script>", "{{ 7 * 7 }}", "{name}", "[x](y)",
)  # fmt: skip


def read(pdf: bytes) -> PdfReader:
    return PdfReader(BytesIO(pdf))


def text(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def tags(pdf: bytes) -> set[str]:
    """The kinds of structure elements in the tree."""
    found: set[str] = set()
    stack = [read(pdf).trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        node = stack.pop()
        node = node.get_object()
        if isinstance(node, list):
            stack += node
        elif isinstance(node, dict):
            found |= {str(node["/S"])} if "/S" in node else set()
            stack += [node["/K"]] if "/K" in node else []
    return found


@pytest.mark.parametrize("language, title", [("en", "Your B12 checklist"), ("es", "Su lista de la B12")])
@pytest.mark.parametrize("large", [False, True])
def test_the_checklist_is_tagged_titled_and_in_its_language(language: str, title: str, large: bool) -> None:
    pdf = checklist_pdf(sheet_of(example("pernicious-anaemia"), language), translator(language), large=large)
    root = read(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert read(pdf).metadata.title == title
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD"} <= tags(pdf)
    first, last = ("Your legs get weak", "it could do") if language == "en" else ("Se le debilitan", "ya hacía")
    urgent = " ".join(read(pdf).pages[0].extract_text().split())
    assert first in urgent
    assert last in urgent, "what is urgent is never cut in two"
    xmp = root["/Metadata"].get_object().get_data()
    assert b"pdfuaid:part" in xmp


def test_large_print_is_larger() -> None:
    sheet, words = sheet_of(example("vegan-tired")), translator("en")
    assert len(read(checklist_pdf(sheet, words, large=True)).pages) > len(read(checklist_pdf(sheet, words)).pages)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_patient_is_the_same_bytes(name: str) -> None:
    sheet, words = sheet_of(example(name)), translator("en")
    assert checklist_pdf(sheet, words) == checklist_pdf(sheet, words)


def test_what_the_record_holds_is_never_markup() -> None:
    sheet = replace(sheet_of(example("vegan-tired")), name=NASTY[0], help=NASTY)
    shown = text(checklist_pdf(sheet, translator("en"))).translate(str.maketrans("’“”", '\'""')).replace(" ", "")
    assert [name for name in NASTY if name.replace(" ", "") not in shown] == []


def test_what_the_record_holds_is_never_html() -> None:
    page = checklist_page(replace(sheet_of(example("vegan-tired")), name=NASTY[0], help=NASTY), translator("en"))
    assert [name for name in NASTY if str(escape(name)) not in page] == []
    assert "<script" not in page


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("王小明", UNSHOWN * 3),
        ("😀", UNSHOWN),
        ("\x07\x00", UNSHOWN * 2),
        ("محمد", "محمد"),
        ("Ὀδυσσεύς", "Ὀδυσσεύς"),
        ("Żółć", "Żółć"),
        ("Ελένη Наталья 🙂", f"Ελένη Наталья {UNSHOWN}"),
    ],
)
def test_a_letter_the_font_lacks_becomes_a_dot_and_every_other_stays(name: str, printed: str) -> None:
    sheet = replace(sheet_of(example("vegan-tired")), name=f"{name} Smith")
    assert f"{printed} Smith" in text(checklist_pdf(sheet, translator("en")))


def test_letters_of_europe_are_shown() -> None:
    sheet = replace(sheet_of(example("vegan-tired")), name="Zoë Żółć Ğül Иван Γιώργος")
    assert "Zoë Żółć Ğül Иван Γιώργος" in text(checklist_pdf(sheet, translator("en")))
