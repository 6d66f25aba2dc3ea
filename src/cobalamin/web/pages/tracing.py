"""Why: the parts of a rule that decide, level by level, down to the figure, the record and the source sentence.

What makes no difference is counted, not shown: of an "any of" that holds, the parts that hold; of one that does not, all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, assert_never

from cobalamin.assessment.wording import value_text
from cobalamin.knowledge.facts import FACTS
from cobalamin.language.explain import Trace, unsettled
from cobalamin.language.nodes import AtLeast, Compare, Finding, Leaf, Named, Not, Presume
from cobalamin.language.truth import Truth
from cobalamin.readings.text import outline
from cobalamin.records.known import Known
from cobalamin.records.record import is_typed
from cobalamin.translation.marked import _
from cobalamin.web.pages.citing import Cited, all_cited


class Recorded(NamedTuple):
    """What is known of a fact, and where that was read."""

    value: str
    where: str = ""
    when: str = ""
    sent: str = ""
    note: str = ""
    presumed: bool = False


class Why(NamedTuple):
    """One step of an explanation. `how` is said before its parts: all of, any of."""

    text: str
    truth: Truth
    parts: tuple[Why, ...] = ()
    how: str = ""
    omitted: int = 0
    cites: tuple[Cited, ...] = ()
    verified: str = ""
    recorded: Recorded | None = None
    fact: str = ""
    open: tuple[str, ...] = ()
    """Facts that keep a word open, where its parts are not shown."""


@dataclass(frozen=True)
class Tracing:
    """Explains for one patient: what is known of them stands beside each leaf."""

    known: dict[str, Known]
    most_open: int = 2
    """Levels to which a word that is open is taken apart; below them the facts that keep it open are listed."""

    def why(self, trace: Trace, level: int = 0) -> Why:
        """The explanation of a trace."""
        match trace.node:
            case Compare() | Finding() as leaf:
                return self.leaf(leaf, trace.truth)
            case Named(statement=statement, cites=cites):
                if trace.truth is Truth.UNKNOWN and level >= self.most_open:
                    return Why(statement, trace.truth, cites=all_cited(cites), open=_open(trace))
                inner = self.why(trace.parts[0], level + 1)
                if inner.how:
                    return inner._replace(text=statement, cites=all_cited(cites))
                return Why(statement, trace.truth, (inner,), cites=all_cited(cites))
            case AtLeast(k=k, parts=parts):
                shown = [part for part in trace.parts if _decides(part.truth, trace.truth, whole=k == len(parts))]
                told = tuple(self.why(part, level) for part in shown)
                if len(told) == 1:  # one part decides: what it is one of says nothing more
                    return told[0]
                how = _count(k, len(parts))
                return Why("", trace.truth, tuple(_spliced(told, how)), how, len(parts) - len(shown))
            case Not():
                inner = self.why(trace.parts[0], level)
                if inner.text:
                    return inner._replace(text=_("not: {what}").format(what=inner.text), truth=trace.truth)
                return Why(_("none of what is below"), trace.truth, inner.parts, "", inner.omitted)
            case Presume() if trace.parts[0].truth is not Truth.UNKNOWN:
                return self.why(trace.parts[0], level)
            case Presume(value=value, because=because):
                said = _("Taken as yes where unknown") if value is Truth.YES else _("Taken as no where unknown")
                return Why(f"{said}: {because}", trace.truth, (self.why(trace.parts[0], level),))
            case _:
                assert_never(trace.node)

    def leaf(self, leaf: Leaf, truth: Truth) -> Why:
        """A figure or a finding beside what is recorded of it."""
        match leaf:
            case Compare(measure=measure, bound=bound):
                text = outline(leaf, figure=lambda figure: figure.text).text
                recorded = self.recorded(measure.name)
                return Why(text, truth, (), "", 0, all_cited(bound.cites), bound.verified, recorded, measure.name)
            case Finding(name=name, label=label):
                return Why(label, truth, recorded=self.recorded(name), fact=name if name in FACTS else "")
            case _:
                assert_never(leaf)

    def recorded(self, name: str) -> Recorded | None:
        """What the record says of a fact; None where it says nothing."""
        known = self.known.get(name)
        if known is None:
            return None
        where, when, sent = known.source or ("", "", "")
        typed = is_typed(where)
        return Recorded(
            value_text(name, known.value), "" if typed else where, when[:10], "" if typed else sent, known.note, known.presumed
        )  # fmt: skip


def _open(trace: Trace) -> tuple[str, ...]:
    """The facts that keep a trace open, in the order they are asked."""
    names = {leaf.measure.name if isinstance(leaf, Compare) else leaf.name for leaf in unsettled(trace)}
    return tuple(name for name in FACTS if name in names)


def _spliced(parts: tuple[Why, ...], how: str) -> Iterator[Why]:
    """An "all of" inside an "all of" says the same twice."""
    for part in parts:
        if not part.text and part.how == how and how != _count(2, 3):
            yield from part.parts
        else:
            yield part


def _decides(part: Truth, of: Truth, *, whole: bool) -> bool:
    """Whether a part has to do with what the whole came to; of an unknown "all of", what holds already is shown too."""
    return part is of or (of is Truth.UNKNOWN and whole and part is Truth.YES)


def _count(k: int, of: int) -> str:
    if k == of:
        return _("all of")
    return _("any of") if k == 1 else _("at least {k} of").format(k=k)
