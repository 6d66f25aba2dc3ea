"""The base article as a profile: the six indications for injections, tablets for the rest. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.answer import continuing, tablets
from cobalamin.knowledge.guidelines.profile import Profile, RouteRule
from cobalamin.knowledge.indications import INDICATIONS
from cobalamin.knowledge.rules import ARTICLE as BASE
from cobalamin.knowledge.rules import Clause, Regimens
from cobalamin.knowledge.thresholds import THRESHOLDS

_RULES = (
    *(RouteRule("injection", i.heading, i.rule) for i in INDICATIONS),
    RouteRule("injection", "Injections go on", continuing),
    RouteRule("oral", "Everybody else", tablets),
)
_CLAUSES = (
    *(Clause(r.rule.id, r.rule.statement, r.rule.cites, "primary") for r in _RULES),
    *(Clause(t.id, f"The article prints no figure. Borrowed: {t.label}", (*t.cites, "G38"), t.verified, True)
      for t in THRESHOLDS.values()),
    Clause("regimens", "The article prints no regimen. Borrowed: hydroxocobalamin as the BNF and the product information print it",
           ("BNF", "SmPC", "G38"), "secondary", True),
)  # fmt: skip

ARTICLE = Profile(BASE.id, BASE.title, "", None, None, (), (), _RULES, Regimens(), _CLAUSES)
