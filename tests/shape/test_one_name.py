"""Every file of tests has a name of its own: of two with one name in different folders pytest imports the first for both,
and says so only when a run that holds both ends."""

from collections import Counter
from pathlib import Path

TESTS = Path(__file__).parents[1]


def test_no_two_files_of_tests_have_one_name() -> None:
    named = Counter(path.name for path in TESTS.rglob("*.py") if path.name != "conftest.py")
    assert len(named) > 300
    assert [name for name, files in named.items() if files > 1] == []
