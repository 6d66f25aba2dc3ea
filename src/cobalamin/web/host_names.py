"""Names of servers looked up: each in a thread of its own, so that a name nobody answers for holds up no other.

The loop's own look-ups share a handful of threads, and one that is given up keeps its thread until the resolver gives up too.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import partial
from threading import Thread
from typing import Any

try:
    from uvloop import Loop as _Loop
except ImportError:  # on Windows
    from asyncio import SelectorEventLoop as _Loop  # type: ignore[assignment]

MOST = 64
"""How many different names may be looked up at the same time: an engineering limit."""

Found = list[tuple[Any, ...]]


class Names:
    """What is being looked up, each name once however many ask for it."""

    def __init__(self, look_up: Callable[..., Found] = socket.getaddrinfo) -> None:
        self._look_up = look_up
        self._asked: dict[Hashable, asyncio.Future[Found]] = {}

    async def find(self, host: Any, port: Any, **how: int) -> Found:
        """As `socket.getaddrinfo`; gaierror also where too many names are being looked up."""
        asked = (host, port, *sorted(how.items()))
        if asked not in self._asked:
            self._begin(asked, partial(self._look_up, host, port, **how))
        return await asyncio.shield(self._asked[asked])

    def _begin(self, asked: Hashable, look_up: Callable[[], Found]) -> None:
        if len(self._asked) >= MOST:
            raise socket.gaierror(socket.EAI_AGAIN, "too many names are being looked up")
        loop = asyncio.get_running_loop()
        found = self._asked[asked] = loop.create_future()

        def over(settle: Callable[[], None]) -> None:
            del self._asked[asked]
            settle()
            found.exception()  # asked for here, for those who asked may all have given up

        def work() -> None:
            try:
                settle = partial(found.set_result, look_up())
            except Exception as problem:
                settle = partial(found.set_exception, problem)
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(over, settle)

        Thread(target=work, name="name", daemon=True).start()


class Loop(_Loop):
    """The service's loop, with look-ups of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names = Names()

    async def getaddrinfo(
        self, host: Any, port: Any, *, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> Found:
        """As `socket.getaddrinfo`."""
        return await self.names.find(host, port, family=family, type=type, proto=proto, flags=flags)
