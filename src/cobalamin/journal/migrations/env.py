"""Alembic's entry: the connection is given by the store, which holds the writer's lock."""

from alembic import context

from cobalamin.journal.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
