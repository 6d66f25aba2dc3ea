"""The pages of docs that are made for whoever has to answer for a release: the hazard log and the software it is built on.

The hazard log is written in docs/hazards.toml, where a clinical safety officer fills in the scores. `make docs` makes both pages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cobalamin.manual.markdown import table

ROOT = Path(__file__).parent.parent
HAZARDS = ROOT / "docs" / "hazards.toml"
LOCK = ROOT / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"

Hazard = dict[str, Any]
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)")


def hazards() -> list[Hazard]:
    """The entries of the hazard log."""
    found: list[Hazard] = tomllib.loads(HAZARDS.read_text(encoding="utf-8"))["hazard"]
    return found


def hazards_page() -> str:
    """The hazard log as a page."""
    return "\n".join(_hazards(hazards())).rstrip() + "\n"


def _hazards(entries: list[Hazard]) -> Iterator[str]:
    yield "# Hazard log"
    yield ""
    yield "What can go wrong, why, what the program does against it, and what remains for the site: the beginning of the hazard log"
    yield "that the NHS standards DCB0129 and DCB0160 ask for. **Nobody has scored or accepted any of these risks, and no clinician"
    yield "has signed this log.** That is for the clinical safety officer of whoever makes or deploys a release: `severity`,"
    yield "`likelihood` and `signed` in [hazards.toml](hazards.toml) are theirs. This page is made from that file (`make docs`)."
    yield ""
    yield "A control names the safety rules that say it (each stands on [the guideline page](guideline.md#safety-rules)) and tests"
    yield "that show it. A test fails if one of them does not exist, or if a safety rule belongs to no hazard."
    yield ""
    yield from table(("", "hazard", "severity, likelihood", "signed"), map(_row, entries))
    area = ""
    for entry in entries:
        if entry["area"] != area:
            area = entry["area"]
            yield f"## {area}"
            yield ""
        yield from _hazard(entry)


def _row(entry: Hazard) -> tuple[object, ...]:
    scores = " × ".join(filter(None, (entry.get("severity"), entry.get("likelihood")))) or "not scored"
    return f"[{entry['id']}](#{entry['id'].lower()})", entry["title"], scores, entry.get("signed") or "nobody"


def _hazard(entry: Hazard) -> Iterator[str]:
    yield f'### <a id="{entry["id"].lower()}"></a>{entry["id"]} {entry["title"]}'
    yield ""
    yield f"**Harm.** {entry['harm']}"
    yield ""
    yield "**Causes**"
    yield ""
    yield from (f"- {cause}" for cause in entry["causes"])
    yield ""
    yield "**What the program does**"
    yield ""
    yield from (f"- {control['what']}{_rules(control)}" for control in entry["controls"])
    yield ""
    yield from _tests(entry)
    yield f"**Left to the site.** {entry['left']}"
    yield ""


def _rules(control: dict[str, Any]) -> str:
    """The safety rules that say it."""
    rules = [f"[{id.partition(':')[2]}](guideline.md#{id.replace(':', '-')})" for id in control.get("rules", ())]
    return f" Safety rules: {', '.join(rules)}." if rules else ""


def _tests(entry: Hazard) -> Iterator[str]:
    """The tests that show the controls: for whoever wants to look, and folded away for whoever reads."""
    names = [name for control in entry["controls"] for name in control.get("tests", ())]
    yield f"<details><summary>Shown by tests: {len(names)}</summary>"
    yield ""
    yield from (f"- `{name}`" for name in names)
    yield ""
    yield "</details>"
    yield ""


def software_page() -> str:
    """What else runs when the program runs: every locked package with its version, licence and who asks for it."""
    return "\n".join(_software()).rstrip() + "\n"


def _software() -> Iterator[str]:
    yield "# Software of unknown provenance"
    yield ""
    yield "The list that IEC 62304 asks for: every package in [requirements.lock](../requirements.lock), which pins each by the"
    yield "hash of its files. None was developed by us, or under a medical standard that we know of. The tests run on exactly these"
    yield "versions, and `make audit` looks them up among known vulnerabilities. Besides them the program uses Python and, where"
    yield "configured, PostgreSQL; the tests also use Chromium and Node. Spark has a lock file of its own."
    yield ""
    asked = _asked()
    runtime = {name for name in asked if asked[name] != "development"}
    for title, wanted in (("What the program asks for", True), ("Development, and what those packages need", False)):
        yield f"## {title}"
        yield ""
        rows = ((f"`{name}`", version, _licence(name), asked.get(name, "another package"))
                for name, version in pinned() if (name in runtime) is wanted)  # fmt: skip
        yield from table(("package", "version", "licence, as it states it", "for"), rows)


def pinned() -> list[tuple[str, str]]:
    """The packages of the lock file with their versions."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    return [(_normal(found[1]), found[2]) for line in lines if (found := _PINNED.match(line))]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked() -> dict[str, str]:
    """What pyproject.toml asks for by name, and for which part of the program."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))
    parts = {"every command": project["project"]["dependencies"], **project["project"]["optional-dependencies"]}
    asked: dict[str, list[str]] = {}
    for part, wanted in parts.items():
        for requirement in wanted:
            asked.setdefault(_normal(re.split(r"[\[<>=; ]", requirement)[0]), []).append(part)
    for requirement in project["dependency-groups"]["dev"]:
        asked.setdefault(_normal(re.split(r"[\[<>=; ]", requirement)[0]), ["development"])
    return {name: ", ".join(parts) for name, parts in asked.items()}


def _licence(name: str) -> str:
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return "not installed here"
    classified = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or () if "License ::" in each]
    written = about.get_all("License-Expression") or classified or about.get_all("License") or [""]
    stated = ", ".join(written).split("\n")[0]
    return stated[:60] or "see the package"
