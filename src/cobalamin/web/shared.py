"""The memory of tokens that the processes of a service share, asked beside the loop and never waited for long."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import structlog

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

    async def first(self, token: tuple[str, str], until: float, now: float) -> bool:
        """False for a token that another process has seen."""
        if time.monotonic() < self._retry_at:
            return True
        asked = asyncio.get_running_loop().run_in_executor(self._thread, self._tokens.first, token, until, now)
        try:
            return await asyncio.wait_for(asked, _PATIENCE)
        except Exception as problem:  # whatever it is, a call is not refused for it
            self._retry_at = time.monotonic() + _RETRY_SECONDS
            _log.error("tokens are not shared with other processes", why=type(problem).__name__)
            return True

    def close(self) -> None:
        """End the thread and leave the database."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self._tokens.close()
