"""Pages that stand by themselves: a template and its data to HTML, everything from the record written as text."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def page(template: str, **data: object) -> str:
    """The page of a template of this folder; text is escaped, and a name that is not given is a fault of ours."""
    return _environment().get_template(template).render(**data)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"days": days, "unheard": unheard}
    return found


def days(text: object) -> Markup:
    """Text in which no line ends inside a date."""
    from markupsafe import Markup, escape

    return Markup(_DAY.sub(r'<span class="nobreak">\g<0></span>', str(escape(text))))


def unheard(svg: str) -> Markup:
    """A drawing that a screen reader does not go through: what stands around it says in one sentence what it shows."""
    from markupsafe import Markup

    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))
