"""What is logged: lines of JSON on standard error, and of a fault its kind and place, never a value."""

from __future__ import annotations

import logging
import sys
import time

import structlog


def as_json() -> None:
    """From now on what we log, and what the server we run in logs, is written so."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_AsOurs()], force=True)


QUIET_SECONDS = 60.0
"""So long what any stranger can bring about is not told again."""
_MEANS = {
    "Invalid HTTP request received.": "a caller sent what is no HTTP/1.1; TLS, perhaps, which belongs to the proxy before us",
}


class _AsOurs(logging.Handler):
    """What other libraries log, as we log it: of a fault they bring the message is left out, for it may hold a value."""

    _told_at = float("-inf")

    def emit(self, record: logging.LogRecord) -> None:
        """One record; one that a stranger brought about not for each of them."""
        means = _MEANS.get(record.getMessage())
        if means is not None:
            if time.monotonic() - self._told_at > QUIET_SECONDS:
                self._told_at = time.monotonic()
                structlog.get_logger(record.name).warning(means)
            return
        fault = record.exc_info[1] if record.exc_info else None
        place = place_of(fault) if fault is not None else {}
        structlog.get_logger(record.name).log(record.levelno, record.getMessage().strip(), **place)


def place_of(fault: BaseException) -> dict[str, str]:
    """Of which kind a fault is and where it arose."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace is not None else ""
    return {"kind": type(fault).__name__, "where": where}
