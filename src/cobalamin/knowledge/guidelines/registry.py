"""The profiles by name, and their older versions: nice, nice@2024-03, nice@2023-07.

A document dated to its year is in force from its first day (register G26); other countries' papers are left out (G34).
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType

from cobalamin.knowledge.guidelines.article import ARTICLE
from cobalamin.knowledge.guidelines.bsh import BSH_2014
from cobalamin.knowledge.guidelines.nhg import NHG_2014
from cobalamin.knowledge.guidelines.nice import NICE_2023, NICE_2024
from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.knowledge.guidelines.us import US_LABEL, US_PRACTICE_2017

_VERSIONS: tuple[Profile, ...] = (ARTICLE, NICE_2023, NICE_2024, BSH_2014, US_LABEL, US_PRACTICE_2017, NHG_2014)

PROFILES = MappingProxyType({p.id: p for p in _VERSIONS})
"""The newest version of every profile by id, in the order they are shown in."""

VERSIONS = MappingProxyType({p.name: p for p in _VERSIONS})
"""Every version by its dated name; one that has no date goes by its id."""


class UnknownProfile(ValueError):
    """A name that no profile has; its text is a sentence for the user."""


def profile(name: str, on: date | None = None) -> Profile:
    """The profile of a name: with a date after @ that version, else the one in force on the day (by default the newest)."""
    id, at, version = name.partition("@")
    if id not in PROFILES:
        raise UnknownProfile(
            f"no guideline is called {id[:60]!r}; expected one of {', '.join(PROFILES)}, with or without a version"
        )
    if at:
        return _dated(id, version)
    if on is None:
        return PROFILES[id]
    held = [p for p in _VERSIONS if p.id == id and _in_force(p, on)]
    return held[-1] if held else PROFILES[id]


def _dated(id: str, version: str) -> Profile:
    found = [p for p in _VERSIONS if p.id == id and p.name.removeprefix(f"{id}@") == version]
    if not found:
        known = ", ".join(p.name for p in _VERSIONS if p.id == id)
        raise UnknownProfile(f"{id} has no version {version[:60]!r}; known are {known}")
    return found[0]


def _in_force(profile: Profile, on: date) -> bool:
    return (profile.since is None or profile.since <= on) and (profile.until is None or on <= profile.until)
