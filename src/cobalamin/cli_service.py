"""Commands of the bedside service: run it, and look after its journal."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from cobalamin.records.codes import RecordError


def serve(
    host: Annotated[
        str, typer.Option(help="The address to listen on; anything but loopback needs client authentication.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port.")] = 8000,
) -> None:
    """Run the CDS Hooks and REST service; its settings are COBALAMIN_* variables of the environment."""
    from cobalamin.web.serve import serve as run

    run(host, port, environment=os.environ)


def journal(
    action: Annotated[Literal["verify", "replay", "export", "delete"], typer.Argument(help="What to do.")],
    url: Annotated[str, typer.Option(help="The journal: sqlite:///FILE or postgresql+psycopg://…")],
    anchor: Annotated[str, typer.Option(help="A chain value noted before, which has to be met again.")] = "",
    format: Annotated[Literal["csv", "json"], typer.Option(help="How an export is written.")] = "csv",
    older_than_days: Annotated[int | None, typer.Option(help="With delete: empty answers older than this.")] = None,
    patient: Annotated[str, typer.Option(help="With delete: empty the answers about this patient identifier.")] = "",
    key_file: Annotated[
        Path | None, typer.Option(help="The file with the key that hashes patient identifiers.")
    ] = None,
) -> None:
    """Verify, replay, export or empty the decision journal."""
    from cobalamin.journal.command import journal_command

    if patient and key_file is None:
        raise RecordError("--patient needs --key-file: identifiers are kept as keyed hashes only")
    key = key_file.read_bytes().strip() if key_file is not None else b""
    code = journal_command(
        action, url, anchor=anchor, form=format, older_than_days=older_than_days, patient=patient, patient_key=key
    )
    if code:
        raise typer.Exit(code)
