"""The tests and questions that can settle an open answer, in the guideline's order, then by cost: specification §4.

`cost` is an ordinal of our own (0 a question, 1 an examination, 2 a routine blood test, 3 to 5 dearer ones): it orders, it
is not a price. Source of the order: NICE 1.3.1-1.3.3 and §2 of facts.md; the ordinals are our judgement (register R67).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cobalamin.knowledge.facts import FACTS, Group

Kind = Literal["question", "examination", "blood test"]


@dataclass(frozen=True)
class NextTest:
    """One thing to ask or to measure, and the facts it settles."""

    id: str
    label: str
    kind: Kind
    cost: int
    facts: tuple[str, ...]
    cites: tuple[str, ...]
    first_when: str = ""
    """The finding under which this test comes before every other blood test."""
    on_injections: str = ""
    """What it is called for whoever is on injections, where it then says little and comes last (register R111)."""
    of_a_small_child: str = ""
    """What is asked, or looked for, in a small child instead (register R149)."""


def _question(group: Group, label: str, *cites: str) -> NextTest:
    names = tuple(e.name for e in FACTS.values() if e.group == group)
    kind: Kind = "examination" if group == "neurology" else "question"
    cost = 1 if group == "neurology" else 0
    return NextTest(f"ask_{group}", label, kind, cost, names, cites, of_a_small_child=_OF_A_SMALL_CHILD.get(group, ""))


_OF_A_SMALL_CHILD: dict[Group, str] = {
    "exposures": "Ask: nitrous oxide as an anaesthetic",
    "symptoms": "Ask: tiredness, breathlessness, tongue, fainting, fever, bleeding",
    "oral_route": "Ask: can B12 be swallowed, tolerated, relied on?",
    "neurology": "Examine: development, muscle tone, power, balance, reflexes, sight",
}


NEXT_TESTS: tuple[NextTest, ...] = (
    NextTest("ask_person", "Ask: age, sex", "question", 0, ("age", "female"), ("SPEC 4",)),
    NextTest("ask_pregnancy", "Ask: pregnancy and its trimester, breastfeeding", "question", 0,
             ("pregnant", "breastfeeding", "trimester_1", "trimester_2", "trimester_3"), ("SPEC 4",)),
    NextTest("ask_diagnoses", "Ask: has B12 deficiency, anaemia or pancytopenia been diagnosed before?", "question", 0,
             ("b12_deficiency_diagnosed", "anaemia_recorded", "pancytopenia_recorded"), ("SPEC 4",)),
    _question("exposures", "Ask: nitrous oxide, alcohol", "NICE 1.3.3"),
    _question("medicines", "Ask: medicines, B12 by mouth or by injection", "SPEC 4"),
    _question("surgery", "Ask: operations on stomach or bowel, radiotherapy", "S47", "S74", "S85"),
    _question("bowel", "Ask: bowel and stomach disease, pernicious anaemia", "S47", "S74", "S85"),
    _question("diet", "Ask: diet", "SPEC 4"),
    _question("symptoms", "Ask: fatigue, breathlessness, tongue, everyday function, fainting, fever, bleeding", "S46", "S84"),
    _question("oral_route", "Ask: can tablets be swallowed, tolerated, relied on?", "S48", "S75", "S86"),
    _question("safety", "Ask: allergy to cobalamin or cobalt, Leber's disease, bleeding", "FACTS 7"),
    _question("rivals", "Ask: does another diagnosis explain the picture?", "SPEC 1"),
    _question("neurology", "Examine: sensation, balance, gait, power, reflexes, vision, memory, mood", "S46", "NICE 1.2"),
    NextTest("full_blood_count", "Full blood count with film", "blood test", 2,
             ("haemoglobin", "haematocrit", "mcv", "platelets", "white_cells", "neutrophils", "hypersegmented_neutrophils",
              "megaloblastic_picture", "haemolysis_picture"), ("S73", "S83")),
    NextTest("total_b12", "Total serum B12", "blood test", 3, ("total_b12",), ("NICE 1.3.1",),
             on_injections="Total serum B12 (says little on injections: last, and 14 days or more after one)"),
    NextTest("active_b12", "Active B12 (holotranscobalamin)", "blood test", 4, ("active_b12",), ("NICE 1.3.1", "NICE 1.3.2"),
             first_when="pregnant",
             on_injections="Active B12 (says little on injections: last, and 14 days or more after one)"),
    NextTest("egfr", "Creatinine with eGFR", "blood test", 4, ("egfr",), ("R4",)),
    NextTest("folate_iron", "Serum folate and ferritin", "blood test", 4, ("serum_folate", "ferritin"), ("SPEC 6",)),
    NextTest("homocysteine", "Plasma homocysteine", "blood test", 6, ("homocysteine",), ("NICE 1.3.3",),
             first_when="nitrous_oxide"),
    NextTest("mma", "Serum methylmalonic acid", "blood test", 6, ("mma",), ("NICE 1.3.3",), first_when="nitrous_oxide"),
    NextTest("intrinsic_factor_antibody", "Intrinsic factor antibody (before an injection, or 14 days after one)", "blood test", 7,
             ("intrinsic_factor_antibody", "parietal_cell_antibody"), ("NICE 1.4", "R32")),
    NextTest("infection_screen", "Blood pressure, INR, injection site", "examination", 8,
             ("inr", "injection_site_infection"), ("SPS-IM",)),
)  # fmt: skip

CAUSE_WORK_UP: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "intrinsic_factor_antibody",
        "Intrinsic factor antibody for the cause; a negative result does not rule it out",
        ("NICE 1.4",),
    ),
    ("coeliac_serology", "Coeliac serology if the cause is unexplained", ("FACTS 2",)),
)
"""What is added when deficiency is confirmed and no cause is known."""
