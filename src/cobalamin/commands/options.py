"""Options that several commands share, each written once: what they take and what their help says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

Presume = Annotated[
    list[str] | None,
    typer.Option(
        metavar="GROUP",
        help="Treat this group of questions as asked (surgery, bowel …): what is not recorded in it then counts as no.",
    ),
]
Parameters = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A TOML file with your laboratory's own figures.")
]
Site = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with your site's own codes and units.")]


def whole(least: int, most: int | None = None) -> Callable[[str | int], int]:
    """Reads a whole number: what is none, or lies outside, is told with what was expected."""
    expected = f"expected a whole number {f'from {least} to {most}' if most is not None else f'of at least {least}'}"

    def read(given: str | int) -> int:
        try:
            number = int(given)
        except ValueError:
            number = least - 1
        if number < least or (most is not None and number > most):
            raise typer.BadParameter(f"found {str(given)[:20]!r}, {expected}")
        return number

    return read
