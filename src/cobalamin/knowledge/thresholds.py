"""Every figure that decides something: a parameter, printed as its source prints it, with how far that was checked.

A laboratory's own bands replace these by id (`--parameters FILE`). `verified` follows `facts.md`: S is primary, S2 secondary,
M and our own judgement unverified.
"""

from __future__ import annotations

from types import MappingProxyType

from cobalamin.language.nodes import Threshold, q

_ALL = (
    Threshold("b12.total.deficient", (q(180, "ng/L"), q(180, "pg/mL"), q(133, "pmol/L")),
              "total B12 below this is deficient", ("NICE 1.3 Table 1",), "secondary"),
    Threshold("b12.total.band_top", (q(350, "ng/L"), q(350, "pg/mL"), q(258, "pmol/L")),
              "total B12 above this makes deficiency unlikely", ("NICE 1.3 Table 1",), "secondary"),
    Threshold("b12.total.severe", (q(100, "ng/L"), q(100, "pg/mL")),
              "total B12 below this with symptoms is severe", ("SPEC our judgement", "R42"), "unverified"),
    Threshold("b12.total.high", (q(914, "ng/L"), q(914, "pg/mL")),
              "total B12 above this is higher than usual", ("RUH",), "primary"),
    Threshold("b12.active.deficient", (q(25, "pmol/L"),), "active B12 below this is deficient", ("NICE 1.3 Table 1",), "primary"),
    Threshold("b12.active.band_top", (q(70, "pmol/L"),),
              "active B12 above this makes deficiency unlikely", ("NICE 1.3 Table 1",), "primary"),
    Threshold("mma.raised", (q(271, "nmol/L"), q("0.271", "umol/L"), q("0.271", "nmol/mL")),
              "methylmalonic acid above this is raised", ("FACTS 1c",), "secondary"),
    Threshold("homocysteine.raised", (q(15, "umol/L"),), "homocysteine above this is raised", ("FACTS 1c",), "secondary"),
    Threshold("mma.least", (q(40, "nmol/L"), q("0.04", "umol/L"), q("0.04", "nmol/mL")),
              "methylmalonic acid is rarely below this", ("SPEC our judgement", "R16"), "unverified"),
    Threshold("homocysteine.least", (q(3, "umol/L"),),
              "homocysteine is rarely below this", ("SPEC our judgement", "R16"), "unverified"),
    Threshold("folate.low", (q(7, "nmol/L"), q(3, "ug/L"), q(3, "ng/mL")),
              "serum folate below this is low", ("FACTS 1d", "R56"), "unverified"),
    Threshold("ferritin.low", (q(30, "ug/L"),), "ferritin below this is iron deficiency", ("FACTS 1d", "R56"), "secondary"),
    Threshold("egfr.adequate", (q(60, "mL/min/{1.73_m2}"),),
              "kidney function from this on lets a raised metabolite be read", ("SPEC our judgement", "R4"), "unverified"),
    Threshold("mcv.macrocytosis", (q(100, "fL"),), "MCV above this is macrocytosis", ("FACTS 1d",), "primary"),
    Threshold("white_cells.low", (q("4.0", "10*9/L"),), "white cells below this are low", ("SPEC 2", "R43"), "unverified"),
    Threshold("platelets.low", (q(150, "10*9/L"),), "platelets below this are low", ("SPEC 2", "R43"), "unverified"),
    Threshold("platelets.caution", (q(50, "10*9/L"),), "platelets below this need care with injections", ("FACTS 7",), "secondary"),
    Threshold("inr.above_range", (q(3, "1"),), "INR above this: no intramuscular injection before advice",
              ("SPEC our judgement", "R64"), "unverified"),
    Threshold("hb.men", (q(130, "g/L"), q(13, "g/dL")), "anaemia in men from 15 years", ("WHO24",), "secondary"),
    Threshold("hb.women", (q(120, "g/L"), q(12, "g/dL")), "anaemia in women from 15 years", ("WHO24",), "secondary"),
    Threshold("hb.pregnant", (q(110, "g/L"), q(11, "g/dL")), "anaemia in pregnancy", ("WHO24",), "secondary"),
    Threshold("hb.pregnant_trimester_2", (q(105, "g/L"), q("10.5", "g/dL")),
              "anaemia in the second trimester", ("WHO24",), "primary"),
    Threshold("hb.from_12_years", (q(120, "g/L"), q(12, "g/dL")), "anaemia from 12 to 14 years", ("WHO24",), "secondary"),
    Threshold("hb.from_5_years", (q(115, "g/L"), q("11.5", "g/dL")), "anaemia from 5 to 11 years", ("WHO24",), "secondary"),
    Threshold("hb.from_2_years", (q(110, "g/L"), q(11, "g/dL")), "anaemia from 24 to 59 months", ("WHO24",), "secondary"),
    Threshold("hb.infant", (q(105, "g/L"), q("10.5", "g/dL")), "anaemia from 6 to 23 months", ("WHO24",), "primary"),
    Threshold("hb.moderate", (q(110, "g/L"), q(11, "g/dL")), "moderate anaemia or worse", ("WHO24 severity", "R26"), "unverified"),
    Threshold("hb.moderate_pregnant", (q(100, "g/L"), q(10, "g/dL")),
              "moderate anaemia or worse in pregnancy and from 24 to 59 months", ("WHO24 severity", "R26"), "unverified"),
    Threshold("hb.moderate_infant", (q(95, "g/L"), q("9.5", "g/dL")),
              "moderate anaemia or worse from 6 to 23 months", ("WHO24 severity", "R26"), "unverified"),
    Threshold("hb.severe", (q(80, "g/L"), q(8, "g/dL")), "severe anaemia", ("WHO24 severity", "R26"), "unverified"),
    Threshold("hb.severe_pregnant", (q(70, "g/L"), q(7, "g/dL")),
              "severe anaemia in pregnancy and under 5 years", ("WHO24 severity", "R26"), "unverified"),
    Threshold("hb.same_day", (q(70, "g/L"), q(7, "g/dL")), "haemoglobin below this is seen the same day",
              ("SPEC our judgement", "R48"), "unverified"),
    Threshold("age.specialist", (q(16, "a"),), "younger than this: specialist", ("NICE scope",), "primary"),
    Threshold("age.15_years", (q(15, "a"),), "adult bands of haemoglobin from this age on", ("WHO24",), "secondary"),
    Threshold("age.12_years", (q(12, "a"),), "age band of haemoglobin", ("WHO24",), "secondary"),
    Threshold("age.5_years", (q(5, "a"),), "age band of haemoglobin", ("WHO24",), "secondary"),
    Threshold("age.2_years", (q(2, "a"),), "age band of haemoglobin", ("WHO24",), "secondary"),
)  # fmt: skip

THRESHOLDS = MappingProxyType({t.id: t for t in _ALL})
"""Every threshold by id."""
