"""The routes of every guideline exactly, for one patient: by a function written for everybody, by formulas made for everybody
and read (the first patient of `Exact`), and by what is left of them for him alone (`once`).

`.venv/bin/python benchmarks/once.py`: processor time, medians of five, in turns.
"""

from __future__ import annotations

from statistics import median
from time import process_time

from cobalamin.knowledge.guidelines.profile import route_of
from cobalamin.knowledge.guidelines.registry import PROFILES
from cobalamin.knowledge.possible import possible
from cobalamin.language.cells import scales
from cobalamin.language.compile import Program
from cobalamin.language.exact import Exact
from cobalamin.language.ladder import Ladder
from cobalamin.language.once import masks_once
from cobalamin.language.patient import Patient, exactly

PATIENTS: dict[str, Patient] = {
    "nothing known": {},
    "a level and a symptom": {"total_b12": exactly(160, "ng/L"), "paraesthesia": True},
}


def written(ladder: Ladder, patient: Patient) -> tuple[int, ...]:
    """By functions for everybody, as for the second patient."""
    exact = Exact(Program(*ladder.conditions, possible), (ladder,), possible)
    vector = exact.program.vector(patient)
    return exact.everything.write()(vector, exact.presumed.write()(vector))


def read(ladder: Ladder, patient: Patient) -> tuple[int, ...]:
    """By formulas for everybody, as for the first patient."""
    exact = Exact(Program(*ladder.conditions, possible), (ladder,), possible)
    return exact.masks(exact.program.vector(patient))


def once(ladder: Ladder, patient: Patient) -> tuple[int, ...]:
    """By what is left of the formulas."""
    return masks_once((ladder,), patient, scales(*ladder.conditions, possible), possible)


WAYS = (written, read, once)


def main() -> None:
    print(
        f"{'milliseconds':<44}"
        + "".join(f"{way.__name__:>9}" for way in WAYS)
        + f"{'written / read':>16}{'read / once':>13}"
    )
    for said, patient in PATIENTS.items():
        for found in (each for each in PROFILES.values() if each.id != "article"):
            ladder = route_of(found)
            times: tuple[list[float], ...] = ([], [], [])
            for _ in range(5):
                answers = []
                for taken, way in zip(times, WAYS, strict=True):
                    start = process_time()
                    answers.append(way(ladder, patient))
                    taken.append(1000 * (process_time() - start))
                assert answers[0] == answers[1] == answers[2], found.name
            slow, first, fast = map(median, times)
            ratios = f"{slow / first:>16.1f}{first / fast:>13.1f}"
            print(f"{found.name + ', ' + said:<44}{slow:>9.0f}{first:>9.0f}{fast:>9.1f}{ratios}")


if __name__ == "__main__":
    main()
