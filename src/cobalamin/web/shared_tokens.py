"""The memory of tokens that the processes of a service share, asked beside the loop and never waited for long."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import structlog

from cobalamin.journal.complaints import kind_of
from cobalamin.journal.tokens import Tokens

_PATIENCE = 1.0
"""Seconds a call waits for the database at most."""
_RETRY_SECONDS = 5.0

_log = structlog.get_logger("cobalamin.security")


class SharedTokens:
    """Whether a token was seen by any process on the journal at `url`.

    While the database cannot be asked each process has only its own memory, and the log tells: calls go on.
    """

    def __init__(self, url: str) -> None:
        self._tokens = Tokens(url)
        self._thread = ThreadPoolExecutor(1, "tokens")
        self._retry_at = float("-inf")
        self._shared = True

    async def first(self, token: tuple[str, str], until: float, now: float) -> bool:
        """False for a token that another process has seen."""
        if time.monotonic() < self._retry_at:
            return True
        asked = asyncio.get_running_loop().run_in_executor(self._thread, self._tokens.first, token, until, now)
        try:
            found = await asyncio.wait_for(asked, _PATIENCE)
        except Exception as problem:  # whatever it is, a call is not refused for it
            self._retry_at = time.monotonic() + _RETRY_SECONDS
            if self._shared:  # told where it changes: a database may be gone for days
                _log.error("tokens are not shared with other processes", why=kind_of(problem))
            self._shared = False
            return True
        if not self._shared:
            _log.warning("tokens are shared with other processes again")
        self._shared = True
        return found

    def close(self) -> None:
        """End the thread and leave the database."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._tokens.close()
