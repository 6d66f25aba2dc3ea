"""What one input becomes: JSON damaged in its places, tables in their cells, texts in their words; now and then raw bytes.

Atheris keeps what reached new code and damages that further; what stands here only sees to it that most of what it tries still
looks like a record.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from random import Random
from typing import Any

from damage import damaged

Json = Any
Raw = Callable[[bytes, int], bytes]
"""How Atheris changes bytes it knows nothing of."""

_HARD = {
    "@@1@@": "1e999999999", "@@2@@": "-1e-999999999", "@@3@@": "9" * 5000, "@@4@@": "[" * 3000 + "]" * 3000,
    "@@5@@": '{"a":' * 1500 + "1" + "}" * 1500, "@@6@@": "NaN", "@@7@@": "-0", "@@8@@": "1" + "0" * 400 + ".5",
    "@@9@@": '"\\ud800"', "@@a@@": "-Infinity", "@@b@@": "1E400", "@@c@@": "18446744073709551616", "@@d@@": '"\\u0000"',
}  # fmt: skip
"""What JSON can say and no Python value can."""
_TEXTS = (
    "",
    " ",
    "0",
    "-0",
    "1e3",
    "1.2e3",
    "<150",
    ">2000*.",
    "<= .5",
    "1/0",
    "1,000",
    "4,5",
    "٣",
    "²",
    "1e-400",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "2026-02",
    "20260201",
    "2026-W01-1",
    "2026-03-01T00:00:00+24:00",
    "2026-03-01T24:00:00Z",
    "24:00",
    "=1+1",
    "\ufeff",
    "\u202e",
    "a" * 3000,
    "\"'`",
    "{0}",
    "{number}",
    "%s",
    "<b>",
    "&amp;",
    "http://[",
    "https://x:99999/",
    "../x",
    "Patient/",
    "#",
    "#a",
    "urn:uuid:",
    "|",
    "||",
    "a|b|c",
    "10*9/L",
    "10^9/l",
    "mcg/dl",
    "µg/L",
    "no",
    "yes",
    "true",
    "null",
    "every 0 weeks",
    "1 mg",
    "0 ug",
)


def strings_of(tree: Json) -> Iterator[str]:
    """Every name and text of a document."""
    if isinstance(tree, dict):
        for name, inner in tree.items():
            yield name
            yield from strings_of(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from strings_of(inner)
    elif isinstance(tree, str):
        yield tree


class Trees:
    """Documents of JSON: damaged like records, and with names, texts and parts of the others."""

    def __init__(self, seeds: Iterable[bytes]) -> None:
        self.seeds = [json.loads(seed) for seed in seeds]
        found = {text for seed in self.seeds for text in strings_of(seed) if len(text) < 80}
        self.words = (*sorted(found), *_TEXTS)
        self.parts = [part for seed in self.seeds for part in _parts(seed)]

    def __call__(self, data: bytes, most: int, seed: int, raw: Raw) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.08:
            return raw(data, most)
        try:
            tree = json.loads(data)
        except (ValueError, RecursionError):
            tree = chance.choice(self.seeds)
        if chance.random() < 0.5:
            tree = damaged(tree, chance)
        for _ in range(chance.choice((0, 1, 1, 2, 4))):
            tree = self._changed(tree, chance)
        text = json.dumps(tree)
        for mark, hard in _HARD.items():
            text = text.replace(f'"{mark}"', hard)
        return text.encode()[:most]

    def _changed(self, tree: Json, chance: Random) -> Json:
        """One place changed, in a copy."""
        tree = json.loads(json.dumps(tree))
        holders = [part for part in _parts(tree) if part]
        if not holders:
            return chance.choice(self.seeds)
        holder = chance.choice(holders)
        key = chance.choice(list(holder)) if isinstance(holder, dict) else chance.randrange(len(holder))
        kind = chance.random()
        if kind < 0.35:
            holder[key] = chance.choice(self.words)
        elif kind < 0.5:
            holder[key] = json.loads(json.dumps(chance.choice(self.parts)))
        elif kind < 0.6:
            holder[key] = chance.choice(list(_HARD))
        elif kind < 0.7:
            holder[key] = chance.choice((0, 1, -1, 0.1, 150, 1e15, 3.0e-5, 2**63, True, False, None))
        elif kind < 0.8 and isinstance(holder, list):
            holder *= chance.choice((2, 2, 3, 30))
        elif kind < 0.9 and isinstance(holder[key], str):
            holder[key] = spoiled(holder[key], chance)
        elif isinstance(holder, dict):
            holder[chance.choice(self.words)] = holder[key]
        return tree


def _parts(tree: Json) -> Iterator[Json]:
    """Every object and list of a document."""
    if isinstance(tree, (dict, list)):
        yield tree
        for inner in tree.values() if isinstance(tree, dict) else tree:
            yield from _parts(inner)


def spoiled(text: str, chance: Random) -> str:
    """A text with a piece of it gone, doubled, or another put in."""
    at, to = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    put = chance.choice(
        ("", "", text[at:to] * 2, chance.choice(_TEXTS), chr(chance.choice((0, 10, 37, 0x660, 0x2028, 0x1F600))))
    )
    return text[:at] + put + text[to:]


class Tables:
    """CSV: cells, rows, header and form."""

    def __init__(self, seeds: Iterable[bytes]) -> None:
        self.seeds = [_rows(seed) for seed in seeds]
        self.words = (*sorted({cell for rows in self.seeds for row in rows for cell in row}), *_TEXTS)

    def __call__(self, data: bytes, most: int, seed: int, raw: Raw) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.15:
            return raw(data, most)
        rows = _rows(data) or chance.choice(self.seeds)
        for _ in range(chance.choice((1, 1, 2, 4))):
            row = chance.choice(rows) if chance.random() < 0.8 else rows[0]
            self._change(rows, row, chance)
        out = io.StringIO()
        csv.writer(out, delimiter=chance.choice(",,,,;\t"), lineterminator=chance.choice(("\n", "\r\n"))).writerows(
            rows
        )
        coding = chance.choice(("utf-8",) * 8 + ("utf-8-sig", "utf-16", "latin-1"))
        return out.getvalue().encode(coding, errors="replace")[:most]

    def _change(self, rows: list[list[str]], row: list[str], chance: Random) -> None:
        kind = chance.random()
        if kind < 0.15 or not row:
            rows.append([*(chance.choice(chance.choice(self.seeds)))])
        elif kind < 0.25:
            rows.append([*row])
        elif kind < 0.3:
            row.pop(chance.randrange(len(row)))
        elif kind < 0.35:
            row.append(chance.choice(self.words))
        elif kind < 0.7:
            row[chance.randrange(len(row))] = chance.choice(self.words)
        else:
            at = chance.randrange(len(row))
            row[at] = spoiled(row[at], chance)


def _rows(data: bytes) -> list[list[str]]:
    try:
        return [row for row in csv.reader(io.StringIO(data.decode())) if row]
    except (ValueError, csv.Error):
        return []


class Texts:
    """Short texts, several in one input, a line each."""

    def __init__(self, seeds: Iterable[bytes]) -> None:
        self.words = (*sorted({line for seed in seeds for line in seed.decode().split("\n")}), *_TEXTS)

    def __call__(self, data: bytes, most: int, seed: int, raw: Raw) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.3:
            return raw(data, most)
        lines = data.decode(errors="replace").split("\n")
        at = chance.randrange(len(lines))
        kind = chance.random()
        if kind < 0.4:
            lines[at] = spoiled(lines[at], chance)
        elif kind < 0.7:
            lines[at] = (
                chance.choice(self.words) + chance.choice(("", " ", "", "-", ".", "/")) + chance.choice(self.words)
            )
        else:
            lines.insert(at, chance.choice(self.words))
        return "\n".join(lines[:12]).encode()[:most]
