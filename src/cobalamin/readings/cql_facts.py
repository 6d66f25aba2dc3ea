"""Facts in CQL over the retrieves of the library: the latest word on a finding, the latest result of a measure; else null."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from cobalamin.readings.cql import FindingFact, MeasureFact, decimal, quoted
from cobalamin.readings.cql_retrieves import by_route, coded

AFTER_INJECTION = "14 days"


def completed_months(born: str, on: str) -> str:
    """Whole months between two dates: one is complete on the same day, or on the last day of a month too short for it.

    Spelled out because one engine does not count a month that ends with a shorter one (docs/cql.md).
    """
    months = f"((year from {on}) - (year from {born})) * 12 + (month from {on}) - (month from {born})"
    early = f"(day from {on}) < (day from {born}) and (day from ({on} + 1 day)) != 1"
    return f"{months}\n  - (if {early} then 1 else 0)"


Fading = Literal["never", "unless active", "always", "pregnancy"]
"""When a finding recorded long ago stops counting: after twelve months, or after 300 days for a pregnancy, a yes and a no."""
_IN_TIME: Mapping[Fading, str] = {
    "never": "",
    "unless active": ' and (C.active or C.dated >= "Window start")',
    "always": ' and C.dated >= "Window start"',
    "pregnancy": ' and C.dated >= "On" - 300 days',
}
_SEEN_IN_TIME: Mapping[Fading, str] = {**_IN_TIME, "unless active": _IN_TIME["always"]}
"""The same of what was observed, which is never said to be active."""
Words = tuple[str, ...]
"""Expressions for lists of what is said of a finding: whether it is present, is said to go on, or ended, and the day."""
_PRESENT = "present: true, over: false, recorded: C.recorded"
_ABSENT = "present: false, goes_on: false, over: false, recorded: C.recorded"


def recorded(
    value_set: str, *, ever: bool, fading: Fading = "never", of: str = "Recorded", undenied: str = ""
) -> Words:
    """Diagnoses and operations, or another retrieve of their shape. What holds for life is never over.

    `undenied`: codes that say the finding among others, and whose refutation does not deny it.
    """
    present, over = ("not C.refuted", "false") if ever else ("not C.refuted and not C.over", "not C.refuted and C.over")
    in_time = _IN_TIME["never" if ever else fading]
    if undenied:
        in_time += f" and not (C.refuted and {coded('C', undenied)})"
    return (
        f"({quoted(of)} C where {coded('C', value_set)}{in_time}\n"
        f"  return all Tuple {{ present: {present}, goes_on: C.active and {present}, over: {over}, recorded: C.recorded }})",
    )


def seen(value_set: str, *, ever: bool, fading: Fading = "never", denied: str = "", undenied: str = "") -> Words:
    """A finding sent as an observation: its value names it (or, by a code of `denied`, its absence), or says yes or no.

    `undenied`: codes that say the finding among others, and whose no does not deny it.
    """
    kept = f" and (C.said or not {coded('C', undenied)})" if undenied else ""
    said = f"if {coded('O', value_set, 'answers').replace('K in', 'K.code in')} then true else O.said"
    if denied:
        either = f"First(O.answers K where K.code in {quoted(value_set)} or K.code in {quoted(denied)})"
        said = f"if {either} is not null then ({either}.code in {quoted(value_set)}) else O.said"
    return (
        f'(("Seen" O where {coded("O", value_set)}\n'
        f"  return all Tuple {{ codes: O.codes, said: {said}, recorded: O.recorded, dated: O.dated }}) C\n"
        f"  where C.said is not null{kept}{_SEEN_IN_TIME['never' if ever else fading]}\n"
        "  return all Tuple { present: C.said, goes_on: false, over: false, recorded: C.recorded })",
    )


def denied(value_set: str, *, fading: Fading = "never") -> Words:
    """What a code denies by itself: a diagnosis that stands, or an observation whose value does not take it back."""
    return (
        f'("Conditions" C where {coded("C", value_set)} and not C.refuted and not C.over{_IN_TIME[fading]}\n'
        f"  return all Tuple {{ {_ABSENT} }})",
        f'("Seen" C where {coded("C", value_set)} and C.final and Coalesce(C.flag, true){_SEEN_IN_TIME[fading]}\n'
        f"  return all Tuple {{ {_ABSENT} }})",
    )


def taken(value_set: str) -> Words:
    """A medicine that is taken; that nobody wrote of it is not a no."""
    return (f'("Taken" C where {coded("C", value_set)}\n  return all Tuple {{ {_PRESENT}, goes_on: C.goes_on }})',)


def taken_b12(route: Literal["injected", "swallowed"]) -> Words:
    """B12 that is injected, or swallowed."""
    return (f'("Taken" C where {by_route("C", route)}\n  return all Tuple {{ {_PRESENT}, goes_on: C.goes_on }})',)


def finding(name: str, words: Words, *, ever: bool) -> FindingFact:
    """By the latest word; a yes and a no of one day contradict each other, so unknown. `ever`: once present it holds for life.

    Beside an episode that is said to go on, one that is over says nothing.
    """
    usable, counting, latest, current = (
        quoted(f"{name} {word}") for word in ("usable", "counting", "latest day", "current")
    )
    listed = ",\n".join(words).replace("\n", "\n    ")
    before = f"define {usable}:\n  flatten {{\n    {listed}\n  }}"
    if ever:
        present = f"exists ({usable} C where C.present)"
        return FindingFact(f"case when {present} then true when exists {usable} then false else null end", before)
    before += (
        f"\n\ndefine {counting}:\n  {usable} C where not (C.over and exists ({usable} G where G.goes_on))\n\n"
        f"define {latest}:\n  Max({counting} C return all C.recorded)\n\n"
        f"define {current}:\n  {counting} C where C.recorded is null or C.recorded = {latest}"
    )
    yes, no = f"exists ({current} C where C.present)", f"exists ({current} C where not C.present)"
    return FindingFact(
        f"case\n  when {yes} then (if {no} then null else true)\n  when {no} then false\n  else null\nend", before
    )


_NOT_SPOILED = f"""
      and not exists ("Injection days" D where D <= R.recorded and R.recorded <= D + {AFTER_INJECTION})"""


def tested(value_set: str, *, spoiled: bool, undenied: str, ever: bool) -> tuple[str, Words]:
    """What a laboratory found, as words on a finding, and the definitions they stand on.

    The latest final result of the last twelve months counts, positive or negative; two of one moment that contradict each other
    say nothing. `ever`: a positive one holds for life. `spoiled`: a sample drawn within fourteen days after an injection of B12
    does not count.
    """
    word = "(R.word in {'positive', 'negative', 'normal'} or R.value is not null and R.word in {'high', 'low'})"
    if undenied:
        word += f"\n      and not (R.word in {{'negative', 'normal', 'low'}} and {coded('R', undenied)})"
    before = _latest(value_set, f"{word}{_NOT_SPOILED if spoiled else ''}")
    latest, positive = quoted(f"{value_set} latest"), "R.word in {'positive', 'high'}"
    yes, no = (f"exists ({latest} L where {word}(L.word in {{'positive', 'high'}}))" for word in ("", "not "))
    agreed = f"not ({yes} and {no})"
    words: Words = (
        f"({latest} R where {agreed}\n"
        f"  return all Tuple {{ present: {positive}, goes_on: false, over: false, recorded: R.recorded }})",
    )
    if ever:
        counts = _NOT_SPOILED.replace("\n      ", " ") if spoiled else ""
        word = "(R.word = 'positive' or R.value is not null and R.word = 'high')"
        words += (
            f'("Final results" R where {coded("R", value_set)} and {word}{counts}\n'
            "  return all Tuple { present: true, goes_on: false, over: false, recorded: R.recorded })",
        )
    return before, words


def latest_result(
    value_set: str, units: Mapping[str, Fraction | None], *, raised: bool, b12: Sequence[str]
) -> MeasureFact:
    """The latest final result of the last twelve months in a unit we know, with its comparator.

    Two results of one moment that differ contradict each other: unknown. `units` have each the figure that shows deficiency,
    where there is one: below it a level, above it a metabolite (`raised`). On injections that go on, one that does not show it
    takes none back that was drawn before, and such a level neither on tablets; on the very day of the first injection, a
    metabolite has not fallen yet, nor has a level risen on the first day of tablets. `b12`: the findings that B12 is given,
    which lifts a level.
    """
    accepted = ", ".join(f"'{unit}'" for unit in units)
    usable = f"R.value is not null and R.unit in {{{accepted}}}"
    shows = _shows(units, 'not "AtMost"' if raised else '"Below"')
    if b12:
        usable += _low_or_not_spoiled(shows)
        before = _latest(
            value_set,
            usable,
            _telling(shows, f"{_INJECTED_ON} or {_SWALLOWED}"),
            " or ".join(f"{each} is true" for each in b12),
        )
    else:
        before = _latest(value_set, usable, _telling(shows, _INJECTED_BEFORE) if raised else "")
    latest, chosen = quoted(f"{value_set} latest"), quoted(f"{value_set} result")
    first = f"First({latest})"
    same = f"R.value = {first}.value and R.unit = {first}.unit and Coalesce(R.comparator, '') = Coalesce({first}.comparator, '')"
    before += f"\n\ndefine {chosen}:\n  if exists ({latest} R where not ({same})) then null else {first}"
    if b12:
        return _at_most_on_replacement(value_set, before, b12)
    return MeasureFact(f"{chosen}.value", f"{chosen}.unit", f"{chosen}.comparator", before)


def _at_most_on_replacement(value_set: str, before: str, b12: Sequence[str]) -> MeasureFact:
    """A level drawn while B12 was given, that is given no more, or of the day of an injection: at most what was measured."""
    chosen = quoted(f"{value_set} result")
    given = " or ".join(f"{finding} is true" for finding in b12)
    during = f'exists ("B12 given" D where D.first <= {chosen}.recorded and {chosen}.recorded <= D.last)'
    on_it, level = quoted(f"{value_set} on replacement"), quoted(f"{value_set} level")
    that_day = f'exists ("Injection days" D where D = {chosen}.recorded)'
    before += f"\n\ndefine {on_it}:\n  {that_day} or not ({given}) and {during}"
    before += f"\n\ndefine {level}:\n  if {on_it} and {chosen}.comparator in {{'>', '>='}} then null else {chosen}"
    at_most = f"if {on_it} then Coalesce({level}.comparator, '<=') else {level}.comparator"
    return MeasureFact(f"{level}.value", f"{level}.unit", at_most, before)


def _shows(units: Mapping[str, Fraction | None], function: str) -> str:
    return " or ".join(
        f"R.unit = '{unit}' and {function}(R.value, R.comparator, {decimal(bound)})"
        for unit, bound in units.items()
        if bound is not None
    )


def _low_or_not_spoiled(low: str) -> str:
    """Not drawn within fourteen days after an injection, or of its very day, after no other, and low all the same."""
    return f"""
      and (not exists ("Injection days" D where D <= R.recorded and R.recorded <= D + {AFTER_INJECTION})
        or ({low})
          and not exists ("Injection days" D where D < R.recorded and R.recorded <= D + {AFTER_INJECTION}))"""


_INJECTED_ON = 'exists ("Injection days" D where D <= R.recorded and R.recorded <= D + 12 months)'
_INJECTED_BEFORE = 'exists ("Injection days" D where D < R.recorded and R.recorded <= D + 12 months)'
_SWALLOWED = 'exists ("B12 swallowed" D where D.first < R.recorded and R.recorded <= D.last)'


def _telling(shows: str, during: str) -> str:
    """Those that were not drawn on B12, or show deficiency all the same."""
    return f"not ({during})\n      or {shows}"


def _latest(value_set: str, usable: str, telling: str = "", given: str = '"finding b12_injections" is true') -> str:
    """The usable results of the latest moment that has any; `telling`, while B12 is `given`, of those where there are any."""
    every, moment, latest = (quoted(f"{value_set} {word}") for word in ("usable results", "latest moment", "latest"))
    found = f'define {every}:\n  "Observations" R\n    where {coded("R", value_set)}\n      and {usable}\n\n'
    if telling:
        some, counting = (quoted(f"{value_set} {word} results") for word in ("telling", "counting"))
        found += f"define {some}:\n  {every} R\n    where {telling}\n\n"
        found += f"define {counting}:\n  if ({given}) and exists {some}\n    then {some} else {every}\n\n"
        every = counting
    return found + (
        f"define {moment}:\n  Max({every} R return all R.taken)\n\n"
        f"define {latest}:\n  {every} R where R.taken = {moment}"
    )
