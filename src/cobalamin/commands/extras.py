"""What to install where a command needs a package that is not there."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlparse

EXTRAS: dict[str, tuple[str, ...]] = {
    "population": ("duckdb", "isal", "numpy", "pyarrow", "sqlglot"),
    "proof": ("z3",),
    "recall": ("icalendar",),
    "prints": ("babel", "font_source_sans_pro", "jinja2", "typst", "vl_convert"),
    "journal": ("alembic", "sqlalchemy"),
    "postgres": ("psycopg",),
    "spark": ("pyspark",),
    "service": (
        "httptools", "httpx2", "joserfc", "litestar", "nhsuk_frontend_jinja", "prometheus_client", "structlog", "uvicorn",
        "uvloop",
    ),
}  # fmt: skip
"""The extras of the package, each with the modules that come with it."""


def advice(missing: ModuleNotFoundError) -> str:
    """The sentence for a package that is not installed; what is not one of ours is raised again."""
    module = (missing.name or "").partition(".")[0]
    extra = next((extra for extra, modules in EXTRAS.items() if module in modules), None)
    if extra is None:
        raise missing
    python = shlex.quote(sys.executable)
    pip = f"{python} -m pip install" if find_spec("pip") else f"uv pip install --python {python}"
    return f"this needs the package {module}, which is not installed: run {pip} {_wanted(distribution('cobalamin'), extra)}"


def _wanted(own: Distribution, extra: str) -> str:
    """What is installed for an extra: from where this program came if that is still there, else its packages one by one.

    By its name alone nothing is: an index may hold another package of that name.
    """
    origin = _origin(own)
    if origin is not None:
        return shlex.quote(f"{origin}[{extra}]")
    return " ".join(map(shlex.quote, sorted(set(_packages(own, extra)))))


def _origin(own: Distribution) -> Path | None:
    """The folder or the wheel this program was installed from."""
    said = own.read_text("direct_url.json")
    address = urlparse(json.loads(said)["url"]) if said is not None else None
    path = Path(unquote(address.path)) if address is not None and address.scheme == "file" else None
    return path if path is not None and path.exists() else None


def _packages(own: Distribution, extra: str) -> Iterator[str]:
    for line in own.requires or ():
        wanted, _, condition = line.partition(";")
        if f"extra == '{extra}'" not in condition.replace('"', "'") or (
            "sys_platform != 'win32'" in condition and sys.platform == "win32"
        ):
            continue
        if own_extras := re.match(r"cobalamin\[(.*)\]", wanted):
            for other in own_extras[1].split(","):
                yield from _packages(own, other.strip())
        else:
            yield wanted.strip()
