"""A refusal: its status and a sentence for the person who connects the EHR, sent as an OperationOutcome."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Response

from cobalamin.records.fhir.out import IssueCode, operation_outcome


class Refusal(Exception):
    """Why a call is not answered. The sentence never holds a patient value."""

    def __init__(
        self, status: int, sentence: str, code: IssueCode = "invalid", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.code, self.headers = status, sentence, code, dict(headers or {})

    @property
    def body(self) -> bytes:
        """The OperationOutcome; a 401 says nothing at all."""
        return b"" if self.status == 401 else msgspec.json.encode(operation_outcome(self.sentence, self.code))

    def response(self) -> Response[bytes]:
        """The refusal as it is sent."""
        return Response(self.body, status_code=self.status, media_type="application/fhir+json", headers=self.headers)


def too_large(what: str, largest: int) -> Refusal:
    """What was sent is larger than is read, and how much would be."""
    whole, rest = divmod(largest, 1024 * 1024)
    limit = f"{largest} bytes" if rest else f"{whole} MB"
    return Refusal(413, f"the {what} is larger than this service reads: {limit} at most", "too-long")
