"""The words the cells of a CSV may use, and what they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from cobalamin.knowledge.facts import FACTS
from cobalamin.knowledge.treatment import Decision, Kind, Outcome
from cobalamin.recall.record import CAUSE_NAMES
from cobalamin.recall.sources import tongues

_GIVEN = (
    "given", "administration", "administered", "injection given", "injection", "injected", "dose", "y", "yes", "true", "1",
)  # fmt: skip
LAST_GIVEN = ("last given", "last injection", "last dose")
"""What a row is of a list that tells of each patient the last injection, and how often it is repeated."""
_ORDER = ("order", "ordered", "prescribed", "prescription", "issue", "issued", "medication request")
_SELF = ("self reported", "self injected", "self injection", "self administered", "patient reported")
_STOP = ("stop", "stopped", "discontinued", "ended")
_HOLD = ("hold", "on hold", "put on hold", "held", "paused", "suspended", "withheld")
NOT_GIVEN = ("not given", "not done", "not administered", "n", "no", "false", "0")
_REFUSED = ("refused", "declined", "dose refused", "dose declined", "missed", "did not attend", "dna")
"""The words of a dose that was not given which are its reason too, where no other is told."""
_TABLETS = ("switch to oral", "switched to oral", "switch to tablets", "switched to tablets", "tablets started")
_REVIEW = ("review", "reviewed", "follow up", "medication review")

EVENT_WORDS: Mapping[str, tuple[Kind, Decision | None]] = MappingProxyType({
    **dict.fromkeys(_GIVEN, ("administration", None)),
    **dict.fromkeys(LAST_GIVEN, ("administration", None)),
    **dict.fromkeys(_ORDER, ("order", None)),
    **dict.fromkeys(_SELF, ("self-reported", None)),
    **dict.fromkeys(_STOP, ("stop", None)),
    **dict.fromkeys(_HOLD, ("hold", None)),
    **dict.fromkeys((*NOT_GIVEN, *_REFUSED), ("not_given", None)),
    **dict.fromkeys(_TABLETS, ("switch_to_oral", None)),
    **dict.fromkeys(_REVIEW, ("review", None)),
    **dict.fromkeys(("resume", "resume loading"), ("decision", "resume")),
    **dict.fromkeys(("restart", "restart loading"), ("decision", "restart")),
    **dict.fromkeys(("reload", "re load", "second loading course"), ("decision", "reload")),
    "no further improvement": ("decision", "no_further_improvement"),
    **dict.fromkeys(("start maintenance", "loading complete"), ("decision", "start_maintenance")),
    **dict.fromkeys(("interval", "new interval", "change interval"), ("decision", "interval")),
})  # fmt: skip

OUTCOME_WORDS: Mapping[str, Outcome] = MappingProxyType({
    "resolved": "resolved", "improved": "improved", "better": "improved",
    **dict.fromkeys(("insufficient", "not improved", "not enough", "unchanged", "no change"), "insufficient"),
    **dict.fromkeys(("new or worse", "worse", "new", "new symptoms"), "new_or_worse"),
})  # fmt: skip

YES_NO: Mapping[str, bool | None] = MappingProxyType({
    **dict.fromkeys(("yes", "y", "true", "1"), True), **dict.fromkeys(("no", "n", "false", "0"), False),
    **dict.fromkeys(("", "unknown", "not known", "not recorded"), None),
})  # fmt: skip

DEAD: Mapping[str, bool | None] = MappingProxyType(
    {**YES_NO, **dict.fromkeys(("dead", "deceased", "died", "rip"), True)}
)
"""What the column of deaths may say instead of a day (register R101)."""

StatusMeaning = Literal["here", "row", "dead", "left", "stop", "hold", "declined"]
STATUS: Mapping[str, StatusMeaning] = MappingProxyType({
    **dict.fromkeys(("active", "current", "currently registered", "registered", "alive", "ongoing", "on treatment",
                     "in progress"), "here"),
    **dict.fromkeys(("completed", "complete", "done", "administered", "given", "issued", "final"), "row"),
    **dict.fromkeys(("dead", "deceased", "died", "rip", "death", "patient died", "patient deceased"), "dead"),
    **dict.fromkeys(("left practice", "left the practice", "patient left practice", "left area", "left the area",
                     "moved away", "moved out of area", "moved practice", "deregistered", "de registered",
                     "no longer registered", "transferred out"), "left"),
    **dict.fromkeys((*_STOP, "treatment stopped", "treatment ended", "treatment discontinued", "injections stopped",
                     "injections ended", "injections discontinued", "b12 stopped", "b12 injections stopped"), "stop"),
    **dict.fromkeys(_HOLD, "hold"), **dict.fromkeys(("declined", "refused"), "declined"),
})  # fmt: skip
"""What a column of statuses says for certain (register M44); "row" speaks of an entry alone.

"Left" and "inactive" may be anything.
"""

FEMALE: Mapping[str, bool | None] = MappingProxyType({
    "female": True, "f": True, "woman": True, "male": False, "m": False, "man": False, "": None, "unknown": None,
})  # fmt: skip

_PLAIN_CAUSES = {
    **dict.fromkeys(("pernicious anaemia", "pernicious anemia", "pa", "p a", "addisonian pernicious anaemia", "addisonian pa"),
                    "autoimmune_gastritis"),
    **dict.fromkeys(("intrinsic factor antibodies", "if antibodies positive", "if antibody positive"),
                    "intrinsic_factor_antibody"),
    # Of unknown extent: never read as the complete operation.
    "gastrectomy": "partial_gastrectomy", "post gastrectomy": "partial_gastrectomy", "ileal resection": "partial_ileal_resection",
    **dict.fromkeys(("bariatric", "gastric bypass", "sleeve gastrectomy", "gastric sleeve"), "bariatric_surgery"),
    **dict.fromkeys(("crohn", "crohns", "crohns disease"), "ileal_crohns_disease"),
    **dict.fromkeys(("coeliac", "celiac", "celiac disease"), "coeliac_disease"),
    **dict.fromkeys(("diet", "dietary", "vegan", "vegan diet"), "low_b12_diet"),
    "ppi": "proton_pump_inhibitor", "alcohol": "alcohol_excess", "malabsorption": "other_malabsorption",
}  # fmt: skip


NO_CAUSE = frozenset((
    "", "unknown", "not known", "not recorded", "none", "nil", "tbc", "none known", "none found", "n a", "no cause found",
    "b12 deficiency", "vitamin b12 deficiency", "low b12", "b12 def", "vit b12 deficiency", "vit b12 def", "b12 deficient",
    "low vitamin b12", "b12 deficiency anaemia", "b12 deficiency anemia", "vitamin b12 deficiency anaemia",
    "vitamin b12 deficiency anemia",
))  # fmt: skip
"""What a column of causes holds where it names none; the deficiency is what a cause is asked for."""


def event_said(text: str) -> tuple[Kind, Decision | None] | None:
    """What an entry is; of a column *given* a no may have its reason behind it: "N - DNA"."""
    low = plain(text)
    found = EVENT_WORDS.get(low)
    return EVENT_WORDS["no"] if found is None and low.partition(" ")[0] in ("n", "no", "not") else found


@lru_cache(maxsize=16384)
def plain(text: str) -> str:
    """Lower case without accents and punctuation, single spaces: how words of cells are compared."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower().replace("'", "").replace("’", "")).strip()


CAUSES: Mapping[str, str] = MappingProxyType(
    {name.replace("_", " "): name for name in sorted(CAUSE_NAMES)}
    | {plain(FACTS[name].fact.label): name for name in sorted(CAUSE_NAMES)}
    | _PLAIN_CAUSES
    | {word: name for name, words in tongues.CAUSES.items() for word in words}
)
"""Every fact that can be a cause, by its name in words, as our own lists write it, and the usual plain words."""
_BETWEEN = re.compile(r"[;,|/&]|\s\+\s|\band\b")
_YEAR = re.compile(r"\b(in |since |seit |desde |depuis )?(19|20)\d\d\b|^(z n|zustand nach|status nach) ")
"""What is said beside a cause: since when, and that an operation lies behind."""


def causes_named(cell: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The causes of a cell, and each part of it that is not read; what stands beside a question mark is only suspected."""
    found: set[str] = set()
    unread: list[str] = []
    for part in [] if plain(cell) in NO_CAUSE else map(str.strip, _BETWEEN.split(cell)):
        cause = CAUSES.get(_YEAR.sub("", plain(part)).strip())
        if cause is not None and "?" not in part:
            found.add(cause)
        elif plain(part) not in NO_CAUSE:
            unread.append(part)
    return frozenset(found), tuple(unread)
