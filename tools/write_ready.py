"""Make again what is shipped of the article's rules (`make docs` does it too): src/cobalamin/assessment/article.ready.

tests/assess/test_ready.py fails when it is stale. Until it is made again the program makes the same for itself, at every start.
"""

from cobalamin.assessment.engine import Engine
from cobalamin.assessment.ready import FILE, file_of
from cobalamin.knowledge.rules import ARTICLE


def write() -> None:
    """Write the file where it is not as the rules are, and say so."""
    data = file_of(Engine(ARTICLE, shipped=False).ready)
    if not FILE.exists() or FILE.read_bytes() != data:
        FILE.write_bytes(data)
        print(f"written: {FILE.name}")


if __name__ == "__main__":
    write()
