"""What the fuzzer found, kept in files: each place once."""

from __future__ import annotations

import traceback
from hashlib import sha256
from pathlib import Path

ENDED = ("crash-", "timeout-", "oom-")
"""How the files begin in which the fuzzer itself keeps an input that ended a door."""


class Found:
    """What went wrong, once a place."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.places = folder, set[str]()

    def note(self, problem: BaseException, data: bytes) -> None:
        origin = (
            problem.__context__ if isinstance(problem, AssertionError) and problem.__context__ is not None else problem
        )
        frames = traceback.extract_tb(origin.__traceback__)
        ours = [f for f in frames if "cobalamin" in f.filename and "site-packages" not in f.filename] or frames
        place = type(problem).__name__
        if frames:  # what took too long was raised nowhere
            place += f" {Path(ours[-1].filename).name}:{ours[-1].lineno} {frames[-1].name}:{frames[-1].lineno}"
        if place in self.places:
            return
        self.places.add(place)
        name = sha256(place.encode()).hexdigest()[:10]
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.input").write_bytes(data)
        told = "".join(traceback.format_exception(problem))
        (self.folder / f"{name}.txt").write_text(told)
        print(f"FOUND {place} -> {self.folder / name}\n{told[-1500:]}", flush=True)


def left_by(out: Path) -> list[Path]:
    """All that was found: a door that ended before its time counts too."""
    return sorted(path for path in out.glob("*/*") if path.suffix == ".txt" or path.name.startswith(ENDED))
