"""The journal's two tables, the same on SQLite and PostgreSQL; the migrations make them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, LargeBinary, MetaData, String, Table

METADATA = MetaData()

JOURNAL = Table(
    "journal",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("at", String(32), nullable=False),
    Column("service", String(64), nullable=False),
    Column("patient", String(64), nullable=False),
    Column("content", LargeBinary, nullable=True),
    Column("content_hash", String(64), nullable=False),
    Column("chain_hash", String(64), nullable=False),
    Index("journal_at", "at"),
    Index("journal_patient", "patient"),
)
"""`content` is the entry as zlib-compressed JSON; None once deleted, its hash stays."""

CARDS = Table(
    "journal_card",
    METADATA,
    Column("card", String(36), primary_key=True),
    Column("number", BigInteger, ForeignKey("journal.number"), nullable=False),
)
"""Which row a card belongs to: feedback names the card."""
