"""The regimens as data, and every figure the follow-up uses: printed once, with its source and how far it was checked.

`verified` follows `facts.md`: S is primary, S2 secondary, M and our own judgement unverified.
Nothing here has been signed off by a clinician.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from types import MappingProxyType
from typing import Literal

from cobalamin.knowledge.treatment import Every, Product
from cobalamin.language.nodes import Threshold, Verified, q

# --- Figures of the recall ------------------------------------------------------------------------

_OURS = ("SPEC 6.1 our judgement",)
_LOCAL = ("PGD, a local UK protocol",)
_FACTS = ("FACTS 6",)

_FIGURES = (
    Threshold("recall.order_window", (q(14, "d"),), "an order and an administration within this are one dose", (*_OURS, "M3")),
    Threshold("recall.least_dose", (q(100, "ug"),), "an injection below this does not count", (*_OURS, "M6")),
    Threshold("recall.gram_dose", (q(1_000_000, "ug"),),
              "hydroxocobalamin from this on is read as the 5 g cyanide kit", ("FACTS 7 wrong product", *_OURS, "M19")),
    Threshold("recall.largest_dose", (q(10_000, "ug"),),
              "an injection above this (the largest ampoule in the value sets) is a mistaken unit", (*_OURS, "M19")),
    Threshold("recall.loading_gap", (q(7, "d"),),
              "a longer gap breaks a daily, alternate-day or thrice-weekly loading phase", (*_LOCAL, "M7"), "primary"),
    Threshold("recall.loading_gap_weekly", (q(14, "d"),), "a longer gap breaks a weekly loading phase", (*_OURS, "M7")),
    Threshold("recall.ask_improvement", (q(21, "d"),),
              "open-ended loading: from then on ask whether improvement has stopped", (*_OURS, "M8")),
    Threshold("recall.early", (q(42, "d"),),
              "a maintenance dose sooner than this is too early (plans of 2 months and longer)", (*_LOCAL, "M10"), "primary"),
    Threshold("recall.early_monthly", (q(21, "d"),),
              "a maintenance dose sooner than this is too early (monthly plans)", (*_OURS, "M10")),
    Threshold("recall.overdue_after", (q(14, "d"),), "overdue this long after the upper end of the interval", (*_OURS, "M11")),
    Threshold("recall.lapse_factor", (q(2, "1"),), "lapsed after this many upper intervals without a dose", (*_OURS, "M12")),
    Threshold("review.first", (q(3, "mo"),), "first symptom review after the first dose", ("NICE 1.6", "M15"), "secondary"),
    Threshold("review.first_pregnant", (q(1, "mo"),), "first symptom review when pregnant or breastfeeding",
              ("NICE 1.6", "M15"), "secondary"),
    Threshold("review.every", (q(12, "mo"),), "then a review at least this often", (*_OURS, "M15")),
    Threshold("check.potassium", (q(2, "d"),), "severe anaemia: potassium and fluid at 24 to 48 hours",
              ("FDA",), "primary"),
    Threshold("check.reticulocytes_from", (q(5, "d"),), "reticulocyte peak, from", _FACTS, "secondary"),
    Threshold("check.reticulocytes", (q(7, "d"),), "reticulocyte peak, about", _FACTS, "secondary"),
    Threshold("check.reticulocytes_to", (q(10, "d"),), "reticulocyte peak, to", _FACTS, "secondary"),
    Threshold("check.blood_count", (q(56, "d"),), "blood count expected normal by about 8 weeks", _FACTS, "secondary"),
    Threshold("kinetics.reticulocytes_rise", (q(3, "d"),), "reticulocytes rise from", _FACTS, "secondary"),
    Threshold("kinetics.haemoglobin_from", (q(7, "d"),), "haemoglobin starts to rise", _FACTS, "secondary"),
    Threshold("kinetics.haemoglobin_week", (q(10, "g/L"),), "haemoglobin rise per week, about", _FACTS, "secondary"),
    Threshold("kinetics.haemoglobin_least", (q(50, "%"),),
              "a rise below this share of what was expected is not enough", (*_OURS, "M17")),
    Threshold("kinetics.mcv_from", (q(42, "d"),), "MCV normal from 6 weeks", _FACTS, "secondary"),
    Threshold("kinetics.mcv_to", (q(84, "d"),), "MCV normal by 12 weeks", _FACTS, "secondary"),
    Threshold("kinetics.metabolites", (q(28, "d"),),
              "methylmalonic acid and homocysteine lower by (days to weeks; seen at one month)", _FACTS, "secondary"),
    Threshold("kinetics.nerves_from", (q(42, "d"),), "nerves improve from 6 weeks", _FACTS, "secondary"),
    Threshold("kinetics.nerves_to", (q(84, "d"),), "nerves: improvement shows by 12 weeks", _FACTS, "secondary"),
    Threshold("kinetics.nerves_longest", (q(12, "mo"),), "nerves may go on improving for up to", _FACTS, "secondary"),
)  # fmt: skip

FIGURES = MappingProxyType({f.id: f for f in _FIGURES})
"""Every figure of the follow-up, by id."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The figures in force at a site, whole numbers in the unit their threshold prints (days, months, ug, g/L)."""

    order_window: int
    least_dose: int
    gram_dose: int
    largest_dose: int
    loading_gap: int
    loading_gap_weekly: int
    ask_improvement: int
    early: int
    early_monthly: int
    overdue_after: int
    lapse_factor: int
    review_first: int
    review_first_pregnant: int
    review_every: int
    check_potassium: int
    check_reticulocytes_from: int
    check_reticulocytes: int
    check_reticulocytes_to: int
    check_blood_count: int
    kinetics_reticulocytes_rise: int
    kinetics_haemoglobin_from: int
    kinetics_haemoglobin_week: int
    kinetics_haemoglobin_least: int
    kinetics_mcv_from: int
    kinetics_mcv_to: int
    kinetics_metabolites: int
    kinetics_nerves_from: int
    kinetics_nerves_to: int
    kinetics_nerves_longest: int


def rules(changed: Mapping[str, int] = MappingProxyType({})) -> Rules:
    """The published figures, with those a site changed by id; an unknown id is refused."""
    if unknown := sorted(set(changed) - set(FIGURES)):
        raise ValueError(f"no figure is called {', '.join(unknown)}: known are {', '.join(FIGURES)}")
    values = {name: changed.get(name, int(figure.printed[0].value)) for name, figure in FIGURES.items()}
    named = {name.removeprefix("recall.").replace(".", "_"): value for name, value in values.items()}
    assert set(named) == {f.name for f in fields(Rules)}
    return Rules(**named)


PUBLISHED = rules()

# --- Regimens -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Phase:
    """One loading phase: `spacing` to `widest` between doses, at most `a_week` in any seven days where that is printed.

    `fewest` doses complete it, None until improvement ends.
    """

    printed: str
    spacing: Every
    widest: Every
    fewest: int | None
    most: int | None
    weekly: bool = False
    a_week: int | None = None


@dataclass(frozen=True, slots=True)
class Regimen:
    """One printed plan. Doses in micrograms, by mouth a day's; `due_from` and `due_to` are the ends of the maintenance interval."""

    id: str
    label: str
    products: frozenset[Product]
    route: Literal["intramuscular", "oral"]
    dose_ug: tuple[Fraction, Fraction | None]
    loading: tuple[Phase, ...]
    due_from: Every | None
    due_to: Every | None
    duration: str
    maintenance: str
    cites: tuple[str, ...]
    verified: Verified

    @property
    def open_ended(self) -> bool:
        """True where loading goes on until there is no further improvement."""
        return any(phase.fewest is None for phase in self.loading)

    @property
    def fewest(self) -> int | None:
        """The doses that complete loading, at the lower end of every range; None where it is open-ended."""
        return None if self.open_ended else sum(phase.fewest or 0 for phase in self.loading)

    def out_of(self, number: int) -> int | None:
        """Of how many a loading dose is one; None beyond the fewest: daily doses of the upper end of a range may come first."""
        return self.fewest if self.fewest is not None and number <= self.fewest else None


_HYDROXO: frozenset[Product] = frozenset(("hydroxocobalamin",))
_CYANO: frozenset[Product] = frozenset(("cyanocobalamin",))
_MG = (Fraction(1000), Fraction(1000))
_LABEL_DOSE = (Fraction(100), Fraction(100))
_DAILY = Every(1, "day")
_ALTERNATE = Every(2, "day")
_TWO_WEEKS = Phase("1 mg three times a week for 2 weeks", _ALTERNATE, Every(3, "day"), 6, 6, a_week=3)
_LIFELONG = "lifelong where the cause is permanent; otherwise until the cause has been dealt with"

_REGIMENS = (
    Regimen(
        "uk.hydroxocobalamin", "hydroxocobalamin, UK (BNF, SmPC)", _HYDROXO, "intramuscular", _MG, (_TWO_WEEKS,),
        Every(2, "month"), Every(3, "month"), _LIFELONG, "1 mg every 2-3 months",
        ("BNF", "SmPC", "SPEC 5", "R68", "R70"), "secondary",
    ),
    Regimen(
        "uk.hydroxocobalamin.neurological", "hydroxocobalamin with neurological involvement, UK (BNF, SmPC)", _HYDROXO,
        "intramuscular", _MG,
        (Phase("1 mg on alternate days until no further improvement", _ALTERNATE, _ALTERNATE, None, None),),
        Every(2, "month"), Every(2, "month"), _LIFELONG, "1 mg every 2 months",
        ("BNF", "SmPC", "SPEC 5", "R68", "R69"), "secondary",
    ),
    Regimen(
        "uk.hydroxocobalamin.dietary", "hydroxocobalamin for a dietary cause, UK (BNF)", _HYDROXO,
        "intramuscular", _MG, (_TWO_WEEKS,),
        Every(6, "month"), Every(6, "month"), "while the diet stays low in B12", "1 mg twice a year",
        ("BNF", "SPEC 5", "R68", "R118", "R147"), "secondary",
    ),
    Regimen(
        "us.cyanocobalamin.label", "cyanocobalamin, US label", _CYANO, "intramuscular", _LABEL_DOSE,
        (
            Phase("100 ug daily for 6-7 days", _DAILY, _DAILY, 6, 7),
            Phase("100 ug on alternate days, 7 doses", _ALTERNATE, _ALTERNATE, 7, 7),
            # Every 3-4 days: the fewest doses that fit two weeks (days 0, 4, 8, 12), the most that fit three.
            Phase("100 ug every 3-4 days for 2-3 weeks", Every(3, "day"), Every(4, "day"), 4, 7),
        ),
        Every(1, "month"), Every(1, "month"), _LIFELONG, "100 ug monthly", ("FDA", "SPEC 5", "R70"), "secondary",
    ),
    Regimen(
        "us.cyanocobalamin.practice", "cyanocobalamin, common US practice", _CYANO, "intramuscular", _MG,
        (
            # One week: alternate days make four doses (0, 2, 4, 6), daily seven.
            Phase("1000 ug daily or on alternate days for 1 week", _DAILY, _ALTERNATE, 4, 7),
            Phase("1000 ug weekly for 4-8 weeks", Every(1, "week"), Every(1, "week"), 4, 8, weekly=True),
        ),
        Every(1, "month"), Every(1, "month"), _LIFELONG, "1000 ug monthly", ("NEJM13", "SPEC 5", "R70"), "secondary",
    ),
    Regimen(
        "oral.dietary", "cyanocobalamin by mouth for a dietary cause", _CYANO, "oral", (Fraction(50), Fraction(150)),
        (), None, None, "until the diet is corrected", "50-150 ug a day", ("BNF", "NHS page", "SPEC 5", "R68"), "primary",
    ),
    Regimen(
        "oral.malabsorption", "cyanocobalamin by mouth where malabsorption is treated orally", _CYANO, "oral",
        (Fraction(1000), None), (), None, None, "reviewed at 3 months", "at least 1000 ug a day",
        ("NICE-bmj", "SPEC 5", "R68", "R119"), "primary",
    ),
    Regimen(
        "oral.high_dose", "cyanocobalamin by mouth, usual high dose", _CYANO, "oral", (Fraction(1000), Fraction(2000)),
        (), None, None, "reviewed at 3 months", "1000-2000 ug a day", ("AAFP17", "NHG", "SPEC 5", "R68"), "primary",
    ),
    Regimen(
        "oral.nhg", "B12 by mouth, Dutch general practitioners (NHG)", _CYANO, "oral", _MG, (), None, None,
        "reviewed at 3 months", "1000 ug a day", ("NHG", "SPEC 10", "R68"), "primary",
    ),
)  # fmt: skip

REGIMENS = MappingProxyType({r.id: r for r in _REGIMENS})
"""Every regimen by id; the US label and US practice stay two rows."""

# --- Causes ---------------------------------------------------------------------------------------

IRREVERSIBLE = frozenset((
    "autoimmune_gastritis", "intrinsic_factor_antibody", "total_gastrectomy", "complete_terminal_ileal_resection",
    "hereditary_b12_disorder",
))  # fmt: skip
"""Causes that never go away (specification §1, §2 absorption_impaired_for_good): injections are never stopped."""

REVERSIBLE = frozenset((
    "low_b12_diet", "undernutrition", "alcohol_excess", "nitrous_oxide", "coeliac_disease", "bacterial_overgrowth",
    "fish_tapeworm", "food_bound_malabsorption", "metformin", "proton_pump_inhibitor", "h2_blocker", "colchicine",
    "anticonvulsant", "pregabalin", "cholestyramine",
))  # fmt: skip
"""Causes that can be dealt with (our judgement, register M18); every other cause is taken to last, if not for good."""

DIETARY = frozenset(("low_b12_diet", "undernutrition"))
