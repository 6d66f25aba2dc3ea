"""The section of the guideline page on where the decision support is from, and what it uses of a person."""

from __future__ import annotations

from collections.abc import Iterator

from cobalamin.knowledge.attributes import ATTRIBUTES, Attribute
from cobalamin.knowledge.rules import Guideline
from cobalamin.language.nodes import Compare, Condition, Finding, Named, parts_of, walk
from cobalamin.manual.markdown import anchor, table, titled


def source_attributes(guideline: Guideline) -> Iterator[str]:
    """The thirteen attributes, each with the rules that use it."""
    yield from titled("Source attributes")
    yield "What rules of the United States ask evidence-based decision support to disclose (45 CFR 170.315(b)(11)), in the words"
    yield "in which we have seen them reproduced. A rule uses a trait if it reads it itself; rules built on that rule are not"
    yield "repeated."
    yield ""
    yield "Limits and validation: it knows B12 deficiency only, reads no free text, and was never tried with patients. It is scored"
    yield "on 42 published cases, its rules are proved and compared with other writings of themselves, and it runs on public data."
    yield "Its repository holds the results: docs/atlas.md, docs/proved.md, docs/mutants.md, docs/nhanes.md and docs/real-data.md."
    yield ""
    rows = ((each.name, each.says, _used_by(guideline, each)) for each in ATTRIBUTES)
    yield from table(("attribute", "what we can say", "rules that use it"), rows)


def _used_by(guideline: Guideline, attribute: Attribute) -> str:
    facts = set(attribute.facts)
    words = (node for node in walk(*guideline.roots) if isinstance(node, Named) and facts & _own_facts(node))
    return ", ".join(f"[{word.statement}](#{anchor(word.id)})" for word in words)


def _own_facts(word: Named) -> set[str]:
    """The facts that a word reads itself, not through other words."""
    found, waiting = set[str](), list[Condition](parts_of(word))
    while waiting:
        match waiting.pop():
            case Compare(measure=measure):
                found.add(measure.name)
            case Finding(name=name):
                found.add(name)
            case Named():
                pass
            case other:
                waiting.extend(parts_of(other))
    return found
