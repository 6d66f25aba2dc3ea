"""What cannot be read is refused with a sentence; everything that reads may raise it."""

STEERING = frozenset((*range(0x20), *range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A)))
"""What breaks a line, steers a terminal or turns the order of letters: a text out of a record may hold it."""
_AS_CODES = {code: repr(chr(code))[1:-1] for code in STEERING}


def one_line(sentence: str) -> str:
    r"""A sentence as it may be printed: what would steer the terminal stands there as its code, `\x1b`."""
    return sentence.translate(_AS_CODES)


class RecordError(ValueError):
    """A file that cannot be read as what it claims to be: a sentence, in one line, for the person who wrote it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(one_line(sentence))
