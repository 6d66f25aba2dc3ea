"""Options that several commands share, each written once: what they take and what their help says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Presume = Annotated[
    list[str] | None,
    typer.Option(metavar="GROUP", help="A group of questions to read as asked about: surgery, bowel …"),
]
Parameters = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with a laboratory's own figures.")]
Site = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with a site's own codes and units.")]
