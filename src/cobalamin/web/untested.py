"""Who was never tested: deficiency is to come, or the blood looks like it, without a level and without B12 (register R144)."""

from __future__ import annotations

from cobalamin.language.ladder import UNDETERMINED
from cobalamin.web.situation import Situation
from cobalamin.web.suggested import METABOLITES


def is_untested(here: Situation) -> bool:
    """True where a cause for life or the blood count points to deficiency, and neither a test of it nor B12 is on record."""
    tested = here.measured(*METABOLITES) or (here.b12_measured and not here.hereditary)
    treated = here.on_injections or here.known("oral_b12")
    if tested or treated or here.not_read("results"):
        return False
    return here.holds("absorption_impaired_for_good") or _blood_points_to_it(here)


def _blood_points_to_it(here: Situation) -> bool:
    """Of grown people alone, whose route is open without a level: a newborn's red cells are large."""
    film = here.known("megaloblastic_picture") or here.known("hypersegmented_neutrophils")
    macrocytic = here.holds("macrocytosis") and here.holds("anaemia") and not here.warned("folate")
    return here.answer.route.outcome == UNDETERMINED and (film or macrocytic)
