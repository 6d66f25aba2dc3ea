"""Calls for the cards of the second writing, each made from a number: a person, what is drafted and what each draft truly is.

What a draft is stands beside its shapes, written from the value sets and the products' names: no reader of ours is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import ehr

Json = dict[str, Any]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
IN, PO, OPEN = "injected", "swallowed", ""


@dataclass(frozen=True)
class Thing:
    """What is ordered: a substance or tests; how it gets into the body; whether other substances are in it."""

    what: str = ""
    way: str = OPEN
    mixture: bool = False
    tests: frozenset[str] = frozenset()
    panel: bool = False


@dataclass(frozen=True)
class Draft:
    """One resource among the drafts of a call, and what it is."""

    thing: Thing
    resource: Json
    mine: bool = True
    live: bool = True
    ended: bool = False
    """True for what would end what it is of: stopped, revoked, or not to be done."""
    known: bool = True
    """False where its medicine is pointed to and was not sent: nobody can say what it is."""

    @property
    def reference(self) -> str:
        return f"{self.resource['resourceType']}/{self.resource['id']}"


@dataclass(frozen=True)
class Call:
    """One call in parts: the record, what each draft is, the ids selected, the groups the site reads as asked about."""

    record: list[Json]
    drafts: list[Draft]
    selected: frozenset[str]
    presume: tuple[str, ...] = ()
    standing: frozenset[str] = field(default_factory=frozenset)
    """Tests under a signed order of the record that is on its way, and "injection"."""
    doubted: bool = False
    """True where an allergy is recorded that may be to a cobalamin and that nobody settled."""

    def looks_at(self, draft: Draft) -> bool:
        """Whether a draft is selected; all are where what is selected is none of them."""
        lost = bool(self.selected) and self.selected.isdisjoint(each.reference for each in self.drafts)
        return lost or draft.reference in self.selected


# --- drafts ----------------------------------------------------------------------------------------------------------


def coded(system: str, code: str) -> Json:
    return {"coding": [{"system": system, "code": code}]}


CYANO, HYDROXO, METHYL, UNNAMED = "cyanocobalamin", "hydroxocobalamin", "methylcobalamin", "b12"
Shape = tuple[Thing, Json, str]
"""What it is, its concept, and the SNOMED route beside it if any."""
MEDICINES: tuple[Shape, ...] = (
    (Thing(HYDROXO, IN), coded(ehr.ATC, "B03BA03"), ehr.IM),
    (Thing(HYDROXO, IN), coded(RXNORM, "317106"), ""),
    (Thing(HYDROXO, IN), coded(ehr.SCT, "39111511000001100"), ""),
    (Thing(HYDROXO, IN), {"text": "Hydroxocobalamin 1mg/1ml solution for injection ampoules"}, ""),
    (Thing(HYDROXO, OPEN), coded(ehr.ATC, "B03BA03"), ""),
    (Thing(HYDROXO, OPEN), {"text": "Hydroxocobalamin 1 mg"}, ""),
    (Thing(HYDROXO, PO), coded(ehr.ATC, "B03BA03"), ehr.ORAL),
    (Thing(CYANO, IN), coded(ehr.ATC, "B03BA01"), ehr.IM),
    (Thing(CYANO, IN), coded(RXNORM, "309594"), ""),
    (Thing(CYANO, IN), {"text": "Cyanocobalamin 1000 mcg/mL injectable solution"}, ""),
    (Thing(CYANO, PO), coded(ehr.ATC, "B03BA01"), ehr.ORAL),
    (Thing(CYANO, PO), coded(ehr.SCT, "327545000"), ""),
    (Thing(CYANO, PO), {"text": "Cyanocobalamin 50microgram tablets"}, ""),
    (Thing(CYANO, PO), coded(RXNORM, "861115"), ""),
    (Thing(CYANO, OPEN), coded(ehr.ATC, "B03BA01"), ""),
    (Thing(METHYL, IN), coded(ehr.SCT, "18146511000001104"), ""),
    (Thing(METHYL, PO), {"text": "Methylcobalamin 1 mg tablets"}, ""),
    (Thing(METHYL, PO), coded(ehr.SCT, "24645311000001104"), ""),
    (Thing(UNNAMED, IN), {"text": "Vitamin B12 1000 mcg injection"}, ""),
    (Thing(UNNAMED, PO), {"text": "Vitamin B12 1000 mcg tablets"}, ""),
    (Thing(UNNAMED, OPEN), {"text": "Vitamin B12 1000 mcg"}, ""),
    (Thing(UNNAMED, PO, mixture=True), coded(ehr.ATC, "B03AE01"), ehr.ORAL),
    (Thing(UNNAMED, PO, mixture=True), {"text": "Iron, folic acid and vitamin B12 tablets"}, ""),
    (Thing(METHYL, PO, mixture=True), coded(ehr.SCT, "1231353000"), ehr.ORAL),
    (Thing(METHYL, PO, mixture=True), {"text": "Gabapentin 300 mg + mecobalamin 500 microgram capsules"}, ""),
    (Thing("kit"), coded(ehr.ATC, "V03AB33"), ""),
    (Thing("kit"), coded(RXNORM, "700499"), ""),
    (Thing("kit"), {"text": "Cyanokit 5 g powder for solution for infusion"}, ""),
    (Thing("folic", PO), coded(ehr.ATC, "B03BB01"), ehr.ORAL),
    (Thing("folic", PO), {"text": "Folic acid 5 mg tablets"}, ""),
    (Thing("folic"), coded(RXNORM, "4511"), ""),
    (Thing("metformin", PO), coded(ehr.ATC, "A10BA02"), ehr.ORAL),
    (Thing("metformin", PO), {"text": "Metformin 500 mg tablets"}, ""),
    (Thing("gas"), coded(ehr.ATC, "N01AX13"), ""),
    (Thing("gas"), {"text": "Nitrous oxide 50% / Oxygen 50% inhalation gas"}, ""),
    (Thing("other", PO), coded(ehr.ATC, "N02BE01"), ehr.ORAL),
    (Thing("other", PO), {"text": "Paracetamol 500 mg tablets"}, ""),
)  # fmt: skip


def measuring(*names: str, panel: bool = False) -> Thing:
    return Thing(tests=frozenset(names), panel=panel)


SERVICES: tuple[tuple[Thing, Json], ...] = (
    (measuring("total"), coded(ehr.LOINC, "2132-9")), (measuring("total"), coded(ehr.LOINC, "14685-2")),
    (measuring("total"), {"text": "Serum vitamin B12"}), (measuring("total", panel=True), {"text": "Vitamin B12 and folate"}),
    (measuring("active"), coded(ehr.LOINC, "72160-5")), (measuring("active"), {"text": "Active B12 (holotranscobalamin)"}),
    (measuring("mma"), coded(ehr.LOINC, "13964-2")), (measuring("homocysteine"), {"text": "Homocysteine"}),
    (measuring("homocysteine"), coded(ehr.LOINC, "13965-9")), (measuring("count"), {"text": "Full blood count"}),
    (measuring(), coded(ehr.LOINC, "2171-7")), (measuring(), {"text": "Chest X-ray"}),
    (Thing(UNNAMED, IN), {"text": "Vitamin B12 injection"}), (Thing(UNNAMED, IN), {"text": "Inyección de vitamina B12"}),
    (Thing(UNNAMED, IN), {"text": "Vitamin-B12-Spritze"}), (measuring("total"), {"text": "Vitamina B12 en suero"}),
    (Thing(CYANO, IN), coded(HCPCS, "J3420")),
)  # fmt: skip


def medicine(chance: Random, shape: Shape, id: str) -> Draft:
    """A prescription: its medicine beside it, contained, or pointed to by name."""
    thing, concept, route = shape
    made: Json = {**ehr.prescription("", route, status="draft", id=id), "medicationCodeableConcept": concept}
    how = chance.random()
    if how < 0.2:
        del made["medicationCodeableConcept"]
        made["contained"] = [{"resourceType": "Medication", "id": "m", "code": concept}]
        made["medicationReference"] = {"reference": "#m"}
    elif how < 0.25 and "text" in concept:
        del made["medicationCodeableConcept"]
        made["medicationReference"] = {"reference": "Medication/elsewhere", "display": concept["text"]}
    elif how < 0.28:
        del made["medicationCodeableConcept"]
        made["medicationReference"] = {"reference": "Medication/elsewhere"}
        return Draft(thing, made, known=False)
    return Draft(thing, made)


def service(shape: tuple[Thing, Json], id: str) -> Draft:
    thing, concept = shape
    return Draft(thing, {**ehr.lab_order(), "id": id, "code": concept})


def draft(chance: Random, id: str) -> Draft:
    """A draft; now and then somebody else's, taken back, or the end of what it is of."""
    if chance.random() < 0.75:
        made = medicine(chance, chance.choice(MEDICINES), id)
    else:
        made = service(chance.choice(SERVICES), id)
    how = chance.random()
    if how < 0.04:
        return replace(made, resource={**made.resource, "subject": {"reference": "Patient/p2"}}, mine=False)
    if how < 0.10:
        is_service = made.resource["resourceType"] == "ServiceRequest"
        status = chance.choice(("revoked", "entered-in-error") if is_service else ("stopped", "stopped", "cancelled"))
        ended = status in ("stopped", "revoked")
        return replace(made, resource={**made.resource, "status": status}, live=False, ended=ended)
    if how < 0.14:
        return replace(made, resource={**made.resource, "doNotPerform": True}, live=False, ended=True)
    if how < 0.17:  # held back: an injection is none then, and that is all that is said of it
        injects = made.thing.way == IN or (made.thing.what, made.thing.way) == (HYDROXO, OPEN)
        return replace(made, resource={**made.resource, "status": "on-hold"}, live=not injects, ended=injects)
    return made


# --- people ----------------------------------------------------------------------------------------------------------

CONDITIONS = {
    "pernicious anaemia": "84027009", "coeliac": "396331005", "bypass": "442338001", "crohn": "38106008",
    "diagnosed": "190634004", "vegan": "234360003", "nitrous oxide": "1268384001",
    "tingling": "91019004", "gait": "22325002", "confusion": "130987000", "fatigue": "84229001", "depression": "35489007",
    "pregnant": "77386006", "breastfeeding": "169750002", "vomiting": "422400008", "swallowing": "40739000",
    "leber": "58610003", "hereditary": "191142007", "folate deficiency": "190633005", "heart failure": "84114007",
}  # fmt: skip


def some(chance: Random, whole: list[Json], one_in: float) -> list[Json]:
    return [each for each in whole if chance.random() < 1 / one_in]


def maybe(chance: Random, code: str, values: tuple[float, ...], unit: str, often: float) -> list[Json]:
    return [ehr.result(code, chance.choice(values), unit)] if chance.random() < often else []


def person(chance: Random) -> list[Json]:
    """A record: often little is wrong, so that every route and silence come up."""
    rare = chance.choice((4, 8, 16, 1000))
    born = chance.choice(("1950-01-01", "1950-01-01", "1995-01-01", "1995-01-01", "2018-01-01"))
    found = [
        ehr.patient(chance.choice(("female", "female", "male")), born),
        *maybe(chance, "2132-9", (60, 95, 150, 179, 180, 250, 350, 351, 600, 1500), "pg/mL", 0.6),
        *maybe(chance, "72160-5", (15, 40, 110), "pmol/L", 0.15),
        *maybe(chance, "13964-2", (150, 900), "nmol/L", 0.25),
        *maybe(chance, "13965-9", (9, 40), "umol/L", 0.15),
        *maybe(chance, "718-7", (6.5, 7.9, 9, 11.5, 14.5), "g/dL", 0.5),
        *maybe(chance, "787-2", (85, 112), "fL", 0.5),
        *maybe(chance, "14732-2", (4, 20), "nmol/L", 0.3),
        *maybe(chance, "33914-3", (45, 90), "mL/min/{1.73_m2}", 0.3),
    ]
    conditions = [ehr.condition(code) for code in CONDITIONS.values()]
    found += some(chance, conditions, rare)
    found += some(chance, [ehr.allergy("293397002")], rare * 2)
    medicines = [
        ehr.prescription(ehr.METFORMIN), ehr.prescription(ehr.HYDROXO, ehr.IM, id="in-force"),
        ehr.prescription(ehr.CYANO, ehr.ORAL, id="tablets"), ehr.prescription(ehr.FOLIC, id="folic"),
    ]  # fmt: skip
    if chance.random() < 0.12:  # for life on injections
        return [*found, ehr.condition("84027009"), medicines[1]]
    return found + some(chance, medicines, max(rare, 6))


DOUBTED = (
    {"verificationStatus": {"coding": [{"code": "unconfirmed"}]}}, {"code": {"text": "Cyanocobalamin"}},
)  # fmt: skip
"""An allergy that nobody confirmed, and one in words alone."""


STANDING = {
    "total": {"code": coded(ehr.LOINC, "2132-9")}, "homocysteine": {"code": {"text": "Homocysteine"}},
    "injection": {"code": {"text": "Vitamin B12 injection"}},
}  # fmt: skip


def call(number: int, groups: tuple[str, ...]) -> Call:
    chance = Random(number)
    record = person(chance)
    doubted = chance.random() < 0.06
    if doubted:
        record.append({**ehr.allergy("293397002"), "id": "a2", **chance.choice(DOUBTED)})
    waiting = {name for name in STANDING if chance.random() < 0.06}
    for name in sorted(waiting):
        ordered = {"id": f"standing-{name}", "status": "active", "authoredOn": "2026-02-25", **STANDING[name]}
        record.append({**ehr.lab_order(), **ordered})
    drafts = [draft(chance, f"d{n}") for n in range(chance.choice((1, 1, 1, 2, 2, 3, 4)))]
    selected = frozenset(each.reference for each in drafts if chance.random() < 0.7)
    presume = groups if chance.random() < 0.5 else ()
    return Call(record, drafts, selected, presume, frozenset(waiting), doubted)
