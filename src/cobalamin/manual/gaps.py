"""The page of forced unknowns under the other guidelines: each answer for which a second look can make a difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cobalamin.knowledge.guidelines.profile import Profile
from cobalamin.manual.proved import gap_table
from cobalamin.proving.forced import kleene_gaps, outputs
from cobalamin.readings.proof import Known

Gaps = Mapping[str, dict[str, Known]]
"""By the name of a profile its gaps."""


def page(profiles: Iterable[Profile]) -> str:
    """The page in Markdown, generated from the proofs."""
    chosen = tuple(profiles)
    return written_page(chosen, {each.name: kleene_gaps(each.guideline) for each in chosen})


def written_page(profiles: Iterable[Profile], gaps: Gaps) -> str:
    """The page of what was found."""
    return "\n".join(_page(tuple(profiles), gaps)) + "\n"


def _page(profiles: tuple[Profile, ...], gaps: Gaps) -> Iterator[str]:
    yield "# Where a missing fact does not matter, under every guideline\n"
    yield "*This page is generated; it is not signed off by a clinician.*\n"
    yield (
        "Read step by step, a rule that needs a missing fact says *unknown*, even where every value of that fact would give "
        "the same answer. The product takes the second look for every answer; [what is proved](proved.md) lists for the base "
        "article all the answers for which it can make a difference. These are those of the other guidelines and their "
        "earlier versions. For every answer that is not listed a theorem prover has shown that the second look makes no "
        "difference, whatever is known and whatever is missing.\n"
    )
    yield "| guideline | answers looked at | where it can make a difference |\n|---|---:|---:|"
    for each in profiles:
        yield f"| [{each.title}](#{_anchor(each)}) | {len(dict(outputs(each.guideline)))} | {len(gaps[each.name])} |"
    for each in profiles:
        yield from section(each, gaps[each.name])


def section(profile: Profile, gaps: dict[str, Known]) -> Iterator[str]:
    """One guideline's answers, each with a patient."""
    yield f"\n## {profile.name}\n"
    yield f"{profile.title}.\n"
    yield from gap_table(profile.guideline, gaps)


def _anchor(profile: Profile) -> str:
    return "".join(letter for letter in profile.name if letter.isalnum() or letter == "-")
