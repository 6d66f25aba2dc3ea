"""Obligations a source does not meet, each with the reason: what its own rules say, not what we would wish."""

from __future__ import annotations

from collections.abc import Mapping

_TWICE = "a clause keeps its own name and source where it says what another rule says"
_MEDICINE = "the source names medicines as a cause, so a medicine may move the route"
_PREGNANCY = (
    "nothing was seen in the source that chooses a route in pregnancy: diet or no malabsorption leads to tablets"
)
_AT_RISK = (
    "the source counts whoever takes such a medicine as at risk, and of them a raised marker confirms deficiency (G14)"
)
_KIDNEYS = "beside kidneys that leave no metabolite to read the product asks for active B12 (G14): better kidneys settle it without"
_DISCORDANT = "signs against a normal level are a rule of their own (G11): what confirms deficiency ends it, then the cause decides"
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "nice": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _MEDICINE,
        "pregnant_and_confirmed": _PREGNANCY,
    },
    "bsh": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _MEDICINE,
        "neurology_keeps_indication": _DISCORDANT,
        "lower_total_b12": _DISCORDANT,
        "lower_active_b12": _DISCORDANT,
        "lower_haemoglobin": _DISCORDANT,
        "higher_mma": _DISCORDANT,
        "higher_homocysteine": _DISCORDANT,
        "better_kidneys": _DISCORDANT,
        "higher_mcv": _DISCORDANT,
        "diagnosis_keeps_indication": _DISCORDANT,
        "cause_keeps_indication": "no cause found is a rule of its own; a cause takes it away and another rule takes over",
    },
    "us-label": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _AT_RISK,
        "better_kidneys": _KIDNEYS,
        "pregnant_and_confirmed": _PREGNANCY,
    },
    "us-practice": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _AT_RISK,
        "better_kidneys": _KIDNEYS,
        "pregnant_and_confirmed": _PREGNANCY,
    },
    "nhg": {
        "no_two_rules_equal": _TWICE,
        "better_kidneys": _KIDNEYS,
        "pregnant_and_confirmed": _PREGNANCY,
        "irreversible_never_untreated": "1000 ug by mouth whatever the cause is the source's own rule; tablets are forbidden here",
    },
}
"""Profile id -> obligation id -> why it does not hold there."""
