"""Commands of the bedside service: run it, and look after its journal."""

from __future__ import annotations

import os
import signal
import webbrowser
from pathlib import Path
from threading import Thread
from typing import Annotated, Literal

import typer

from cobalamin.commands import terminal
from cobalamin.commands.options import whole
from cobalamin.records.errors import RecordError


def serve(
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS", help="The address to listen on; any address but loopback requires callers to sign."
        ),
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(parser=whole(1, 65535), metavar="PORT", help="The port to listen on.")] = 8000,
    open_page: Annotated[bool, typer.Option("--open", help="Open the workbench in the browser.")] = False,
) -> None:
    """Run the workbench and the CDS Hooks and REST service.

    Set it up with COBALAMIN_* environment variables (see docs/deploy.md).
    """
    from cobalamin.web.serve import serve as run
    from cobalamin.web.settings import unread, where_kept

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"

    def running() -> None:
        typer.echo(f"Cobalamin at {address} (Ctrl+C ends it). Not signed off by a clinician.", err=True)
        typer.echo(where_kept(os.environ), err=True)
        for name in unread(os.environ):
            typer.echo(f"{name} is not a setting of this service and is ignored.", err=True)
        if open_page:  # a browser takes its time to come up, and the service answers meanwhile
            Thread(target=webbrowser.open, args=(address,), daemon=True).start()

    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the server hears it, answers who is waiting, and ends whole
    run(host, port, environment=os.environ, running=running)


def journal(
    action: Annotated[
        Literal["verify", "replay", "export", "delete"],
        typer.Argument(metavar="ACTION", help="One of: verify, replay, export, delete."),
    ],
    url: Annotated[
        str,
        typer.Option(metavar="URL", help="sqlite:///FILE or postgresql+psycopg://… (default: the journal of `serve`)."),
    ] = "",
    anchor: Annotated[
        str,
        typer.Option(
            metavar="VALUE", help="With verify: a chain value noted earlier, which must still be in the chain."
        ),
    ] = "",
    format: Annotated[Literal["csv", "json"], typer.Option(help="The format of an export.")] = "csv",
    older_than_days: Annotated[
        int | None,
        typer.Option(
            parser=whole(0, 36_500), metavar="DAYS", help="With delete: empty answers older than this many days."
        ),
    ] = None,
    patient: Annotated[
        str, typer.Option(metavar="ID", help="With delete: empty the answers about the patient with this identifier.")
    ] = "",
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file with the key used to hash patient identifiers.")
    ] = None,
    spool: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="With delete: the folder where answers wait (default: the one `serve` uses)."
        ),
    ] = None,
) -> None:
    """Verify, replay, export or empty the decision journal."""
    from cobalamin.journal.command import journal_command
    from cobalamin.web.settings import journal_address, spool_of

    if patient and key_file is None:
        raise RecordError("--patient needs --key-file: identifiers are kept as keyed hashes only")
    kept = url or journal_address(os.environ)
    if not kept:
        raise RecordError("the journal is off (COBALAMIN_JOURNAL=off); name the one you mean with --url")
    if spool is not None and not spool.is_dir():
        raise RecordError(f"--spool: there is no folder {spool}; expected the one `serve` uses")
    if action == "export":
        terminal.keep_letters()
    key = _key_in(key_file) if key_file is not None else b""
    code = journal_command(
        action, kept, anchor=anchor, form=format, older_than_days=older_than_days, patient=patient, patient_key=key,
        spool=spool or spool_of(kept, os.environ),
    )  # fmt: skip
    if code:
        raise typer.Exit(code)


def _key_in(path: Path) -> bytes:
    try:
        key = path.read_bytes().strip()
    except OSError as problem:
        raise RecordError(
            f"--key-file: {path} cannot be read ({problem.strerror}); expected the key `serve` uses"
        ) from None
    if not key:  # by it nobody is found, and nothing would be emptied
        raise RecordError(f"--key-file: {path} is empty; expected the key `serve` uses")
    return key
