"""What to check after treatment starts, how a response unfolds, and what a review leads to: specification §6 as data.

Every time runs from the first dose. Not signed off by a clinician.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cobalamin.language.nodes import Quantity, Verified, q

Route = Literal["oral", "injections"]
Response = Literal["improved", "insufficient", "worse"]
"""Improved means that symptoms no longer interfere with everyday life; worse means new or worsening ones."""
Cause = Literal["any", "dealt with", "not dealt with", "irreversible"]


@dataclass(frozen=True)
class Check:
    """Something to do between `first` and `last` after the first dose; no times where it goes by event."""

    id: str
    when: str
    what: tuple[str, ...]
    for_whom: str
    first: Quantity | None
    last: Quantity | None
    cites: tuple[str, ...]
    verified: Verified


@dataclass(frozen=True)
class Expected:
    """A sign of response and the time after the first dose in which it shows."""

    id: str
    sign: str
    first: Quantity
    last: Quantity
    otherwise: str
    cites: tuple[str, ...]
    verified: Verified


@dataclass(frozen=True)
class Action:
    """What a review leads to, by route, response and what became of the cause."""

    id: str
    route: Route
    response: Response
    cause: Cause
    words: str
    cites: tuple[str, ...]
    verified: Verified


CHECKS: tuple[Check, ...] = (
    Check("baseline", "before the first dose",
          ("full blood count and film", "reticulocytes", "folate", "ferritin", "potassium", "creatinine",
           "intrinsic factor antibody", "neurological examination", "symptom score"),
          "everyone", None, None, ("FACTS 6", "FDA", "S73"),
          "secondary"),
    Check("level_first", "before the first dose", ("a B12 level (active B12 in pregnancy): after the dose it is uninformative",),
          "patients with no level that counts and no B12 yet", None, None, ("R95", "NICE 1.3.2"), "unverified"),
    Check("metabolite_first", "before the first dose",
          ("homocysteine or methylmalonic acid: nitrous oxide can leave the level normal",),
          "nitrous oxide exposure, no metabolite measured and no B12 yet", None, None, ("NICE 1.3.3", "R95"), "unverified"),
    Check("never_wait", "before the first dose", ("do not delay an urgent injection for any of these results",),
          "everyone who may be injected", None, None, ("RCEM", "BSH"), "primary"),
    Check("early_potassium", "24 to 48 hours", ("potassium; replace it if low",), "severe anaemia",
          q(24, "h"), q(48, "h"), ("FDA",), "primary"),
    Check("early_fluid", "24 to 48 hours", ("signs of fluid overload and heart failure",), "severe anaemia",
          q(24, "h"), q(48, "h"), ("FDA",), "secondary"),
    Check("reticulocytes", "day 5 to 10", ("reticulocytes; if there is no peak, reconsider the diagnosis, iron and folate",),
          "anaemia", q(5, "d"), q(10, "d"), ("FACTS 6", "FDA", "R71"), "secondary"),
    Check("blood_count", "about 8 weeks",
          ("full blood count, expected normal", "iron and folate: a deficiency of either may now show"),
          "anaemia or another abnormal blood count, or one that is not known", q(8, "wk"), q(8, "wk"), ("FACTS 6",), "secondary"),
    Check("first_review", "3 months", ("review symptoms and adjust treatment",),
          "everyone not pregnant or breastfeeding", q(3, "mo"), q(3, "mo"), ("NICE-nasgp", "NICE-gh", "S76"),
          "secondary"),
    Check("first_review_pregnancy", "1 month", ("review symptoms and adjust treatment",),
          "pregnancy and breastfeeding", q(1, "mo"), q(1, "mo"), ("NICE-nasgp", "NICE-gh"), "secondary"),
    Check("later_review", "every 12 months", ("symptoms, the cause, and whether doses came on time",),
          "everyone on maintenance", q(12, "mo"), q(12, "mo"), ("M15",), "unverified"),
    Check("every_review", "every review",
          ("improved, insufficient, or new or worse", "the action for route and response",
           "tests only where relevant, never as routine"),
          "everyone", None, None, ("NICE-sps", "S42"), "primary"),
    Check("no_serum_b12", "every review", ("no routine serum B12 level: it is uninformative during injections",),
          "everyone on injections", None, None, ("BNSSG", "NHG", "R12"), "primary"),
)  # fmt: skip

EXPECTED: tuple[Expected, ...] = (
    Expected("feeling", "the patient feels better", q(24, "h"), q(48, "h"),
             "feeling no better so early means little", ("FACTS 6",), "primary"),
    Expected("reticulocyte_rise", "reticulocytes begin to rise", q(3, "d"), q(4, "d"),
             "wait for the peak", ("FACTS 6",), "secondary"),
    Expected("reticulocyte_peak", "reticulocytes peak, at about day 7", q(5, "d"), q(10, "d"),
             "reconsider the diagnosis, iron and folate", ("FACTS 6", "FDA"), "secondary"),
    Expected("haemoglobin_rise", "haemoglobin rises by about 10 g/L a week", q(1, "wk"), q(8, "wk"),
             "look for iron or folate deficiency, or another diagnosis", ("FACTS 6",), "secondary"),
    Expected("hypersegmentation_gone", "hypersegmented neutrophils disappear", q(0, "d"), q(2, "wk"),
             "look at the film again", ("FACTS 6",), "secondary"),
    Expected("haemoglobin_normal", "the blood count is normal", q(8, "wk"), q(8, "wk"),
             "look for iron or folate deficiency, or another diagnosis", ("FACTS 6",), "secondary"),
    Expected("mcv_normal", "the MCV is normal", q(6, "wk"), q(12, "wk"),
             "reconsider the diagnosis", ("FACTS 6",), "secondary"),
    Expected("metabolites_fall", "methylmalonic acid and homocysteine fall", q(1, "d"), q(4, "wk"),
             "check kidney function, folate and whether the doses were given", ("FACTS 6", "SPEC our judgement", "R71"),
             "unverified"),
    Expected("nerves_improve", "neurological symptoms improve; a brief early worsening is possible", q(6, "wk"),
             q(12, "wk"), "continue; improvement can go on for up to 12 months", ("FACTS 6",), "secondary"),
    Expected("nerves_late", "further neurological improvement", q(12, "wk"), q(12, "mo"),
             "no improvement by then: recovery may stay incomplete; reconsider the diagnosis", ("FACTS 6", "R71"), "unverified"),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    Action("oral_improved_cause_gone", "oral", "improved", "dealt with",
           "Stop the tablets.", ("NICE-sps",), "primary"),
    Action("oral_improved_cause_stays", "oral", "improved", "not dealt with",
           "Continue the tablets and follow up: the cause is still present or unknown.", ("NICE-sps",), "primary"),
    Action("oral_improved_irreversible", "oral", "improved", "irreversible",
           "Never end B12 treatment: the cause is irreversible. Confirm that tablets are the intended route.",
           ("NICE 1.5", "SPEC our judgement", "R72"), "unverified"),
    Action("oral_insufficient", "oral", "insufficient", "any",
           "Raise the dose or switch to injections.", ("NICE-sps",), "primary"),
    Action("oral_worse", "oral", "worse", "any",
           "Consider another diagnosis. Raise the dose or switch to injections.", ("NICE-sps",), "primary"),
    Action("injections_improved_irreversible", "injections", "improved", "irreversible",
           "Continue for life: the cause is irreversible.", ("NICE-sps", "NICE 1.5"), "primary"),
    Action("injections_improved_cause_gone", "injections", "improved", "dealt with",
           "Consider stopping, or a longer interval.", ("NICE-sps",), "primary"),
    Action("injections_improved_cause_stays", "injections", "improved", "not dealt with",
           "Continue the injections.", ("NICE-sps",), "primary"),
    Action("injections_insufficient", "injections", "insufficient", "any",
           "Shorten the interval within the product information. Reconsider the diagnosis.", ("NICE-sps",), "primary"),
    Action("injections_worse", "injections", "worse", "any",
           "Reconsider the diagnosis. Shorten the interval within the product information.", ("NICE-sps",), "primary"),
)  # fmt: skip
