"""The hash chain: each row's hash covers its content and the row before, so nothing is changed or taken out unseen."""

from __future__ import annotations

import hashlib

import msgspec

from cobalamin.journal.entry import Entry

START = "0" * 64
"""What stands before the first row."""


def content_of(entry: Entry) -> bytes:
    """The bytes that are hashed and kept: the entry as JSON."""
    return msgspec.json.encode(entry)


def content_hash(content: bytes) -> str:
    """SHA-256 of a row's content."""
    return hashlib.sha256(content).hexdigest()


def link(before: str, number: int, content: str) -> str:
    """The hash of a row: the row before, its number, its content."""
    return hashlib.sha256(f"{before}\n{number}\n{content}".encode()).hexdigest()
