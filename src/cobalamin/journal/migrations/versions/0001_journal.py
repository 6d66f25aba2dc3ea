"""The journal and the cards it served."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "journal",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("service", sa.String(64), nullable=False),
        sa.Column("patient", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("chain_hash", sa.String(64), nullable=False),
    )
    op.create_index("journal_at", "journal", ["at"])
    op.create_index("journal_patient", "journal", ["patient"])
    op.create_table(
        "journal_card",
        sa.Column("card", sa.String(36), primary_key=True),
        sa.Column("number", sa.BigInteger, sa.ForeignKey("journal.number"), nullable=False),
    )


def downgrade() -> None:
    """Drop both tables."""
    op.drop_table("journal_card")
    op.drop_table("journal")
