"""What the service counts: requests, latency, cards, unknown facts, the journal. Never a patient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from cobalamin.assessment.assessment import Assessment
from cobalamin.journal.writer import JournalState
from cobalamin.web.cards import Card

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)


class Metrics:
    """The counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.requests = Counter(
            "cobalamin_requests", "Requests by route and status", ["route", "status"], registry=registry
        )
        self.seconds = Histogram(
            "cobalamin_request_seconds", "Time to answer by route", ["route"], buckets=_SECONDS, registry=registry
        )
        self.cards = Counter(
            "cobalamin_cards", "Cards by service and indicator", ["service", "indicator"], registry=registry
        )
        self.silent = Counter("cobalamin_silent", "Answers without a card by service", ["service"], registry=registry)
        self.unknown = Counter(
            "cobalamin_unknown_facts", "Unknown facts that could change it", ["fact"], registry=registry
        )
        self.prefetch = Counter(
            "cobalamin_prefetch", "Prefetch keys by state of arrival", ["key", "state"], registry=registry
        )
        self.refused = Counter("cobalamin_unsigned", "Calls refused for want of a valid signature", registry=registry)
        self.journal = Gauge("cobalamin_journal", "Journal entries by what became of them", ["fate"], registry=registry)
        self.journal_up = Gauge(
            "cobalamin_journal_up", "1 while the journal's database takes entries", registry=registry
        )
        # every label is from a closed set of ours, so each counter is looked up once and kept
        self._of: Callable[..., Counter] = cache(_labelled)
        self._timer: Callable[[str], Histogram] = cache(self.seconds.labels)

    def answered(self, service: str, answer: Assessment, cards: Iterable[Card]) -> None:
        """One answer served."""
        shown = [one.indicator for one in cards]
        for indicator in shown:
            self._of(self.cards, service, indicator).inc()
        if not shown:
            self._of(self.silent, service).inc()
        for missing in answer.missing:
            if missing.name:  # a problem with a resource names no fact
                self._of(self.unknown, missing.name).inc()

    def arrived(self, key: str, state: str) -> None:
        """One prefetch key, as it came."""
        self._of(self.prefetch, key, state).inc()

    def served(self, route: str, status: int, seconds: float) -> None:
        """One call ended."""
        self._of(self.requests, route, str(status)).inc()
        self._timer(route).observe(seconds)

    def text(self, state: JournalState | None) -> bytes:
        """Everything in Prometheus's format."""
        if state is not None:
            for fate in ("written", "spooled", "lost", "refused", "waiting"):
                self.journal.labels(fate).set(getattr(state, fate))
            self.journal_up.set(1 if state.database else 0)
        return generate_latest(self.registry)


def _labelled(counter: Counter, *labels: str) -> Counter:
    return counter.labels(*labels)
