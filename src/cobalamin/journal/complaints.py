"""A database's errors in words an operator can act on, never in its own: those may contain a password or a value."""

from __future__ import annotations

import re

_MEANS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "it may not be written to",
    "SQLITE_CORRUPT": "the file is damaged; keep it, and put the last backup in its place",
    "SQLITE_NOTADB": "the file is not a SQLite database",
    "SQLITE_CANTOPEN": "the folder is not there, or this user may not use it",
    "SQLITE_BUSY": "another program holds it",
    "42501": "this user does not have the rights",
    "53100": "the disk is full",
    "25006": "it may only be read: a standby, or set so",
    "57014": "it did not answer in time: another program holds the table, or the server is overloaded",
}
"""What the error codes that an operator meets mean, and what to do where one thing helps."""
_UNCODED = re.compile(
    r"password authentication failed|no password supplied|(?:database|role) \"[^\"]*\" does not exist|no pg_hba.conf entry"
    r"|Connection refused|failed to resolve host|timeout expired|too many clients"
    r"|the database system is (?:starting up|shutting down|in recovery mode)"
)
"""What PostgreSQL says where nobody can log in, which has no code: these words and no others of its message."""


def kind_of(problem: Exception) -> str:
    """The kind and code of an error, and what it means, if we know."""
    kind, origin = type(problem).__name__, getattr(problem, "orig", None)
    code = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    kind = f"{kind}, {code}" if code else kind
    means = meaning_of(str(code), str(origin))
    return f"{kind}: {means}" if means else kind


def meaning_of(code: str, message: str) -> str:
    """What a code means, whose further parts SQLite sets behind a second `_`; else the words of the message that are known."""
    known = _MEANS.get(code) or _MEANS.get("_".join(code.split("_")[:2]))
    said = _UNCODED.search(message)
    return known or (re.sub(r' "[^"]*"', "", said[0]) if said else "")
