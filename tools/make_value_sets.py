"""Writes records/value_sets.json from the terminology work's full value sets: codes, no SNOMED CT or CPT terms.

    python tools/make_value_sets.py PATH/TO/value-sets.json

Every change made to a row on the way is in one of the tables below, with its reason; a rule of the source that the
tables do not know stops the script, so nothing is dropped in silence. Not signed off by a clinician.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "src" / "cobalamin" / "records" / "value_sets.json"

SYSTEMS: dict[str, tuple[str, ...]] = {
    "loinc": (
        "http://loinc.org",
        "urn:oid:2.16.840.1.113883.6.1",
        # Canada's copy, LOINC's records with names of its own and codes of its own that begin with X: HL7's NamingSystem pclocd.
        "https://fhir.infoway-inforoute.ca/CodeSystem/pCLOCD",
        "urn:oid:2.16.840.1.113883.2.20.5.1",
        # Taiwan's copy, LOINC 2.77 with the Regenstrief Institute's notice: TW Core, value set loinc-observation-code.
        "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/loinc-tw",
    ),
    "sct": ("http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96", "https://dmd.nhs.uk"),
    "icd10cm": (
        "http://hl7.org/fhir/sid/icd-10-cm",
        "urn:oid:2.16.840.1.113883.6.90",
        # ICD-10-CM of 2021 in Chinese, by Taiwan's insurance: TW Core, the example of a Condition.
        "https://twcore.mohw.gov.tw/ig/twcore/CodeSystem/icd-10-cm-2021-tw",
    ),
    "icd10": (
        "http://hl7.org/fhir/sid/icd-10",
        "urn:oid:2.16.840.1.113883.6.3",
        "http://terminology.hl7.org/CodeSystem/icd10",  # HL7's own stub: its NamingSystem icd10
        # The Dutch translation, not a modification: HL7's NamingSystem ICD10dut.
        "http://hl7.org/fhir/sid/icd-10-nl",
        "urn:oid:2.16.840.1.113883.6.3.2",
    ),
    "icd10gm": ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "http://fhir.de/CodeSystem/dimdi/icd-10-gm"),
    "rxnorm": ("http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"),
    "atc": (
        "http://www.whocc.no/atc",
        "urn:oid:2.16.840.1.113883.6.73",
        "http://fhir.de/CodeSystem/bfarm/atc",
        "http://fhir.de/CodeSystem/dimdi/atc",
    ),
    "omop": ("https://fhir-terminology.ohdsi.org",),
    "opcs4": ("https://fhir.hl7.org.uk/CodeSystem/OPCS-4",),
    "readv2": ("http://read.info/readv2",),
    "ctv3": ("http://read.info/ctv3",),
    "cpt": ("http://www.ama-assn.org/go/cpt", "urn:oid:2.16.840.1.113883.6.12"),
    "hcpcs": ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "urn:oid:2.16.840.1.113883.6.285"),
    "bnf": ("https://www.nhsbsa.nhs.uk/bnf",),
    "diet": ("http://terminology.hl7.org/CodeSystem/diet",),
}
"""Short key -> address, then other addresses records use for the same system (dm+d ids are SNOMED CT ids)."""

ATTRIBUTION = {
    "LOINC": "This material contains content from LOINC (http://loinc.org). LOINC is copyright Regenstrief Institute, "
    "Inc. and the LOINC Committee and is available at no cost under the license at http://loinc.org/license.",
    "SNOMED CT": "Identifiers only, no terms. SNOMED CT is owned by SNOMED International; its use is free in member "
    "countries and needs a licence elsewhere. Implementer use of SNOMED CT is not covered by this project's licence.",
    "RxNorm": "Source: RxNorm, U.S. National Library of Medicine, which neither reviewed nor endorses this project.",
    "ATC, ICD-10": "Codes of the WHO Collaborating Centre for Drug Statistics Methodology and of the World Health "
    "Organization; ICD-10-CM of the U.S. National Center for Health Statistics.",
    "CPT": "Codes only, no descriptors. CPT is copyright and a trademark of the American Medical Association.",
    "dm+d, OPCS-4, Read, BNF": "Codes of NHS England and NHSBSA under their terms; Read v2 and CTV3 are retired "
    "and met in old data.",
    "OMOP, UCUM": "OMOP concept ids come from OHDSI Athena; unit codes are UCUM (Regenstrief Institute).",
}

Key = tuple[str, str, str]

ROLES: dict[Key, str] = {
    # "Neither alone proves B12" (source): any injection into muscle or skin carries these.
    ("admin.b12_injection_procedure", "cpt", "96372"): "broad",
    ("admin.b12_injection_procedure", "sct", "76601001"): "broad",
    ("admin.b12_injection_procedure", "opcs4", "X37.8"): "broad",
    ("admin.b12_injection_procedure", "opcs4", "X38.8"): "broad",
    # The source's own note reads "STOPPED".
    ("admin.b12_injection_procedure", "sct", "170826002"): "exclude",
    # One cell line low is not pancytopenia.
    ("cond.pancytopenia", "sct", "84828003"): "broad",
    ("cond.pancytopenia", "sct", "302215000"): "broad",
    ("cond.pancytopenia", "sct", "165517008"): "broad",
    ("cond.pancytopenia", "icd10cm", "D69.6"): "broad",
    ("cond.pancytopenia", "icd10cm", "D70.9"): "broad",
    ("cond.pancytopenia", "icd10", "D69.6"): "broad",
    ("cond.pancytopenia", "icd10", "D70"): "broad",
    # Macrocytic is not megaloblastic; macrocytes are not hypersegmented neutrophils; a film review says neither.
    ("cond.megaloblastic_anaemia", "sct", "83414005"): "broad",
    ("lab.hypersegmented_neutrophils", "loinc", "30424-6"): "exclude",
    ("lab.hypersegmented_neutrophils", "loinc", "10376-2"): "exclude",
    ("lab.hypersegmented_neutrophils", "sct", "14768001"): "broad",
    # "B12 risk is ILEAL disease or resection; colonic Crohn (K50.1) alone is not a malabsorption cause" (source).
    ("cond.crohn", "icd10cm", "K50"): "broad",
    ("cond.crohn", "icd10cm", "K50.10"): "exclude",
    ("cond.crohn", "icd10cm", "K50.90"): "broad",
    ("cond.crohn", "icd10", "K50"): "broad",
    ("cond.crohn", "icd10", "K50.1"): "exclude",
    ("cond.crohn", "icd10", "K50.9"): "broad",
    ("cond.crohn", "sct", "34000006"): "broad",
    ("cond.crohn", "sct", "397173003"): "broad",
    ("cond.crohn", "sct", "196976000"): "broad",
    ("cond.crohn", "sct", "235664007"): "broad",
    ("cond.crohn", "omop", "201606"): "broad",
    # Diet education is "weak evidence" (source).
    ("cond.vegan_diet", "sct", "183071001"): "broad",
    ("cond.vegan_diet", "sct", "183070000"): "broad",
    # The set is "vegan / vegetarian"; the fact is a strict low-B12 diet, which a vegetarian one is not.
    ("cond.vegan_diet", "diet", "vegetarian"): "broad",
    # Benzyl alcohol is a preservative of some vials, not a cobalamin; an allergy to drugs in general names no substance.
    ("cond.b12_allergy", "sct", "55902002"): "broad",
    ("cond.b12_allergy", "sct", "416098002"): "broad",
    ("cond.b12_allergy", "sct", "418038007"): "broad",
    # Nausea without vomiting; WHO R11 is nausea or vomiting.
    ("cond.nausea_vomiting", "sct", "422587007"): "broad",
    ("cond.nausea_vomiting", "icd10cm", "R11.0"): "broad",
    ("cond.nausea_vomiting", "icd10", "R11"): "broad",
    ("cond.nausea_vomiting", "omop", "31967"): "broad",
    # A risk of falls is not impaired balance.
    ("cond.balance", "sct", "129839007"): "broad",
    # Failure to thrive, feeding trouble and anaemia of the newborn are not developmental regression.
    ("cond.infant", "sct", "54840006"): "broad",
    ("cond.infant", "sct", "18637002"): "broad",
    ("cond.infant", "icd10cm", "R62.51"): "broad",
    ("cond.infant", "icd10cm", "R62.50"): "broad",
    ("cond.infant", "icd10cm", "P92.6"): "broad",
    # Removal of a gastric band.
    ("cond.bariatric_restrictive", "opcs4", "G38.7"): "broad",
    # An anaesthetic or a whiff in labour: whether it spoils B12 depends on how much and how long ago, which no code says.
    ("med.nitrous_oxide", "rxnorm", "7486"): "broad",
    ("med.nitrous_oxide", "atc", "N01AX13"): "broad",
    ("med.nitrous_oxide", "atc", "N01AX63"): "broad",
    ("med.nitrous_oxide", "sct", "14665511000001100"): "broad",
    ("med.nitrous_oxide", "omop", "19021129"): "broad",
    # A disease of the cord whose cause the code does not say.
    **{("cond.myelopathy", system, code): "broad" for system, code in (
        ("sct", "230202002"), ("sct", "16631009"), ("icd10cm", "G95.9"), ("icd10", "G95.9"))},
    # A deficiency of the past is none of today; the Z codes are of any disease of blood or nutrition, three are of injections.
    **{("cond.history_b12_deficiency", system, code): "broad" for system, code in (
        ("sct", "161457000"), ("readv2", "1452."), ("ctv3", "1452."), ("readv2", "66E..00"), ("readv2", "66E7.00"))},
    **{("cond.history_b12_deficiency", system, code): "exclude" for system, code in (
        ("icd10cm", "Z86.2"), ("icd10cm", "Z86.39"), ("readv2", "66E5."), ("readv2", "66E3.00"), ("readv2", "66E8.00"))},
    # Not combined, or not a pill: implant, ring, patch, four intrauterine systems, three packs of norethindrone alone.
    **{("med.oral_contraceptive", "rxnorm", code): "exclude" for code in (
        "1366343", "1367439", "1534809", "1605257", "1856546", "807283", "748962", "757594", "831533")},
}  # fmt: skip
"""Rows whose role is made more cautious than in the source, because the source's own text says so."""

ADDED: dict[Key, str] = {
    ("cond.alcohol_use_disorder", "icd10cm", "F10.2"): "",  # notes: match by prefix F10.2*
    ("cond.crohn", "icd10cm", "K50.0"): "",  # notes: match by prefix K50.0*
    ("cond.crohn", "icd10cm", "K50.8"): "",  # the source names K50.0 and K50.8 as the ileal ones
    ("cond.crohn", "icd10cm", "K50.1"): "exclude",  # so that K50.11x is colonic too
    ("med.pregabalin", "atc", "N03AX16"): "",  # notes: WHO moved it to N02BF02, accept both
    # The source's own names: "hydroxocobalamin, combinations", "... gabapentin and mecobalamin", "... duloxetine and mecobalamin".
    ("med.b12_combination", "atc", "B03BA53"): "",
    ("med.b12_combination", "sct", "1231353000"): "",
    ("med.b12_combination", "sct", "1231744009"): "",
}
"""Rows the source asks for in words."""

WITHOUT_CODES: dict[str, dict[str, Any]] = {
    # The rules ask for it before a dose into the muscle; the source verified no code of it, so a site names its own.
    "lab.inr": {"name": "International normalised ratio", "codes": [],
                "units": {"1": ["", "{INR}", "INR", "{ratio}", "ratio"]}, "limits": {"reject_at_or_below": "0"}},
}  # fmt: skip
"""Concepts that a site's own codes may be given, beside those of the source."""

UNSEEN_IN_GM = frozenset({"B20", "Z21", "L80", "Y44.1"})
"""Codes of ICD-10 whose titles in ICD-10-GM were not looked up; the others were, one by one, and say the same there."""
OTHER_IN_GM: dict[tuple[str, str], str] = {
    # In ICD-10 small and large bowel; in ICD-10-GM its fifth characters begin with the stomach and the oesophagus.
    ("cond.crohn", "K50.8"): "broad",
}
"""Rows of ICD-10 that say less in ICD-10-GM."""

ROUTED = "med.b12_dmd_products"
"""Split by the source's route hint, or an ampoule could not be told from a tablet."""

MORE_SPELLINGS: dict[str, tuple[str, ...]] = {
    "pmol/L": ("pmol/litre", "pmol/liter", "picomol/L"), "nmol/L": ("nmol/litre", "nmol/liter", "nanomol/L"),
    "umol/L": ("umol/litre", "umol/liter"), "mmol/L": ("mmol/litre", "mmol/liter"),
    "pg/mL": ("pcg/mL",), "ng/L": ("ng/litre", "ng/liter"), "g/L": ("g/litre", "g/liter"),
    "g/dL": ("g/100ml", "gram/dL", "grams/dL"),
    "10*9/L": ("10*9/l", "10e9/L", "e9/L", "G/L", "Gpt/L", "10*9/litre"),
    "10*3/uL": ("k/cumm", "k/mm3", "10e3/uL", "thousand/uL", "10*3/mm3"),
    "/uL": ("cells/mm3", "/cumm", "/mcL"), "10*6/uL": ("10e6/uL", "mil/uL"), "10*12/L": ("10e12/L", "e12/L", "T/L"),
    "mL/min/{1.73_m2}": ("mL/min/1.73_m2", "mL/min/{1.73m2}", "mL/min/1.73*m2", "mL/min/1.73sqm",
        "mL/min/1.73sq.m", "mL/min/1.73sq.m."),
    "%": ("pct", "per cent"), "fL": ("femtolitre", "femtoliter", "cubic um"),
    "L/L": ("{ratio}", "{fraction}", "L/L{fraction}"),
}  # fmt: skip
"""More spellings of a unit, whatever is measured; case, spaces, ^, mcg and both micro signs are the reader's work."""

Suspicion = tuple[tuple[str, ...], str, str, str, bool]
SUSPICIONS: dict[str, tuple[Suspicion, ...]] = {
    "unit ng/mL or ug/L with value > 20 -> almost certainly pg/mL or ng/L":
        ((("ng/mL", "ug/L"), "above", "20", "almost certainly pg/mL or ng/L", True),),
    "unit nmol/L with value > 20 -> probably pmol/L": ((("nmol/L",), "above", "20", "probably pmol/L", True),),
    "value in pg/mL < 20 or pmol/L < 15 is below every routine assay LoD -> ask, do not classify silently":
        # Up to 20 (pmol/L: flag_below) it is told. Below 2 it is a thousandth of an ordinary level, which a slip of the unit or a
        # point between thousands explains, and no assay: 0.25 pg/mL is not classified as a severe deficiency.
        ((("pg/mL", "ng/L"), "below", "20", "below what routine assays can detect", False),
         (("pg/mL", "ng/L"), "below", "2", "probably ng/mL or ug/L", True),
         (("pmol/L",), "below", "2", "probably nmol/L", True)),
    "value > 200 pmol/L -> suspect total B12 filed under active B12":
        ((("pmol/L",), "above", "200", "perhaps a total B12 filed under active B12", False),),
    "unit nmol/L with value < 10 -> probably umol/L (=nmol/mL)":
        ((("nmol/L",), "below", "10", "probably umol/L", True),),
    "unit umol/L or nmol/mL with value > 20 -> probably nmol/L, unless inborn error is coded":
        # 40, not 20: below the source's own flag_below no result in nmol/L is ordinary, and severe deficiency passes 20 umol/L.
        ((("umol/L", "nmol/mL"), "above", "40", "probably nmol/L (if it is right, enter it in nmol/L)", True),),
    "mg/L with value > 5 -> probably umol/L": ((("mg/L",), "above", "5", "probably umol/L", True),),
    "value < 2 umol/L -> probably mg/L": ((("umol/L", "nmol/mL"), "below", "2", "probably mg/L", True),),
    "unit g/L with value < 25 -> probably g/dL": ((("g/L",), "below", "25", "probably g/dL", True),),
    "unit g/dL with value > 25 -> probably g/L": ((("g/dL",), "above", "25", "probably g/L", True),),
    "value < 2 -> probably pL or ratio": ((("fL",), "below", "2", "probably pL or a ratio", True),),
    "unit % with value < 1 -> fraction": ((("%",), "below", "1", "probably a fraction", True),),
    "value < 4 with unit 10*3/uL and range 0.5-2.7 -> percent (seen in LHNCBC flowsheet for 14196-0)":
        ((("10*3/uL",), "below", "4", "perhaps a percentage", False),),
    "unit mg/dL with value > 30 -> probably umol/L": ((("mg/dL",), "above", "30", "probably umol/L", True),),
    ">8 mmol/L: haemolysis": ((("mmol/L", "meq/L"), "above", "8", "perhaps a haemolysed sample", False),),
}  # fmt: skip
"""The source's rules about mistaken units: (units, side, number, what it probably is, refuse or only warn)."""

NOT_MECHANICAL = (
    'value 15-165 with unit pmol/L AND code/text says "active", "holo", "TC2" -> holoTC, not total',  # needs a name
    "any mass unit -> do not convert, ask",  # holds by the unit table
    "0.10-0.40 without unit -> umol/L; 100-400 without unit -> nmol/L; otherwise ask",  # never guessed
    "LOINC 2428-1 (mass) with umol/L is common: believe the unit",  # holds: the code never gives the unit
    "no unit: 30-260 -> g/L; 2.5-25 is AMBIGUOUS between g/dL and mmol/L (1.2-16) -> refuse",  # never guessed
    "absolute-count code with unit % -> it is the percent test",  # holds by the unit table: refused
    "MIMIC item 51697 Neutrophils has unit mmol/L: nonsense units occur",  # holds by the unit table
    "bare umol/L (no creatinine) is not interpretable",  # holds by the unit table
)
"""Rules of the source that are kept by other means, or need more than value and unit."""

LIMITS = ("reject_at_or_below", "reject_below", "reject_above", "flag_below", "flag_above")
PER_TEST = {"lab.platelets": "platelets", "lab.wbc": "wbc", "lab.neutrophils": "neutrophils"}


def made_from(source: Path) -> str:
    """The text of the trimmed copy."""
    full = json.loads(source.read_text(encoding="utf-8"))
    concepts = {
        name: made
        for concept, body in full.items()
        if concept != "_meta"
        for name, made in trimmed(concept, body).items()
    }
    concepts |= WITHOUT_CODES
    apply_tables(concepts)
    head = {
        "value_sets": 1,
        "note": "Made by tools/make_value_sets.py, which lists every change with its reason. "
        "Not signed off by a clinician.",
        "attribution": ATTRIBUTION,
        "systems": SYSTEMS,
    }
    lines = ",\n".join(f"{compact(name)}:{compact(body)}" for name, body in concepts.items())
    return f'{compact(head)[:-1]},\n"concepts":{{\n{lines}\n}}}}\n'


def compact(value: object) -> str:
    """The shortest JSON text, one concept a line in the file so that a change reads as a change."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def trimmed(concept: str, body: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The concept as we ship it; the product list becomes one concept a route."""
    if concept != ROUTED:
        return {concept: one(concept, body, body["codes"])}
    routes = sorted({row["route_hint"] for row in body["codes"]})
    return {
        f"med.b12_dmd_{route}": one(
            "", {"name": f"B12 products of dm+d, {route}"}, [r for r in body["codes"] if r["route_hint"] == route]
        )
        for route in routes
    }


def one(concept: str, body: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Name, codes and, for a laboratory test, its units, limits and answers."""
    short = {address: key for key, (address, *_) in SYSTEMS.items()}
    made: dict[str, Any] = {
        "name": body["name"],
        "codes": [[short[row["system"]], row["code"], row.get("role", "")] for row in rows],
    }
    units = body.get("units") or {}
    if units.get("accepted"):
        made["units"] = {row["ucum"]: spellings(row) for row in units["accepted"]}
    if units.get("answers"):
        made["answers"] = {
            answer: [word for word in words if not word.startswith(("SNOMED", "LOINC"))]
            for answer, words in units["answers"].items()
        }
    if "plausibility" in units:
        made["limits_unit"] = units["canonical"]
        found = units["plausibility"]
        found = found | found.get("per_test", {}).get(PER_TEST.get(concept, ""), {})
        made["limits"] = {name: str(value) for name, value in found.items() if name in LIMITS}
        made["suspicions"] = suspicions(units["plausibility"].get("unit_error_rules", ()))
    return made


def spellings(row: dict[str, Any]) -> list[str]:
    """The source's aliases and ours, each once."""
    return list(dict.fromkeys((*row["aliases"], *MORE_SPELLINGS.get(row["ucum"], ()))))


def suspicions(rules: list[str]) -> list[Suspicion]:
    """The mechanical rules among the source's sentences; an unknown sentence stops the script."""
    unknown = [rule for rule in rules if rule not in SUSPICIONS and rule not in NOT_MECHANICAL]
    if unknown:
        raise SystemExit(
            f"the source has rules this script does not know; add them to SUSPICIONS or NOT_MECHANICAL: {unknown}"
        )
    return [made for rule in rules for made in SUSPICIONS.get(rule, ())]


def apply_tables(concepts: dict[str, dict[str, Any]]) -> None:
    """Our tables over the source; a row they name that is not there stops the script."""
    for (concept, system, code), role in ROLES.items():
        rows = [row for row in concepts[concept]["codes"] if row[:2] == [system, code]]
        if len(rows) != 1:
            raise SystemExit(
                f"ROLES names {concept} {system} {code}, which the source does not hold once; correct the table"
            )
        rows[0][2] = role
    for (concept, system, code), role in ADDED.items():
        concepts[concept]["codes"].append([system, code, role])
    for concept, body in concepts.items():
        body["codes"] += german(concept, body["codes"])


def german(concept: str, rows: list[list[str]]) -> list[list[str]]:
    """The rows of ICD-10 as they stand in its German modification, which keeps its codes and adds a fifth character (R106)."""
    return [
        ["icd10gm", code, OTHER_IN_GM.get((concept, code), role)]
        for system, code, role in rows
        if system == "icd10" and code not in UNSEEN_IN_GM
    ]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    TARGET.write_text(made_from(Path(sys.argv[1])), encoding="utf-8")
