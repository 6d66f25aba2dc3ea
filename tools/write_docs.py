"""Write again what is generated (`make docs`): docs/{guideline,commands,hazards,software}.md, the answer in README.md, and what is
shipped of the rules (`write_ready.py`).

tests/docs fails when one of them is stale. docs/proved.md and docs/gaps.md take a theorem prover and a minute; they are written
too where z3 is installed, unless --fast is given.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import typer
import write_ready
from assurance_pages import hazards_page, software_page
from typer.main import get_command

from cobalamin.assessment.assess import assess
from cobalamin.assessment.report import text
from cobalamin.cli import app
from cobalamin.manual.guideline import guideline_page
from cobalamin.records.read import read_any

ROOT = Path(__file__).parent.parent
EXAMPLE = "examples/metformin-tingling.json"
SHOWN = re.compile(r"(<!-- answer -->\n```text\n).*?(\n```\n<!-- /answer -->)", re.DOTALL)

_TYPES = re.compile(r" <(str|int|list\[str\])>")
"""Types a reader of the page needs no telling of."""


def pages() -> dict[str, str]:
    """Every page that is generated quickly, by its path from the root of the repository."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return {
        "docs/guideline.md": guideline_page(),
        "docs/commands.md": commands_page(),
        "docs/hazards.md": hazards_page(),
        "README.md": SHOWN.sub(lambda found: found[1] + shown_answer() + found[2], readme),
    }


def shown_answer() -> str:
    """What `cobalamin assess` prints for the example, down to the plan and its sources."""
    answer = text(assess(read_any((ROOT / EXAMPLE).read_bytes())))
    return answer.split("\n  elsewhere:")[0].rstrip()


def commands_page() -> str:
    """Every command with its arguments and options, in the words of `--help`."""
    head = [
        "# Commands",
        "",
        "Generated from the command line itself (`make docs`). No clinician has signed off anything the program says.",
        "",
        "Exit code 0 means answered. Exit code 2 means that something could not be read: one sentence on standard error says",
        "what and where. A row of a table that cannot be used is counted and told in the result instead. `cobalamin --version`",
        "prints the version of the program and of its rules.",
        "",
    ]
    return "\n".join([*head, *_command("cobalamin", get_command(app))]).rstrip() + "\n"


def _command(name: str, command: object) -> Iterator[str]:
    """One command and those below it."""
    below = getattr(command, "commands", None)
    if below is not None:
        for word, sub in sorted(below.items()):
            yield from _command(f"{name} {word}", sub)
        return
    context = typer.Context(command, info_name=name)  # type: ignore[arg-type]
    yield f"## {name}"
    yield ""
    yield " ".join((command.help or "").split())  # type: ignore[attr-defined]
    yield ""
    arguments = (p.metavar or p.name.upper() for p in command.params if p.param_type_name == "argument")  # type: ignore[attr-defined]
    yield f"    {' '.join((name, '[OPTIONS]', *arguments))}"
    yield ""
    for parameter in command.params:  # type: ignore[attr-defined]
        record = parameter.get_help_record(context)
        if record is not None:
            yield f"- `{_TYPES.sub('', record[0])}`: {' '.join(record[1].split())}"
    yield ""


def main() -> None:
    """Write what changed, and say so."""
    write_ready.write()
    for path, page in pages().items():
        _write(ROOT / path, page)
    _write(ROOT / "docs" / "software.md", software_page())
    if "--fast" not in sys.argv and find_spec("z3") is not None:
        from cobalamin.knowledge.guidelines.registry import VERSIONS
        from cobalamin.knowledge.rules import ARTICLE
        from cobalamin.manual.gaps import page as gaps_page
        from cobalamin.manual.proved import page as proved_page

        _write(ROOT / "docs" / "proved.md", proved_page(ARTICLE))
        _write(ROOT / "docs" / "gaps.md", gaps_page(p for p in VERSIONS.values() if p.id != "article"))


def _write(path: Path, page: str) -> None:
    if not path.exists() or path.read_text(encoding="utf-8") != page:
        path.write_text(page, encoding="utf-8")
        print(f"written: {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
