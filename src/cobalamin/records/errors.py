"""What cannot be read is refused with a sentence; everything that reads may raise it."""


class RecordError(ValueError):
    """A file that cannot be read as what it claims to be: a sentence for the person who wrote it."""
