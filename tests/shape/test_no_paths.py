"""Nothing that is shipped names a machine's folders, a registry or a secret, or leaves temporary files; nothing large slips in."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Written in pieces, so that this file does not find itself.
MACHINE_PATHS = re.compile(r"(?<![\w.~/-])/(?:" + "|".join(("work", "tmp", "root", "home", "Users")) + r")/[\w.]")
REGISTRIES = re.compile(
    r"py"
    r"pi\.(?:org|python)|python"
    r"hosted\.org|npm"
    r"js\.(?:org|com)|crates"
    r"\.io|proxy\.go"
    r"lang|yarn"
    r"pkg\.com"
    r"|repo1?\.maven|index"
    r"-url\s*="
)
SECRETS = re.compile(
    "|".join(
        (r"-----BEGIN [A-Z ]*PRIVATE" r" KEY-----", r"\bAKIA" r"[0-9A-Z]{16}\b", r"\bgh" r"[pousr]_[A-Za-z0-9]{36}\b")
    )
)
HASH = re.compile(r"(?:sha\d+[:-])[A-Za-z0-9+/=]+")
LEFT_BEHIND = re.compile(r"\bmk[ds]" r"temp\(|delete=" r"False")
LARGE = 1_000_000


def known_to_git() -> list[Path]:
    """The files git knows or would add; none in an export without git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    found = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    return sorted(path for path in found if path.is_file())


def shipped() -> list[Path]:
    """What git knows; in an export without git, what is outside hidden folders and no data."""
    return known_to_git() or sorted(
        path
        for path in ROOT.rglob("*")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
        and path.is_file()
        and path.stat().st_size < LARGE
    )


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where the pattern stands, as "file:line: text"; binary files and hashes aside."""
    found = []
    for path in shipped():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(HASH.sub("", line)):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return found


@pytest.mark.parametrize(
    "pattern",
    [MACHINE_PATHS, REGISTRIES, SECRETS, LEFT_BEHIND],
    ids=["machine path", "registry host", "secret", "temporary file that nothing takes away"],
)
def test_nothing_shipped_names_it(pattern: re.Pattern[str]) -> None:
    assert len(shipped()) > 100
    assert not (found := lines_with(pattern)), "\n".join(found)


def test_nothing_large_is_shipped() -> None:
    """A downloaded wheel of 17 MB once was, by `git add` of everything."""
    assert [path.name for path in known_to_git() if path.stat().st_size >= LARGE] == []


def test_the_patterns_find_what_they_are_for() -> None:
    assert MACHINE_PATHS.search("open('/" + "tmp/x.json')")
    assert REGISTRIES.search("https://" + "py" + "pi.org/simple")
    assert SECRETS.search("-----BEGIN RSA " + "PRIVATE KEY-----")
    assert LEFT_BEHIND.search("tempfile.mk" + "dtemp(prefix='left-')")
    assert not MACHINE_PATHS.search("docs/work/notes and https://example.org/home/page")


def test_an_environment_made_as_the_developers_page_says_is_not_shipped() -> None:
    """Of `VENV=.venv313` git would have added every file, and the tests here failed at them."""
    told = re.findall(r"VENV=(\.\w+)", (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8"))
    asked = subprocess.run(
        ["git", "check-ignore", *(f"{each}/" for each in told)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if asked.returncode == 128:
        pytest.skip("no git here")
    assert told
    assert asked.stdout.split() == [f"{each}/" for each in told]
