"""Make again what is shipped of the guidelines' rules (`make docs` does it too): src/cobalamin/assessment/shipped.

tests/assess/test_ready.py fails when it is stale. Until it is made again the program makes the same for itself, at every start.
"""

from cobalamin.assessment.engine import Engine
from cobalamin.assessment.ready import file_named, file_of
from cobalamin.knowledge.guidelines.registry import PROFILES


def write() -> None:
    """Write the files that are not as the rules are, and name them."""
    for profile in PROFILES.values():
        data, file = file_of(Engine(profile.guideline, shipped=False).ready), file_named(profile.id)
        if not file.exists() or file.read_bytes() != data:
            file.write_bytes(data)
            print(f"written: {file.name}")


if __name__ == "__main__":
    write()
