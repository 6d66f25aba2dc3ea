"""HTTP/1.1 as uvicorn speaks it, with limits for callers who send nothing, and for those whose call would be lost."""

from __future__ import annotations

from asyncio import TimerHandle

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
LONGEST_HEAD = 64 * 1024
"""How many bytes of headers, or of what else is no body, a caller may send: an engineering limit."""


class _Parser(HttpRequestParser):
    """Whoever asks to change to another protocol, as Java's client does with every call, is answered in this one."""

    def __init__(self, protocol: PatientProtocol) -> None:
        super().__init__(protocol)
        self._protocol = protocol

    def feed_data(self, data: bytes) -> None:  # type: ignore[override]
        """As the parser's; one that is to change stops behind the head, so it is given a head without that wish and the rest."""
        try:
            super().feed_data(data)
        except HttpParserUpgrade as change:
            if self.get_method() == b"CONNECT":  # which asks for nothing else
                raise HttpParserError from None
            self.feed_data(self._protocol.unchanged_head() + data[change.args[0] :])


class PatientProtocol(HttpToolsProtocol):
    """A caller whose headers do not arrive in time, or do not end, is put down."""

    _late: TimerHandle | None = None
    _head = 0
    _named = 0

    def connection_made(self, transport: object) -> None:
        """A new connection: its headers have to come soon."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.parser = _Parser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)  # as uvicorn's own
        self._late = self.loop.call_later(HEADER_SECONDS, self._put_down)

    def data_received(self, data: bytes) -> None:
        """What came: a body is counted where it is read, everything before and behind it here."""
        self._head += len(data)
        super().data_received(data)
        if self._head > LONGEST_HEAD:
            self._put_down()

    def eof_received(self) -> bool:  # type: ignore[override]
        """Who has sent a whole call and says that nothing follows still gets the answer."""
        waits = self.cycle is not None and not self.cycle.more_body and not self.cycle.response_complete
        if waits:
            self.cycle.keep_alive = False
        return waits

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._head = 0
        super().on_body(body)

    def on_message_begin(self) -> None:
        """A request begins: the first or a later one."""
        self._named = 0
        super().on_message_begin()
        if self._late is None:
            self._late = self.loop.call_later(HEADER_SECONDS, self._put_down)

    def on_header(self, name: bytes, value: bytes) -> None:
        """One of its headers: a head that comes in one piece is counted here."""
        self._named += len(name) + len(value) + len(b": \r\n")
        if self._named > LONGEST_HEAD:
            raise HttpParserError("more headers than a caller may send")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its headers are there; a head that is to be read once more waits for that."""
        if self.parser.should_upgrade():
            return
        if self._late is not None:
            self._late.cancel()
            self._late = None
        self._head = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is there."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def unchanged_head(self) -> bytes:
        """The head read last, without the wish to change the protocol."""
        kept = b"".join(b"%s: %s\r\n" % header for header in self.headers if header[0] != b"upgrade")
        version = self.parser.get_http_version().encode()
        return b"%s %s HTTP/%s\r\n%s\r\n" % (self.parser.get_method(), self.url, version, kept)

    def _put_down(self) -> None:
        self._late = None
        if self.transport is not None and not self.transport.is_closing():
            self.transport.close()
