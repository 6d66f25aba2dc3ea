"""The server of a load measurement: python benchmarks/service_server.py echo|service|journal PORT FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    kind, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if kind == "echo":
        echo(port)
    else:
        from cobalamin.web.serve import serve
        from cobalamin.web.settings import Settings

        kept = {"journal_url": f"sqlite:///{folder}/journal.db", "spool": Path(folder) / "spool"}
        serve(port=port, settings=Settings(**(kept if kind == "journal" else {})))  # type: ignore[arg-type]


def echo(port: int) -> None:
    """What the framework alone costs: the body read and sent back."""
    import uvicorn
    from litestar import Litestar, Request, Response, post

    async def body(request: Request) -> Response:  # type: ignore[type-arg]
        return Response(await request.body(), media_type="application/json")

    body.__annotations__ |= {"request": Request, "return": Response}
    route = post("/cds-services/b12-patient-view", status_code=200)(body)
    application = Litestar([route], openapi_config=None, logging_config=None)
    uvicorn.run(application, port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
