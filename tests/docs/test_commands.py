"""Every command, argument and option of the command line is on docs/commands.md, with words that say what it does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cobalamin.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def commands(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its full name."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
    else:
        for word, sub in below.items():
            yield from commands(f"{name} {word}", sub)


COMMANDS = dict(commands("cobalamin", get_command(app)))


def section(name: str) -> str:
    """What the page says on one command."""
    assert f"\n## {name}\n" in PAGE, f"{name} is not on docs/commands.md: run `make docs`"
    return PAGE.split(f"\n## {name}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented_with_all_it_takes(name: str) -> None:
    command, text = COMMANDS[name], section(name)
    assert command.help, f"{name} does not say what it does"
    assert " ".join(command.help.split()) in text
    for parameter in command.params:
        if parameter.name == "help":
            continue
        words = getattr(parameter, "help", None)
        assert words, f"{parameter.name} of {name} has no help text"
        assert " ".join(words.split()) in text
        for option in parameter.opts if parameter.param_type_name == "option" else ():
            assert f"`{option}" in text or f" {option}" in text


def test_the_list_of_commands_is_not_cut_off_at_eighty_columns() -> None:
    shown = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "80"}).output
    assert "  recall" in shown
    assert "..." not in shown.partition("Commands:")[2]


def test_no_command_is_documented_that_is_gone() -> None:
    assert set(re.findall(r"^## (.*)$", PAGE, re.MULTILINE)) == set(COMMANDS)


def test_the_names_on_the_page_are_the_names_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    used = {f"cobalamin {word}" for word in re.findall(r"(?:`|bin/)cobalamin ([a-z]+)", readme)}
    assert used
    assert used <= {" ".join(name.split()[:2]) for name in COMMANDS}
