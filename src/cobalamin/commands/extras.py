"""What to install where a command needs a package that is not there."""

from __future__ import annotations

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
    how = f"in a copy of the repository run pip install '.[{extra}]'"  # an index may hold another package of our name
    return f"this needs the package {module}, which is not installed: {how}"
