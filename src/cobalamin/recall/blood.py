"""What the blood says of a treatment: reticulocytes, haemoglobin, MCV, methylmalonic acid and homocysteine over time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from cobalamin.knowledge.regimens import Rules
from cobalamin.knowledge.thresholds import THRESHOLDS
from cobalamin.knowledge.treatment import LabResult, TreatmentRecord, months_after
from cobalamin.recall.signs import NOTHING, Response, Said, Sign, Treated, last_of, on_each, worst


class Seen(NamedTuple):
    """A result of treatment beside the last one before it, and the day an earlier one was normal, where there were such."""

    base: Fraction | None
    value: Fraction
    day: int
    normal_on: int | None
    both_normal: bool


@dataclass(frozen=True, slots=True)
class Marker:
    """What is followed: which values are normal, and what a result says."""

    fact: str
    is_normal: Callable[[LabResult], bool]
    say: Callable[[Seen, Rules], Said]


def blood(treated: Treated) -> Iterator[Sign]:
    """A sign for each marker that says anything."""
    limit = normal_haemoglobin(treated.record)
    haemoglobin = _sign(Marker("haemoglobin", lambda lab: lab.value >= limit, partial(_haemoglobin, limit)), treated)
    risen = haemoglobin is not None and haemoglobin.verdict is Response.RESPONDING
    for fact in ("reticulocytes", "reticulocytes_percent"):
        sign = _reticulocytes(fact, treated)
        # One step to a haemoglobin: where that came, the step nobody saw no longer speaks (register M25).
        if sign is not None and not (risen and sign.verdict is Response.INSUFFICIENT):
            yield sign
    others = (_sign(marker, treated) for marker in _OTHERS)
    yield from (sign for sign in (haemoglobin, *others) if sign is not None)


def _sign(marker: Marker, treated: Treated) -> Sign | None:
    """The last result before treatment against the last one of it; of several that may be the last the worse pair counts."""
    after = _of_treatment(marker.fact, treated)
    before = _before(marker.fact, treated)
    return worst(_compared(marker, base, now, after, treated) for base in (before or (None,)) for now in last_of(after))


def _compared(
    marker: Marker, base: LabResult | None, now: LabResult, after: tuple[LabResult, ...], treated: Treated
) -> Sign:
    normal = [treated.days(lab.when)[-1] for lab in after if lab.when.last < now.when.first and marker.is_normal(lab)]
    both_normal = base is not None and marker.is_normal(base) and marker.is_normal(now)

    def say(day: int) -> Said:
        seen = Seen(base.value if base else None, now.value, day, max(normal, default=None), both_normal)
        return marker.say(seen, treated.rules)

    sources = tuple(lab.source for lab in (base, now) if lab is not None)
    return Sign(marker.fact, *on_each(treated.days(now.when), say), sources)


def _before(fact: str, treated: Treated) -> tuple[LabResult, ...]:
    """Bloods of the first day are taken before the first dose; a level of years ago speaks of another time (register R73)."""
    year = months_after(treated.start.first, -12)
    own = (lab for lab in treated.record.labs if lab.fact == fact)
    return last_of([lab for lab in own if year <= lab.when.first and lab.when.last <= treated.start.first])


def _of_treatment(fact: str, treated: Treated) -> tuple[LabResult, ...]:
    return tuple(lab for lab in treated.record.labs if lab.fact == fact and treated.is_of_treatment(lab.when))


_LOOK = "reconsider the diagnosis, iron and folate"


# --- Reticulocytes --------------------------------------------------------------------------------


def _reticulocytes(fact: str, treated: Treated) -> Sign | None:
    """The best of the first days speaks: they rise from day 3 and peak on day 5 to 10."""
    after = _of_treatment(fact, treated)
    return worst(sign for base in _before(fact, treated) if (sign := _peak(base, after, treated)) is not None)


def _peak(base: LabResult, after: tuple[LabResult, ...], treated: Treated) -> Sign | None:
    said = [(on_each(treated.days(lab.when), partial(_count, base, lab, treated.rules)), lab) for lab in after]
    for verdict in (Response.RESPONDING, Response.INSUFFICIENT, Response.TOO_EARLY):
        found = [(text, lab.source) for (of, text), lab in said if of is verdict]
        if found and not (verdict is Response.INSUFFICIENT and _was_normal(treated)):
            text, source = max(found)
            return Sign(base.fact, verdict, text, (base.source, source))
    return None


def _count(base: LabResult, lab: LabResult, rules: Rules, day: int) -> Said:
    if day > rules.check_reticulocytes_to:
        return NOTHING
    if day >= rules.kinetics_reticulocytes_rise and lab.value > base.value:
        return Response.RESPONDING, f"reticulocytes rose by day {day}"
    if day < rules.check_reticulocytes_from:
        peak = f"{rules.check_reticulocytes_from} to {rules.check_reticulocytes_to}"
        rise = rules.kinetics_reticulocytes_rise
        return Response.TOO_EARLY, f"day {day}: reticulocytes rise from day {rise} and peak on day {peak}"
    return Response.INSUFFICIENT, f"no reticulocyte rise by day {day}: {_LOOK}"


def _was_normal(treated: Treated) -> bool:
    """Whether the patient is known not to have been anaemic before treatment: then no peak of reticulocytes is expected."""
    before = _before("haemoglobin", treated)
    limit = normal_haemoglobin(treated.record)
    return bool(before) and all(lab.value >= limit for lab in before)


# --- Haemoglobin ----------------------------------------------------------------------------------


def normal_haemoglobin(record: TreatmentRecord) -> Fraction:
    """The patient's own lower limit, else an adult's, g/L; without a recorded sex the higher one: normal is never claimed early."""
    if record.haemoglobin_limit is not None:
        return record.haemoglobin_limit
    if record.pregnant:
        return THRESHOLDS["hb.pregnant"].printed[0].value
    return THRESHOLDS["hb.women" if record.female else "hb.men"].printed[0].value


def _haemoglobin(normal: Fraction, seen: Seen, rules: Rules) -> Said:
    """About 10 g/L a week from week 1, normal by about 8 weeks; a rise in the first week is a transfusion or chance."""
    if seen.value < normal and seen.day >= rules.check_blood_count:
        return Response.INSUFFICIENT, _low(normal, seen, rules)
    if seen.base is None or seen.base >= normal:
        return NOTHING
    if seen.day < rules.kinetics_haemoglobin_from:
        return Response.TOO_EARLY, _waiting(seen)
    if seen.value >= normal:
        return Response.RESPONDING, f"haemoglobin normal on day {seen.day}"
    return _rise(seen.value - seen.base, normal - seen.base, seen, rules)


def _low(normal: Fraction, seen: Seen, rules: Rules) -> str:
    if seen.normal_on is not None:
        return f"haemoglobin low again on day {seen.day}: it was normal on day {seen.normal_on}"
    if seen.base is not None and seen.base >= normal:
        return f"haemoglobin low on day {seen.day} and normal before treatment: {_LOOK}"
    weeks = rules.check_blood_count // 7
    return f"haemoglobin still low on day {seen.day}: normal was expected by about {weeks} weeks: {_LOOK}"


def _waiting(seen: Seen) -> str:
    if seen.base is not None and seen.value < seen.base:
        return (
            f"haemoglobin down {float(seen.base - seen.value):g} g/L on day {seen.day}: it rises after the first week"
        )
    return f"day {seen.day}: haemoglobin rises after the first week"


def _rise(rise: Fraction, to_normal: Fraction, seen: Seen, rules: Rules) -> Said:
    """Less than half of what was expected, which is never more than to normal, is not enough; two weeks are allowed (M17)."""
    day = seen.day
    weekly = rules.kinetics_haemoglobin_week * (day - rules.kinetics_haemoglobin_from) // 7
    expected = min(Fraction(weekly), to_normal)
    about = f"about {round(expected)}"
    if rise > 0 and rise * 100 >= expected * rules.kinetics_haemoglobin_least:
        return Response.RESPONDING, f"haemoglobin up {float(rise):g} g/L by day {day} ({about} expected)"
    if day < 2 * rules.kinetics_haemoglobin_from:
        return Response.TOO_EARLY, _waiting(seen)
    said = f"up only {float(rise):g} g/L" if rise > 0 else f"down {float(-rise):g} g/L" if rise else "not up"
    text = f"haemoglobin {said} by day {day} ({about} g/L expected): {_LOOK}"
    return Response.INSUFFICIENT, text


# --- MCV and metabolites --------------------------------------------------------------------------


def _mcv(seen: Seen, rules: Rules) -> Said:
    """Normal in 6 to 12 weeks, where it was raised; before new red cells count a fall is a transfusion or chance."""
    if seen.base is None or _is_mcv_normal(seen.base):
        return NOTHING
    weeks = f"{rules.kinetics_mcv_from // 7} to {rules.kinetics_mcv_to // 7} weeks"
    if _is_mcv_normal(seen.value) and seen.day >= rules.kinetics_haemoglobin_from:
        return Response.RESPONDING, f"MCV normal on day {seen.day}"
    if seen.day > rules.kinetics_mcv_to:
        return Response.INSUFFICIENT, _raised(seen, rules)
    if seen.day < rules.kinetics_haemoglobin_from:
        return Response.TOO_EARLY, f"day {seen.day}: the MCV is expected to be normal within {weeks}"
    falls = seen.value < seen.base
    said = "is falling" if falls else "has not fallen yet"
    text = f"MCV {said} on day {seen.day}: normal is expected within {weeks}"
    return (Response.RESPONDING if falls else Response.TOO_EARLY), text


def _is_mcv_normal(value: Fraction) -> bool:
    return value <= THRESHOLDS["mcv.macrocytosis"].printed[0].value


def _raised(seen: Seen, rules: Rules) -> str:
    if seen.normal_on is not None:
        return f"MCV raised again on day {seen.day}: it was normal on day {seen.normal_on}"
    return f"MCV still raised on day {seen.day}: normal was expected within {rules.kinetics_mcv_to // 7} weeks"


def _metabolite(name: str, seen: Seen, rules: Rules) -> Said:
    """Methylmalonic acid and homocysteine fall in days to weeks; one that never was raised has nowhere to fall."""
    if seen.base is None or seen.both_normal:
        return NOTHING
    if seen.value < seen.base:
        return Response.RESPONDING, f"{name} lower on day {seen.day}"
    if seen.day < rules.kinetics_metabolites:
        return Response.TOO_EARLY, f"day {seen.day}: {name} falls in days to weeks"
    return Response.INSUFFICIENT, f"{name} not lower on day {seen.day}"


def _metabolite_marker(fact: str, name: str) -> Marker:
    limit = THRESHOLDS[f"{fact}.raised"].printed[0].value

    def is_normal(lab: LabResult) -> bool:
        return lab.value <= limit if lab.raised is None else not lab.raised

    return Marker(fact, is_normal, partial(_metabolite, name))


_OTHERS = (
    Marker("mcv", lambda lab: _is_mcv_normal(lab.value), _mcv),
    _metabolite_marker("mma", "methylmalonic acid"),
    _metabolite_marker("homocysteine", "homocysteine"),
)
