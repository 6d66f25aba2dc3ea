"""The OpenAPI description as a page for the person who connects an EHR: no script, nothing from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

Json = dict[str, Any]
_GROUPS = (
    ("CDS Hooks", "What an EHR calls.", lambda path: path.startswith("/cds-services")),
    ("One patient", "A case file or a FHIR R4 Bundle in, an answer out.", lambda path: path in ("/assess", "/compare", "/recall")),
    ("Watching", "For whoever runs the service. No patient is in these.", lambda path: path in ("/health", "/metrics")),
)  # fmt: skip
_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f23;--quiet:#4c5561;--line:#d5dde0;--paper:#fff;--raised:#f4f7f8;
--accent:#1f5a8a;--bad:#a3210d}
@media(prefers-color-scheme:dark){:root{--ink:#e9edf0;--quiet:#b0bac4;--line:#3a444d;--paper:#14191e;--raised:#1d242b;
--accent:#8cc4f2;--bad:#ffa494}}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,Arial,sans-serif}
main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.75rem;margin:0 0 .5rem}h2{color:var(--accent);font-size:1.25rem;margin:2.5rem 0 .25rem}
article{border:1px solid var(--line);border-radius:6px;margin:1rem 0;padding:.9rem 1.1rem}
h3{font-size:1rem;margin:0;overflow-wrap:anywhere}h3 b{color:var(--accent);display:inline-block;min-width:3.2rem}
p{margin:.35rem 0}a{color:var(--accent)}.quiet{color:var(--quiet)}
.notice{border:1px solid var(--line);border-left:5px solid var(--bad);font-weight:600;padding:.7rem 1rem}
code,pre{font-family:ui-monospace,Consolas,monospace;font-size:.875rem}
pre{background:var(--raised);border-radius:4px;margin:.4rem 0;overflow:auto;max-height:24rem;padding:.7rem .9rem}
summary{color:var(--accent);cursor:pointer;padding:.35rem 0}
table{border-collapse:collapse;font-size:.9375rem;width:100%}
th,td{border-bottom:1px solid var(--line);padding:.3rem .75rem .3rem 0;text-align:left;vertical-align:top}
th{color:var(--quiet);font-weight:400}
td:first-child{white-space:nowrap;width:6rem}
"""


def page(described: Json) -> str:
    """The page of a description."""
    info, base = described["info"], described["servers"][0]["url"]
    groups = "".join(_group(title, words, _calls(described, belongs)) for title, words, belongs in _GROUPS)
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Cobalamin: interface</title><style>{_STYLE}</style><main><h1>Cobalamin: interface</h1>"
        f"<p class=notice>{escape(info['description'])}</p><p>CDS Hooks 2.0.1 and REST at <code>{escape(base)}</code>. "
        "For programs: <a href='/schema/openapi.json'>the OpenAPI 3.1 description</a>.</p>"
        f"{groups}</main></html>"
    )


def _calls(described: Json, belongs: Any) -> Iterator[tuple[str, str, Json]]:
    for path, methods in described["paths"].items():
        if belongs(path):
            yield from ((method.upper(), path, operation) for method, operation in methods.items())


def _group(title: str, words: str, calls: Iterable[tuple[str, str, Json]]) -> str:
    shown = "".join(_article(*call) for call in calls)
    return f"<h2>{escape(title)}</h2><p class=quiet>{escape(words)}</p>{shown}"


def _article(method: str, path: str, operation: Json) -> str:
    parts = [f"<h3><b>{method}</b> <code>{escape(path)}</code></h3><p>{escape(operation['summary'])}</p>"]
    if "parameters" in operation:
        rows = ((f"?{each['name']}=", each["description"]) for each in operation["parameters"])
        parts.append(_table(("query", "what"), rows))
        parts.append(f"<p class=quiet>{escape(operation['description'])}</p>")
    if "requestBody" in operation:
        first, *others = operation["requestBody"]["content"].items()
        parts += [_schema("What to send", dict([first])), *(_schema("Or", dict([other])) for other in others)]
    parts.append(_schema("What comes back", operation["responses"]["200"]["content"]))
    refusals = ((status, each["description"]) for status, each in operation["responses"].items() if status != "200")
    parts.append(f"<details><summary>When it refuses</summary>{_table(('status', 'why'), refusals)}</details>")
    return f"<article>{''.join(parts)}</article>"


def _table(heads: tuple[str, str], rows: Iterable[tuple[str, str]]) -> str:
    first, second = heads
    body = "".join(f"<tr><td><code>{escape(name)}</code><td>{escape(words)}" for name, words in rows)
    return f"<table><tr><th>{first}<th>{second}{body}</table>"


def _schema(title: str, content: Json) -> str:
    (kind, held), *_ = content.items()
    if "schema" not in held:
        return f"<p class=quiet>{title}: <code>{escape(kind)}</code></p>"
    written = escape(json.dumps(held["schema"], indent=1))
    return f"<details><summary>{title} ({escape(kind)})</summary><pre>{written}</pre></details>"
