"""Patient to trace by Kleene's rules: the plain interpreter every other reading is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from cobalamin.language.nodes import AtLeast, Compare, Condition, Finding, Leaf, Named, Not, Presume, RuleError, Value
from cobalamin.language.patient import Patient, holds, known_interval
from cobalamin.language.truth import Truth


class Trace(Value):
    """Why: the same tree as the condition, with what each node came to."""

    node: Condition
    truth: Truth
    parts: tuple[Trace, ...] = ()


def explain(node: Condition, patient: Patient) -> Trace:
    """The meaning of the language. No short-circuit, so that the explanation is always whole."""
    return _explain(node, patient, {})


def truths_of(patient: Patient) -> Callable[[Condition], Truth]:
    """The truth of any condition for one patient; what several conditions share is read once."""
    done: dict[Condition, Trace] = {}
    return lambda node: _explain(node, patient, done).truth


def _explain(node: Condition, patient: Patient, done: dict[Condition, Trace]) -> Trace:
    if node not in done:
        done[node] = _read(node, patient, done)
    return done[node]


def _read(node: Condition, patient: Patient, done: dict[Condition, Trace]) -> Trace:
    match node:
        case Compare() | Finding():
            return Trace(node, leaf_truth(node, patient))
        case AtLeast(k=k, parts=parts):
            traces = tuple(_explain(part, patient, done) for part in parts)
            return Trace(node, kth_largest(k, [trace.truth for trace in traces]), traces)
        case Not(part=part):
            trace = _explain(part, patient, done)
            return Trace(node, ~trace.truth, (trace,))
        case Named(part=part):
            trace = _explain(part, patient, done)
            return Trace(node, trace.truth, (trace,))
        case Presume(part=part, value=value):
            trace = _explain(part, patient, done)
            return Trace(node, value if trace.truth is Truth.UNKNOWN else trace.truth, (trace,))
        case _:
            assert_never(node)


def leaf_truth(leaf: Leaf, patient: Patient) -> Truth:
    """What the patient's facts say of one leaf."""
    match leaf:
        case Compare(measure=measure):
            interval = known_interval(patient, measure)
            return Truth.UNKNOWN if interval is None else holds(leaf, interval)
        case Finding(name=name):
            match patient.get(name):
                case None:
                    return Truth.UNKNOWN
                case bool() as present:
                    return Truth.of(present)
                case other:
                    raise RuleError(f"{name} is a finding and takes True or False, not {other!r}")
        case _:
            assert_never(leaf)


def kth_largest(k: int, truths: list[Truth]) -> Truth:
    """At least k of them hold: the k-th largest."""
    return sorted(truths, key=lambda truth: truth.rank)[-k]


def unsettled(trace: Trace) -> frozenset[Leaf]:
    """The unknown leaves that keep a trace undecided: what to ask or to measure next. Empty exactly when it is decided."""
    if trace.truth is not Truth.UNKNOWN:
        return frozenset()
    match trace.node:
        case Compare() | Finding() as leaf:
            return frozenset({leaf})
        case _:
            return frozenset().union(*map(unsettled, trace.parts))


def presumptions(trace: Trace) -> tuple[Presume, ...]:
    """The presumptions that stood in for something unknown anywhere in the trace, each once."""
    found: dict[Presume, None] = {}
    seen: set[int] = set()

    def visit(inner: Trace) -> None:
        if id(inner) in seen:
            return
        seen.add(id(inner))
        if isinstance(inner.node, Presume) and inner.parts[0].truth is Truth.UNKNOWN:
            found[inner.node] = None
        for part in inner.parts:
            visit(part)

    visit(trace)
    return tuple(found)
