"""Obligations a source does not meet, each with the reason: what its own rules say, not what we would wish."""

from __future__ import annotations

from collections.abc import Mapping

_TWICE = "a clause keeps its own name and source where it says what another rule says"
_MEDICINE = "the source names medicines as a cause, so a medicine may move the route"
_PREGNANCY = (
    "nothing was seen in the source that chooses a route in pregnancy: diet or no malabsorption leads to tablets"
)
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "nice": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _MEDICINE,
        "pregnant_and_confirmed": _PREGNANCY,
    },
    "bsh": {
        "no_two_rules_equal": _TWICE,
        "medicines_do_not_indicate": _MEDICINE,
        "cause_keeps_indication": "no cause found is a rule of its own; a cause takes it away and another rule takes over",
    },
    "us-label": {"no_two_rules_equal": _TWICE, "pregnant_and_confirmed": _PREGNANCY},
    "us-practice": {"no_two_rules_equal": _TWICE, "pregnant_and_confirmed": _PREGNANCY},
    "nhg": {
        "no_two_rules_equal": _TWICE,
        "pregnant_and_confirmed": _PREGNANCY,
        "irreversible_never_untreated": "1000 ug by mouth whatever the cause is the source's own rule; tablets are forbidden here",
    },
}
"""Profile id -> obligation id -> why it does not hold there."""
