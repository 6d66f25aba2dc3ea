"""Every citation in the knowledge resolves to a source, and every source says what was seen of it."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from typing import get_args

import pytest

import cobalamin.knowledge
from cobalamin.knowledge.register import REGISTER
from cobalamin.knowledge.sources import SOURCES, Source, source_of
from cobalamin.knowledge.statements import STATEMENTS
from cobalamin.language.nodes import RuleError, Verified


def modules() -> list[str]:
    return [m.name for m in pkgutil.walk_packages(cobalamin.knowledge.__path__, "cobalamin.knowledge.")]


def inside(value: object, seen: set[int]) -> Iterator[object]:
    """Every frozen value reachable from a module's name, through tuples, mappings and fields."""
    if id(value) in seen or isinstance(value, type):
        return
    seen.add(id(value))
    if dataclasses.is_dataclass(value):
        yield value
        for field in dataclasses.fields(value):
            yield from inside(getattr(value, field.name), seen)
    elif isinstance(value, Mapping):
        yield from inside(tuple(value.values()), seen)
    elif isinstance(value, tuple | list | frozenset):
        for part in value:
            yield from inside(part, seen)


def citations() -> dict[str, str]:
    """Each citation with one place that makes it."""
    found: dict[str, str] = {}
    seen: set[int] = set()
    for name in modules():
        for value in vars(importlib.import_module(name)).values():
            for node in inside(value, seen):
                where = f"{name} {getattr(node, 'id', type(node).__name__)}"
                source = getattr(node, "source", "")
                single = (source,) if source and isinstance(source, str) else ()
                for citation in (*getattr(node, "cites", ()), *single):
                    found.setdefault(citation, where)
    return found


CITATIONS = citations()


def test_the_walk_reaches_figures_rules_register_follow_up_and_texts() -> None:
    assert len(CITATIONS) > 60
    for known in ("WHO24 severity", "R14", "ICD10CM", "NICE-sps", "NEJM13", "M15"):
        assert known in CITATIONS


def test_every_citation_resolves() -> None:
    assert {citation: places for citation, places in CITATIONS.items() if not source_of(citation)} == {}


def test_every_cited_statement_and_entry_exists() -> None:
    of_entries = {citation: places for citation, places in CITATIONS.items() if re.match(r"[SRM]\d", citation)}
    assert len(of_entries) > 100
    assert {cited: places for cited, places in of_entries.items() if cited not in STATEMENTS | REGISTER} == {}


@pytest.mark.parametrize("wrong", ["", "NG239 1.3", "nice 1.3", "S", "R", "NICE1.3", "Lancet 2020"])
def test_a_citation_of_nothing_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(RuleError, match="names no source"):
        source_of(wrong)


def test_a_citation_names_its_source() -> None:
    assert source_of("NICE 1.3 Table 1").key == "NICE"
    assert source_of("S13").key == "ARTICLE"
    assert source_of("R3").key == source_of("M4").key == "SPEC"


@pytest.mark.parametrize("source", tuple(SOURCES.values()), ids=list(SOURCES))
def test_every_source_is_described(source: Source) -> None:
    fields = dataclasses.asdict(source)
    assert all(fields[name] for name in ("key", "title", "date", "seen"))
    assert fields["verified"] in get_args(Verified)
    assert re.fullmatch(r"(https://[a-z0-9.-]+\.[a-z]+/\S+)?", fields["address"])
    assert re.fullmatch(r"undated|\d{4}(-\d{2}){0,2}", fields["date"])
    assert " " not in fields["key"]


def test_nothing_unseen_is_called_primary() -> None:
    assert all(s.verified == "unverified" for s in SOURCES.values() if s.seen == "not seen")
    assert SOURCES["NICE"].verified == SOURCES["BNF"].verified == "secondary"
    assert SOURCES["SPEC"].verified == "unverified"


def test_no_page_written_by_a_language_model_is_a_source() -> None:
    assert "NICE-ai" not in SOURCES
    assert not any("droracle" in s.address for s in SOURCES.values())
