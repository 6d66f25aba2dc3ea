"""Whom or what a reference points to: relative, with a server's address, with a version, or as a URN."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=16_384)
def pointed(reference: str) -> tuple[str, str]:
    """The type and the id: "Patient/7", "https://…/Patient/7/_history/3" and "urn:uuid:7" point to 7, of no type the last.

    What is contained ("#7") or searched for ("Patient?…") has no id.
    """
    if "#" in reference or "?" in reference:
        return "", ""
    path, _, id = reference.partition("/_history/")[0].rpartition("/")
    return path.rpartition("/")[2], id.rpartition(":")[2]


def patient_id(reference: str) -> str:
    """The patient a reference names, "" where it names none: a group, a device and a place have ids too."""
    kind, id = pointed(reference)
    return id if kind in ("Patient", "") else ""
