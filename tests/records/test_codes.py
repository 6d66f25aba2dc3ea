"""Codes: what they mean, what they only look like, and what a faulty list or site file is told."""

from __future__ import annotations

import json
import runpy
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cobalamin.knowledge.facts import FACTS
from cobalamin.records import codes
from cobalamin.records.codes import (
    Match,
    address,
    load,
    mod_10,
    shipped,
    unmapped_but_relevant,
    verhoeff,
)
from cobalamin.records.errors import RecordError
from cobalamin.records.site import SiteReading, read_site

TREE = Path(__file__).parents[2]
SHARED = TREE.parent / "shared" / "terminology" / "value-sets.json"
FILE = Path(codes.__file__).with_name("value_sets.json")
ROWS = [
    (system, code, concept, role) for concept, body in shipped().concepts.items() for system, code, role in body.codes
]
ADDRESS = {short: forms[0] for short, forms in json.loads(FILE.read_text(encoding="utf-8"))["systems"].items()}
SCT, LOINC, ICD10CM, ICD10 = (ADDRESS[key] for key in ("sct", "loinc", "icd10cm", "icd10"))


def names(system: str, code: str) -> set[str]:
    return {match.concept for match in shipped().concepts_of(system, code)}


# --- the shipped file ---


def test_every_row_is_found_and_an_excluded_row_never_matches() -> None:
    for system, code, concept, role in ROWS:
        match = Match(concept, role)
        means, looks = shipped().concepts_of(ADDRESS[system], code), shipped().exclusions_of(ADDRESS[system], code)
        assert (match in means, match in looks) == (role != "exclude", role == "exclude"), (system, code, concept)


def test_every_value_set_of_the_vocabulary_is_shipped() -> None:
    missing = {name for entry in FACTS.values() for name in entry.value_sets} - set(shipped().concepts)
    assert missing == set()


def test_no_terms_of_licensed_systems_are_shipped() -> None:
    raw = json.loads(FILE.read_text(encoding="utf-8"))
    assert all(len(row) == 3 for body in raw["concepts"].values() for row in body["codes"])
    assert not any("(disorder)" in text or "(procedure)" in text for text in (FILE.read_text(encoding="utf-8"),))
    assert "not signed off by a clinician" in raw["note"].lower()
    assert {"LOINC", "SNOMED CT", "RxNorm", "CPT"} <= set(shipped().attribution)


def test_the_check_digits_hold_and_notice_every_single_slip() -> None:
    for system, code, *_ in ROWS:
        if system == "sct":
            assert verhoeff(code)
            slips = [code[:i] + str((int(d) + 1) % 10) + code[i + 1 :] for i, d in enumerate(code)]
            swaps = [
                code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1) if code[i] != code[i + 1]
            ]
            assert not any(map(verhoeff, slips + swaps))
        if system == "loinc" and not code.startswith("L"):
            number, check = code.split("-")
            assert mod_10(number, check)
            assert not mod_10(number, str((int(check) + 1) % 10))


@given(st.integers(10**5, 10**16).map(str))
def test_exactly_one_last_digit_passes_verhoeff(number: str) -> None:
    assert sum(verhoeff(number + str(digit)) for digit in range(10)) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="the shared terminology work is not beside this tree")
def test_the_shipped_file_is_what_the_tool_makes_of_its_source() -> None:
    made = runpy.run_path(str(TREE / "tools" / "make_value_sets.py"))["made_from"](SHARED)
    assert made == FILE.read_text(encoding="utf-8")


# --- spelling of systems and codes ---


@pytest.mark.parametrize(
    "system, code",
    [
        ("http://loinc.org", "2132-9"),
        ("http://loinc.org/", "2132-9"),
        ("https://loinc.org", "2132-9"),
        ("HTTP://LOINC.ORG", " 2132-9 "),
        ("urn:oid:2.16.840.1.113883.6.1", "2132-9"),
        ("http://loinc.org|2.77", "2132-9"),
        ("loinc", "2132-9"),
        ("http://snomed.info/sct/83821000000107/version/20240101", "271216009"),
        ("urn:oid:2.16.840.1.113883.6.96", "271216009"),
        ("URN:OID:2.16.840.1.113883.6.96", "271216009"),
        ("oid:2.16.840.1.113883.6.96", "271216009"),
        ("2.16.840.1.113883.6.96", "271216009"),
    ],
)
def test_the_same_system_by_its_other_addresses(system: str, code: str) -> None:
    assert names(system, code) == {"lab.b12_total"}


@pytest.mark.parametrize(
    "system, code", [(None, "2132-9"), ("", "2132-9"), (LOINC, None), (LOINC, ""), ("http://x.example", "2132-9")]
)
def test_without_system_or_code_nothing_is_meant(system: str | None, code: str | None) -> None:
    assert shipped().concepts_of(system, code) == ()
    assert shipped().exclusions_of(system, code) == ()


@pytest.mark.parametrize("code", ["D51.0", "D510", "d51.0", "D51.0†", "D510+"])
def test_icd_codes_with_and_without_dot(code: str) -> None:
    assert names(ICD10, code) == names(ICD10CM, code) == {"cond.pernicious_anaemia", "cond.b12_deficiency_anaemia"}


@pytest.mark.parametrize(
    "system, code, concept",
    [
        (ICD10CM, "Z91.141", "cond.nonadherence"),
        (ICD10CM, "Z91148", "cond.nonadherence"),
        (ICD10CM, "F10.21", "cond.alcohol_use_disorder"),
        (ICD10CM, "F10.288", "cond.alcohol_use_disorder"),
        (ICD10CM, "K50.012", "cond.crohn"),
        (ICD10CM, "O99.842", "cond.bariatric_status"),
        (ICD10CM, "K95.89", "cond.bariatric_status"),
        (ICD10, "E10.4", "cond.t1dm"),
        (ICD10, "R55X", "cond.syncope"),
        (ADDRESS["opcs4"], "G694", "cond.ileal_resection"),
        (ADDRESS["atc"], "G03AA07", "med.oral_contraceptive"),
        (ADDRESS["atc"], "N03AX16", "med.pregabalin"),
        (ADDRESS["readv2"], "66E5.00", "admin.b12_injection_procedure"),
    ],
)
def test_a_longer_code_is_a_kind_of_the_shorter(system: str, code: str, concept: str) -> None:
    assert concept in names(system, code)


@pytest.mark.parametrize(
    "system, code",
    [
        (ICD10CM, "F11.20"),
        (ICD10CM, "F1"),
        (ICD10CM, "Z91.1"),
        (ICD10CM, "K5"),
        (LOINC, "2132-91"),
        (SCT, "27121600911"),
    ],
)
def test_no_other_code_is_taken_for_a_listed_one(system: str, code: str) -> None:
    assert shipped().concepts_of(system, code) == ()


@given(st.text(max_size=40), st.text(max_size=20))
@example("0\r|", "")
@example("http://https:// loinc.org/ /", "")
def test_no_text_breaks_the_look_up(system: str, code: str) -> None:
    assert isinstance(shipped().concepts_of(system, code), tuple)
    assert address(address(system)) == address(system)


# --- a faulty list is refused ---


def faulty(*rows: list[str]) -> bytes:
    concepts = {"c": {"name": "c", "codes": list(rows)}}
    return json.dumps(
        {
            "attribution": {},
            "systems": {"loinc": ["http://loinc.org"], "sct": ["http://snomed.info/sct"]},
            "concepts": concepts,
        }
    ).encode()


@pytest.mark.parametrize(
    "rows, says",
    [
        ([["loinc", "2974-0", ""]], "2974-0' fails its check digit"),  # seen published as folate
        ([["loinc", "5140-4", ""]], "5140-4' fails its check digit"),  # seen published as intrinsic factor antibody
        ([["sct", "271216008", ""]], "fails its check digit"),
        ([["sct", "0271216009", ""]], "fails its check digit"),
        ([["sct", "27121600x", ""]], "fails its check digit"),
        ([["loinc", "2132-9", ""], ["loinc", "2132-9", "broad"]], "twice"),
        ([["loinc", "2132-9", ""], ["loinc", " 2132-9", ""]], "twice|check digit"),
        ([["icd10", "D51", ""]], "does not name"),
        ([["loinc", "2132-9", "maybe"]], "cannot be read"),
    ],
)
def test_a_faulty_list_is_refused_with_a_sentence(rows: list[list[str]], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        load(faulty(*rows))


def test_a_sound_list_is_read() -> None:
    assert load(faulty(["loinc", "2132-9", ""])).concepts_of("http://loinc.org", "2132-9") == (Match("c"),)


# --- the site file ---

SITE = """
["http://lab.example/tests|B12A|pmol/l"]
concept = "lab.holotc"

["http://lab.example/tests|HB|"]
concept = "lab.haemoglobin"
unit = "g/L"
factor = "10"
example = "13.5"

["http://lab.example/tests|RET|%"]
concept = "lab.reticulocyte_percent"

["http://lab.example/tests|RET|10*9/L"]
concept = "lab.reticulocyte_count"

["http://loinc.org|14685-2|pmol/L"]
concept = "lab.holotc"

["http://lab.example/tests|B12U|"]
concept = "lab.b12_total"
role = "exclude"

["http://lab.example/drugs|CYANO|"]
concept = "med.hydroxocobalamin_antidote"
role = "exclude"
"""


def test_a_site_file_adds_and_overrides() -> None:
    site = read_site(SITE, shipped())
    lab = "http://lab.example/tests/"
    assert site.sets.concepts_of(lab, "B12A") == (Match("lab.holotc"),)
    assert site.sets.concepts_of(lab, "RET") == (Match("lab.reticulocyte_percent"), Match("lab.reticulocyte_count"))
    assert site.sets.concepts_of(LOINC, "14685-2") == (Match("lab.holotc"),)
    assert site.sets.concepts_of(LOINC, "2132-9") == (Match("lab.b12_total"),)
    assert site.sets.exclusions_of("http://lab.example/drugs", "CYANO") == (
        Match("med.hydroxocobalamin_antidote", "exclude"),
    )
    assert site.sets.concepts_of("http://lab.example/drugs", "CYANO") == ()
    assert site.sets.exclusions_of(lab, "B12U") == (Match("lab.b12_total", "exclude"),)
    assert site.reading(lab, "B12U", None) is None
    assert site.reading(lab, "HB", None) == SiteReading("lab.haemoglobin", "g/L", Fraction(10))
    assert site.reading(lab, "RET", " % ") == SiteReading("lab.reticulocyte_percent", "%", Fraction(1))
    assert site.reading(lab, "HB", "g/dL") is None
    assert shipped().concepts_of(LOINC, "14685-2") == (Match("lab.b12_total"),)


def row(name: str, **fields: str) -> str:
    return "\n".join([f'["{name}"]', *(f'{key} = "{value}"' for key, value in fields.items())])


@pytest.mark.parametrize(
    "text, says",
    [
        (row("x|B12", concept="lab.b12_total"), "is not system|code|unit"),
        (row("|B12|pg/mL", concept="lab.b12_total"), "is not system|code|unit"),
        (row("x|B12|pg/mL", concept="lab.b13"), "is not known"),
        (row("http://loinc.org|2132-8|pg/mL", concept="lab.b12_total"), "fails its check digit"),
        (row("http://snomed.info/sct|271216008|pg/mL", concept="lab.b12_total"), "fails its check digit"),
        (row("x|B12|mmol/L", concept="lab.b12_total"), "not a unit of total serum B12"),
        (row("x|B12|", concept="lab.b12_total"), "no unit was sent"),
        (row("x|HB|", concept="lab.haemoglobin", unit="g/L"), "give `example`"),
        (row("x|HB|", concept="lab.haemoglobin", unit="g/L", example="13.5"), "probably g/dL"),
        (row("x|M|nmol/L", concept="lab.mma_serum", unit="umol/L", example="280"), "probably nmol/L"),
        (row("x|HB|g/L", concept="lab.haemoglobin", factor="0", example="13"), "positive number"),
        (row("x|HB|g/L", concept="lab.haemoglobin", factor="ten", example="13"), "positive number"),
        (row("x|M|", concept="med.metformin", unit="mg"), "not a measured number"),
        (row("x|HB|g/L", concept="lab.haemoglobin", colour="red"), "cannot be read"),
        ('["x|HB|g/L"]\nconcept = "lab.haemoglobin"\nfactor = 0.5', "cannot be read"),
        ("\n".join(row(f"x|HB|{unit}", concept="lab.haemoglobin") for unit in ("g/L", "G/L.")), "given twice"),
        ("\n".join(row("x|HB|g/L", concept="lab.haemoglobin") for _ in range(2)), "cannot be read"),
        ("[", "cannot be read"),
    ],
)
def test_a_faulty_site_row_is_refused_with_a_sentence(text: str, says: str) -> None:
    with pytest.raises(RecordError, match=says.replace("|", r"\|")):
        read_site(text, shipped())


# --- what may not be dropped in silence ---


@pytest.mark.parametrize(
    "text",
    [
        "Vitamin B12",
        "VB12",
        "vit. B-12 level",
        "Vitamin B₁₂",
        "B 12",
        "S-B12-TC2",
        "Hydroxocobalamin 1 mg",
        "mecobalamin",
        "COBALT",
        "Holotranscobalamin",
        "holoTC",
        "s-holo-tc",
        "methylmalonate",
        "Methyl malonic acid",
        "METHYL-MALONATE, urine",
        "S -MMA",
        "P-Homocystein",
        "Homozystein",
        "Homocisteína",
        "Homocystéine",
        "hyperhomocysteinemia",
        "Intrinsic-Factor-Antikörper",
        "Anticuerpos antifactor intrínseco",
        "anti-facteur intrinsèque",
        "Anticorpi anti fattore intrinseco",
        "Intrinsisk faktor-antistof",
        "IF antibodies",
        "Anti-IF",
        "Anti IF Ab",
        "IF-Ak",
        "Hcy",
        "P-tHcy",
        "COHEMIN DEPOT injektioneste, liuos 1 mg/ml",
        "Inj Nurokind 1500 mcg",
    ],
)
def test_texts_about_b12_are_reported(text: str) -> None:
    assert unmapped_but_relevant(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Vitamin B1",
        "Vitamin B6",
        "B120",
        "surgical pathology",
        "psychology",
        "morphology",
        "alcohol",
        "methyldopa",
        "Holocaust",
        "Intrinsic PEEP",
        "ANA, indirect IF antibodies",
        "antibodies by IF",
        "if antibiotics are needed",
        "anti-inflammatory",
        "risk factor",
        "gamma globulin",
        "cysteine",
        "MMR",
    ],
)
def test_other_texts_are_not(text: str) -> None:
    assert not unmapped_but_relevant(text)


def test_the_file_decodes_strictly() -> None:
    with pytest.raises(RecordError, match="make_value_sets"):
        load(b"{}")
    assert msgspec.json.decode(FILE.read_bytes())["value_sets"] == 1
