"""The doors of the product under Atheris, a coverage-guided fuzzer: `make fuzz MINUTES=5 DOORS="bundles hooks"`.

A crash or a broken law does not end a run: it is told once a place, and its input is kept under out/fuzz. The exit code is 1
where there was one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import atheris
from found import Found, left_by

HERE = Path(__file__).parent
sys.path[:0] = [
    str(HERE.parents[1] / "src"),
    *(str(HERE.parent / name) for name in ("", "web", "journal", "population", "fuzz")),
]
OUT, CHILD = Path("out/fuzz"), "COBALAMIN_FUZZED"
SLOW = 3.0
"""Seconds of CPU for each 100 kB, and at least for each input: a patient by every guideline takes 0.3 s, instrumented over one."""


def one_door(name: str, minutes: float) -> None:
    """One door until the time is over; Atheris ends the process."""
    with atheris.instrument_imports(include=["cobalamin"]):
        import doors

        door = doors.DOORS[name]()
    found = Found(OUT / name)
    corpus = OUT / name / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in door.seeds:
        (corpus / sha256(seed).hexdigest()[:16]).write_bytes(seed)

    def enter(data: bytes) -> float:
        before = time.process_time()
        try:
            door.enter(data)
        except Exception as problem:  # whatever it is, it is what is looked for
            found.note(problem, data)
        return time.process_time() - before

    def one(data: bytes) -> None:
        bound = SLOW * max(1.0, len(data) / 100_000)
        if enter(data) > bound and (took := enter(data)) > bound:  # the first time a catalogue may have been read
            found.note(TimeoutError(f"{took:.1f} s of CPU for {len(data)} bytes"), data)

    with atheris.instrument_imports(include=["cobalamin"]):
        for seed in door.seeds:
            one(seed)  # what is imported only when it is needed is instrumented too
    options = [
        "-max_len=60000",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-len_control=0",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    options += [f"-max_total_time={int(minutes * 60)}", f"-artifact_prefix={OUT / name}/"]
    atheris.Setup(
        [sys.argv[0], *options, str(corpus)], one,
        custom_mutator=lambda data, most, seed: door.mutate(data, most, seed, atheris.Mutate),
    )  # fmt: skip
    atheris.Fuzz()


def main(minutes: str, *names: str) -> None:
    """Each door in a process of its own, which Atheris ends; its files go with the run."""
    if CHILD in os.environ:
        one_door(names[0], float(minutes))
    import doors

    with tempfile.TemporaryDirectory() as work:
        for name in names or doors.DOORS:
            print(f"== {name}", flush=True)
            shutil.rmtree(OUT / name, ignore_errors=True)
            subprocess.run(
                [sys.executable, __file__, minutes, name], check=False, env={**os.environ, CHILD: "1", "TMPDIR": work}
            )
    found = left_by(OUT)
    print(f"{len(found)} places where something went wrong", *found, sep="\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
