"""Folic acid that is ordered while B12 deficiency is untreated and not excluded (registers R65, R94)."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.web.cards import Card, Indicator, Suggestion
from cobalamin.web.order_mind import by_rule
from cobalamin.web.orders import Orders, without_mixtures
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import b12_test, if_declined, injections, removal, tablets, tests


def folic_acid_alone(here: Situation, orders: Orders) -> Iterator[Card]:
    """Folic acid while B12 deficiency is untreated and not excluded; with B12 among the orders or the medicines, nothing."""
    orders = tuple(each for each in orders if here.suspected or not (each.injected and each.mixture))
    if not orders or (is_treated(here) and not _too_little(here)) or here.unlikely or _is_prevention(here):
        return
    level = [] if _is_settled(here) else tests(here, [b12_test(here)])
    # In pregnancy it protects the child: B12 is added, and it stays (R94); so does what else is in the product (R93).
    gone = () if here.known("pregnant") else without_mixtures(orders)
    offered = [*(with_b12(here) or level), *removal(gone, recommended=False)]
    critical = here.suspected and here.indicator == "critical"
    indicator: Indicator = "critical" if critical else "warning" if here.suspected else "info"
    yield by_rule(here, _folic_line(here), indicator, "folic_acid_alone", offered)


def _is_settled(here: Situation) -> bool:
    """Nothing to measure, or on its way; in pregnancy a low total B12 settles nothing."""
    measured = here.measured("active_b12") if here.known("pregnant") else here.b12_measured
    return measured or here.holds("deficiency_confirmed") or here.drafted(lambda order: order.b12_test)


def with_b12(here: Situation) -> list[Suggestion]:
    """B12 to be given with it, by the route of the answer."""
    return injections(here, "Add B12 injections (draft)") + tablets(here, "Add B12 tablets (draft)") + if_declined(here)


def is_treated(here: Situation) -> bool:
    """Whether B12 is given already, or drafted."""
    return here.on_injections or here.known("oral_b12") or here.b12_drafted


def _too_little(here: Situation) -> bool:
    """Whether a confirmed deficiency has no other B12 than that of a mixture."""
    return here.holds("deficiency_confirmed") and here.b12_in_mixture_alone


_PICTURE = ("deficiency_suspected", "deficiency_confirmed", "anaemia", "macrocytosis", "neurological_involvement")


def _is_prevention(here: Situation) -> bool:
    """Folic acid in a pregnancy in which nothing recorded points to deficiency (register R94)."""
    return here.known("pregnant") and not any(map(here.holds, _PICTURE)) and not here.warned("folate_low_untreated_b12")


def _folic_line(here: Situation) -> str:
    if here.known("pregnant") and here.suspected and not here.hereditary:
        if _too_little(here):
            return (
                "Folic acid in pregnancy: B12 deficiency is confirmed, and B12 only in a mixture: give B12 with it; do not leave "
                "folic acid out."
            )
        untreated = here.holds("deficiency_confirmed")
        then = "is untreated: give B12 with it" if untreated else "is suspected: settle or treat that now"
        return f"Folic acid alone in pregnancy while B12 deficiency {then}; do not leave folic acid out."
    if _too_little(here):
        only = "the only B12 is in a mixture, perhaps too little"
        return f"Folic acid while B12 deficiency is confirmed and {only}: give B12 with it."
    if here.holds("deficiency_confirmed"):
        return "Folic acid alone while B12 deficiency is untreated: it may correct the blood but not the nerves."
    if here.hereditary:
        return "Folic acid alone beside a hereditary disorder of B12: no level excludes deficiency there; a specialist decides."
    if here.suspected:
        return "Folic acid alone while B12 deficiency is suspected: it may correct the blood but not the nerves."
    if here.drafted(lambda order: order.b12_test):
        return "Folic acid alone: B12 deficiency is not excluded. Wait for the B12 result, or give both."
    return "Folic acid alone: B12 deficiency is not excluded. Measure B12, or give both."
