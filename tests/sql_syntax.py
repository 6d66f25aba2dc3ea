"""The little of SQL that the printer uses, told apart from everything else: what is not on the list is refused."""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp

from cobalamin.language.nodes import RuleError
from cobalamin.readings.sql import Dialect

_FILLED = {
    "with_ expressions from_": (exp.Select,),
    "expressions": (exp.With,),
    "this alias materialized": (exp.CTE,),
    "this alias": (exp.Subquery, exp.Alias),
    "ifs default": (exp.Case,),
    "this true": (exp.If,),
    "this expressions": (exp.Coalesce,),
    "this expression": (exp.And, exp.Or, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.Add),
    "this to": (exp.Cast, exp.TryCast),
    "this is_string": (exp.Literal,),
    "this quoted": (exp.Identifier,),
    "this": (exp.From, exp.Table, exp.TableAlias, exp.Column, exp.Paren, exp.Not, exp.Boolean, exp.DataType),
    "": (exp.Null,),
}
PRINTED: Mapping[type[exp.Expr], frozenset[str]] = {
    kind: frozenset(filled.split()) for filled, kinds in _FILLED.items() for kind in kinds
}
"""The syntax the printer uses, and what it fills in: one clause more and a text means something else."""


def parsed(text: str, dialect: Dialect) -> exp.Select:
    """The statement, if it is written in nothing but what the printer uses."""
    tree = sqlglot.parse_one(text, dialect=dialect)
    for node in tree.walk():
        if type(node) not in PRINTED or {name for name, held in node.args.items() if held} - PRINTED[type(node)]:
            raise unreadable(node)
    return select(tree)


def terms(written: exp.Expr) -> list[exp.Expr]:
    """What a sum adds up."""
    inner = written.unnest()
    return list(inner.flatten()) if isinstance(inner, exp.Add) else [inner]


def select(written: exp.Expr) -> exp.Select:
    """A select, not a union or a table in brackets."""
    if not isinstance(written, exp.Select):
        raise unreadable(written)
    return written


def columns(query: exp.Select) -> list[tuple[str, exp.Expr]]:
    """The columns of a level by name; two of one name cannot be told apart above it."""
    found = [(column.alias_or_name, column.unalias()) for column in query.expressions]
    if len(dict(found)) < len(found):
        raise unreadable(query)
    return found


def boolean(written: exp.Expr) -> bool:
    """TRUE or FALSE."""
    if not isinstance(written, exp.Boolean):
        raise unreadable(written)
    return bool(written.this)


def number(written: exp.Expr | None) -> int:
    """A whole number."""
    if not isinstance(written, exp.Literal) or not written.is_int:
        raise unreadable(written)
    return int(written.this)


def text(written: exp.Expr | None) -> str:
    """A text in quotes."""
    if not isinstance(written, exp.Literal) or not written.is_string:
        raise unreadable(written)
    return str(written.this)


def is_null(written: exp.Expr) -> bool:
    """NULL, of whatever type."""
    return isinstance(written.this if isinstance(written, exp.Cast) else written, exp.Null)


def only(parts: list[exp.Expr]) -> exp.Expr:
    """The one part there is."""
    if len(parts) != 1:
        told = ", ".join(part.sql() for part in parts)
        raise RuleError(f"the SQL has {len(parts)} parts where one was expected: {told}")
    return parts[0]


def unreadable(written: exp.Expr | None) -> RuleError:
    """What is raised of everything that is not the printer's."""
    said = "nothing" if written is None else repr(written.sql()[:120])
    return RuleError(f"the SQL says {said} where no rule prints it")
