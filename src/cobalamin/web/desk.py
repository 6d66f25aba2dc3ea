"""One call answered: read the request, gather the record, say what there is to say, keep it in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

import httpx2
import msgspec
import structlog

from cobalamin.assessment.engine import rules_version
from cobalamin.journal.entry import AnswerBody, Entry, as_json, keyed, known_row, moment, program
from cobalamin.journal.writer import JournalState, Writer
from cobalamin.records.identifiers import new_id
from cobalamin.records.parameters import kept as kept_figures
from cobalamin.web.addresses import ANSWERS, LAUNCH
from cobalamin.web.answered import AnsweredCase, answer_arrivals
from cobalamin.web.cards import Card, CardLink, response, with_links
from cobalamin.web.errors import Refusal
from cobalamin.web.fetch import gather, require_picture, require_useful
from cobalamin.web.hooks import HookRequest, read_request
from cobalamin.web.metrics import Metrics
from cobalamin.web.ordered import rows_of
from cobalamin.web.prefetch import Arrival
from cobalamin.web.servers import Servers
from cobalamin.web.services import Service, advised, is_for_cards
from cobalamin.web.settings import Settings
from cobalamin.web.shared_tokens import SharedTokens

_log = structlog.get_logger("cobalamin.desk")
_JOURNAL_SECONDS = 4.0
_LONGEST_NAME = 64
_LARGE_BODY, _LARGE_RECORD = 1024 * 1024, 2000
"""From so many bytes or resources on a record is read beside the loop: an engineering limit, some 20 ms of a core."""
T = TypeVar("T")
_WHOLE = "The whole answer: facts, rules and sources"


@dataclass(frozen=True)
class Origin:
    """Which service was asked about whom, by which call and by whom, as far as the caller says so."""

    service: str
    patient: str
    instance: str = ""
    user: str = ""


class Desk:
    """Where calls are answered: the settings in force, the connection to FHIR servers, the journal."""

    def __init__(
        self, settings: Settings, metrics: Metrics, client: httpx2.AsyncClient, writer: Writer | None,
        tokens: SharedTokens | None = None,
    ) -> None:  # fmt: skip
        self.settings, self.metrics, self.client, self.writer = settings, metrics, client, writer
        self._tokens = tokens
        self._keeps = True
        self._servers = Servers(client)
        self._aside, self._lists = ThreadPoolExecutor(1, "large-record"), ThreadPoolExecutor(1, "recall-list")
        self._comparisons = ThreadPoolExecutor(1, "comparison")

    @property
    def pages_keep(self) -> bool:
        """Whether the workbench offers to keep an answer."""
        return self.writer is not None and self.settings.pages_keep

    async def hook(self, service: Service, body: bytes) -> bytes:
        """The response of a service to a request, as JSON."""
        request = read_request(body, service.hook)
        _require_own_patient(request)
        arrivals = await self._arrivals(request)
        work = partial(_answered, service, request, arrivals, self.settings)
        answered, cards = await self.aside(work) if _is_large(body, arrivals) else work()
        if self.writer is not None:
            origin = Origin(service.id, request.context.patientId, request.hookInstance, request.context.userId)
            entry = self.entry(answered, origin, cards)
            links = self._links(request.fhirServer, entry.id)
            cards = tuple(with_links(one, links) for one in cards) if links else cards
            await self.keep([entry])
        self.metrics.answered(service.id, answered.answer, cards)
        return msgspec.json.encode(response(cards))

    async def aside(self, work: Callable[[], T]) -> T:
        """What takes long, one after the other beside the loop, which goes on answering everybody else."""
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    async def listed(self, work: Callable[[], T]) -> T:
        """The same for recall lists, of which the largest takes ten seconds and hundreds of megabytes."""
        return await asyncio.get_running_loop().run_in_executor(self._lists, work)

    async def compared(self, work: Callable[[], T]) -> T:
        """The same for comparisons, of which the first two prepare every guideline: one to two seconds of a core."""
        return await asyncio.get_running_loop().run_in_executor(self._comparisons, work)

    def _links(self, server: str | None, decision: str) -> tuple[CardLink, ...]:
        """Where the whole answer can be seen: launched where this EHR is set up for it, else at its address, else nowhere."""
        settings = self.settings
        if (server or "").rstrip("/") in settings.smart:
            return (CardLink(_WHOLE, f"{settings.base_url}{LAUNCH}", "smart", decision),)
        return (
            (CardLink(_WHOLE, f"{settings.base_url}{ANSWERS}{decision}", "absolute"),) if settings.public_pages else ()
        )

    async def _arrivals(self, request: HookRequest) -> dict[str, Arrival]:
        arrivals = await gather(request, self._servers, self.settings)
        for key, arrival in arrivals.items():
            self.metrics.arrived(key, arrival.state)
        require_useful(arrivals)
        return arrivals

    def entry(self, answered: AnsweredCase, origin: Origin, cards: tuple[Card, ...] = ()) -> Entry:
        """The journal's entry of an answer; who it was about stays a keyed hash unless the site turned names on."""
        settings = self.settings
        plain = settings.plain_patients
        answer = msgspec.structs.replace(answered.answer, id="", title="")
        body = AnswerBody(
            origin.instance, rules_version(settings.parameters), answer.on,
            {name: known_row(known) for name, known in answered.facts.known.items()}, answered.facts.missing,
            msgspec.Raw(answer.json()), as_json(cards), "", kept_figures(settings.parameters), answered.gaps,
            origin.user if plain else keyed(settings.patient_key, origin.user), settings.location, answered.facts.problems,
            rows_of(answered.ordered), answered.ordered.unsure, answered.facts.course, answered.facts.halted,
            program(),
        )  # fmt: skip
        who, shown = self.kept_as(origin.patient), tuple(card.uuid for card in cards)
        return Entry(new_id(), "answer", moment(datetime.now(UTC)), origin.service, as_json(body), who, shown)

    def kept_as(self, patient: str) -> str:
        """A patient as the journal names them."""
        settings = self.settings
        return patient if settings.plain_patients and _fits(patient) else keyed(settings.patient_key, patient)

    async def keep(self, entries: list[Entry]) -> bool:
        """The entries on disk before the answer goes out; an answer goes out even where that fails (False), loudly."""
        if self.writer is None or not entries:
            return True
        try:
            if self.writer.silent > _JOURNAL_SECONDS:
                raise TimeoutError  # whoever comes while it hangs does not wait for it again
            kept = asyncio.gather(*(asyncio.wrap_future(self.writer.keep(entry)) for entry in entries))
            safe = all(await asyncio.wait_for(asyncio.shield(kept), _JOURNAL_SECONDS))
        except TimeoutError:
            _log.error("the journal is slow: what it has in hand is put into the spool too")
            safe = await self._put_aside(self.writer, entries)
        if not safe and self._keeps:  # told once: a full disk is not filled with lines
            _log.error(
                "the journal took nothing: neither database nor spool can be written; make room or give back the rights: until "
                "then answers go out that are on no disk, and `lost` in /health counts them"
            )
        self._keeps = safe
        return safe

    async def _put_aside(self, writer: Writer, entries: list[Entry]) -> bool:
        """False where the disk hangs too: the answer goes out."""
        try:
            return await asyncio.wait_for(asyncio.to_thread(writer.put_aside, entries), _JOURNAL_SECONDS)
        except TimeoutError:
            return False

    async def stop(self) -> None:
        """Write what waits and close the connections."""
        await self.client.aclose()
        for threads in (self._aside, self._lists, self._comparisons):
            threads.shutdown(wait=False, cancel_futures=True)
        if self._tokens is not None:
            self._tokens.close()
        if self.writer is not None:
            self.writer.close()
            if lost := self.writer.state.lost:
                _log.error("the service ends, and answers that went out are on no disk", lost=lost)

    @property
    def journal_state(self) -> JournalState | None:
        """How the journal stands, where there is one; a database that hangs takes nothing."""
        if self.writer is None:
            return None
        state = self.writer.state
        return replace(state, database=False) if self.writer.silent > _JOURNAL_SECONDS else state

    def health(self) -> tuple[int, dict[str, Any]]:
        """200 while all is well; 503 where answers are not kept, with how the journal stands."""
        found: dict[str, Any] = {"status": "ok", "rules": rules_version(self.settings.parameters), "journal": "off"}
        state = self.journal_state
        if state is not None:
            found["journal"] = msgspec.to_builtins(state)
            if not state.healthy:
                found["status"] = "degraded"
                return 503, found
        return 200, found


def _fits(patient: str) -> bool:
    """Whether an identifier has room in its column as it stands; a case file may hold any text."""
    return len(patient) <= _LONGEST_NAME and patient.isprintable()


def is_large(body: bytes) -> bool:
    """True for what would hold up every other caller for more than a moment."""
    return len(body) > _LARGE_BODY


def _is_large(body: bytes, arrivals: dict[str, Arrival]) -> bool:
    return is_large(body) or sum(len(arrival.items) for arrival in arrivals.values()) > _LARGE_RECORD


def _answered(
    service: Service, request: HookRequest, arrivals: dict[str, Arrival], settings: Settings
) -> tuple[AnsweredCase, tuple[Card, ...]]:
    """The answer for what arrived and the cards; Refusal(412) where silence would pass for an all-clear."""
    context = request.context
    answered = answer_arrivals(arrivals, context.patientId, settings)
    cards = advised(service, answered, context, settings.site)
    if not cards and service.hook == "patient-view" and is_for_cards(answered, context):
        require_picture(arrivals)
    return answered, cards


def _require_own_patient(request: HookRequest) -> None:
    """A token granted for one patient is no way to read another."""
    granted = request.fhirAuthorization
    if granted is not None and granted.patient and granted.patient != request.context.patientId:
        raise Refusal(400, "$.fhirAuthorization.patient is not the patient of $.context.patientId; nothing was read")
