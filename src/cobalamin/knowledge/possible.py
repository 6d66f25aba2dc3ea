"""Which facts cannot stand together: worlds the exact reading leaves out, and a record that claims them contradicts itself."""

from __future__ import annotations

from cobalamin.knowledge.definitions import breastfeeding, female, pregnant, trimester_2
from cobalamin.language.nodes import Named, Not, all_of, any_of

possible = Named(
    "possible", "only women are pregnant or breastfeed; only pregnancies have trimesters",
    all_of(
        any_of(female, Not(any_of(pregnant, breastfeeding))),
        any_of(pregnant, Not(trimester_2)),
    ),
    ("SPEC 4",),
)  # fmt: skip
