"""What came of the obligations, for a terminal of 100 columns: a line each, and a sentence where one does not simply hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from cobalamin.proving.prove import Result

WIDTH = 100


def table(results: Sequence[Result], listed: Mapping[str, str] = {}) -> str:
    """The results and the totals; `listed`: why an obligation does not hold of this guideline, by its id."""
    return "\n".join(_lines(results, listed))


def _lines(results: Sequence[Result], listed: Mapping[str, str]) -> Iterator[str]:
    yield f"  {'obligation':<37} {'claims':>6} {'diagram':>8} {'seconds':>8}  result"
    for r in results:
        came = "listed exception" if not r.holds and r.obligation.id in listed else r.status
        mark = "=" if r.status == "proved" else "~" if r.holds or r.obligation.id in listed else "X"
        yield f"{mark} {r.obligation.id:<37} {r.claims:>6} {r.by_diagram:>8} {r.seconds:>8.2f}  {came}"
        if r.status != "proved":
            yield from _told(r, listed)
    yield from _totals(results, listed)


def _told(result: Result, listed: Mapping[str, str]) -> Iterator[str]:
    """The sentence that does not hold for everybody, and why that stands."""
    yield from _indented(result.obligation.sentence)
    if result.remark:
        yield from _indented(result.remark)
    for allowed in result.obligation.allowed:
        yield from _indented(f"but: {allowed.because}")
    if not result.holds and result.obligation.id in listed:
        yield from _indented(f"but: {listed[result.obligation.id]}")


def _indented(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _totals(results: Sequence[Result], listed: Mapping[str, str]) -> Iterator[str]:
    held, claims = sum(r.holds for r in results), sum(r.claims for r in results)
    by_diagram, seconds = sum(r.by_diagram for r in results), sum(r.seconds for r in results)
    excepted = sum(not r.holds and r.obligation.id in listed for r in results)
    broken = len(results) - held - excepted
    yield f"{held} of {len(results)} obligations hold; {excepted} listed exceptions, {broken} broken"
    yield f"{claims} claims decided by Z3, {by_diagram} of them by the decision diagram as well, in {seconds:.1f} s"
    yield "= proved   ~ holds but for what is listed   X broken   Not signed off by a clinician."
