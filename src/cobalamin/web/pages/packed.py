"""A file that travels with the form: what was uploaded goes back to the browser packed, and nothing of it stays here.

`docs/decisions/0012` says why. What comes back is read like any upload: it is trusted no more than one.
"""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from binascii import Error

from cobalamin.web.errors import Refusal, too_large

_GZIP = 31
"""The window that makes zlib read and write gzip."""


def pack(body: bytes) -> str:
    """The bytes as the value of a hidden field."""
    packer = zlib.compressobj(6, wbits=_GZIP)
    return b64encode(packer.compress(body) + packer.flush()).decode()


def unpack(text: str, largest: int) -> bytes:
    """The bytes of a hidden field; Refusal where it was changed on the way, or unpacks to more than may be sent."""
    reader = zlib.decompressobj(_GZIP)
    try:
        body = reader.decompress(b64decode(text, validate=True), largest + 1)
    except (zlib.error, Error, ValueError):
        raise Refusal(400, "the file that came back with the form cannot be read; choose it again", "invalid") from None
    if len(body) > largest or not reader.eof:
        raise too_large("file", largest)
    return body
