"""The server of a load measurement: python benchmarks/service_server.py echo|service|journal|unwatched PORT FOLDER.

`unwatched` is the service with its journal and nothing beside: what is kept of each answer here would count as its memory.
At its end a watched service writes FOLDER/inside.json: of every answer the milliseconds of processor and of the clock that its work
took without a pause of ours, those it waited for the journal, and those of every garbage collection.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    kind, port, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    if kind == "echo":
        echo(port)
    else:
        from cobalamin.web.serve import serve
        from cobalamin.web.settings import Settings

        if kind != "unwatched":
            _watch(Path(folder) / "inside.json")
        kept = {"journal_url": f"sqlite:///{folder}/journal.db", "spool": Path(folder) / "spool"}
        serve(port=port, settings=Settings(**(kept if kind != "service" else {})))  # type: ignore[arg-type]


def _watch(report: Path) -> None:
    from cobalamin.web import desk

    found: dict[str, list[float]] = {"processor": [], "clock": [], "journal": [], "collections": []}
    work, keep, stop = desk._answered, desk.Desk.keep, desk.Desk.stop

    def watched(*given: Any) -> Any:
        processor, clock = time.thread_time(), time.perf_counter()
        answer = work(*given)
        found["processor"].append((time.thread_time() - processor) * 1000)
        found["clock"].append((time.perf_counter() - clock) * 1000)
        return answer

    async def waited(*given: Any) -> None:
        clock = time.perf_counter()
        await keep(*given)
        found["journal"].append((time.perf_counter() - clock) * 1000)

    async def stopped(*given: Any) -> None:
        report.write_text(json.dumps(found))
        await stop(*given)

    desk._answered, desk.Desk.keep, desk.Desk.stop = watched, waited, stopped  # type: ignore[method-assign]
    gc.callbacks.append(_collections(found["collections"]))


def _collections(found: list[float]) -> Callable[[str, dict[str, int]], None]:
    began = 0.0

    def collecting(phase: str, _: dict[str, int]) -> None:
        nonlocal began
        if phase == "start":
            began = time.perf_counter()
        elif gc.get_freeze_count():  # those before are of the start
            found.append((time.perf_counter() - began) * 1000)

    return collecting


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
