"""The mark of a message that is written in Python and translated where it is shown."""

from __future__ import annotations


def _(message: str) -> str:
    """The message itself: the tool that collects messages finds it by this name."""
    return message
