"""Options that several commands share, each written once: what they take and what their help says."""

from __future__ import annotations

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
    Path | None, typer.Option(metavar="FILE", help="A TOML file with your laboratory's own cut-offs.")
]
Site = Annotated[Path | None, typer.Option(metavar="FILE", help="A TOML file with your site's own codes and units.")]
