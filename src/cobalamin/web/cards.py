"""Cards as CDS Hooks 2.0.1 defines them: what is empty is left out, what must be there is required."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

from cobalamin.knowledge.sources import Source
from cobalamin.records.fhir.out import SYSTEMS, Resource, codings
from cobalamin.records.identifiers import new_id
from cobalamin.translation.printed_units import printed_units
from cobalamin.web.detail import documents

Indicator = Literal["info", "warning", "critical"]
INDICATORS: dict[str, Indicator] = {"same_day": "critical", "prompt": "warning"}
"""The indicator of an urgency; every other is info."""
MOST_CHARACTERS = 139
_NO_DOCUMENT = "Cobalamin, our own judgement (unverified)"
_REASONS = "http://terminology.hl7.org/CodeSystem/non-adherence-reason-codes"


class Coding(msgspec.Struct, frozen=True, omit_defaults=True):
    """A code with its system and the words to show."""

    code: str
    system: str
    display: str = ""


class CardSource(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whose guidance it is; `url` is about that document."""

    label: str
    url: str = ""
    topic: Coding | None = None


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change: a whole resource to create, or the reference of one to delete."""

    type: Literal["create", "delete"]
    description: str
    resource: Resource | None = None
    resourceId: str = ""  # noqa: N815


class Suggestion(msgspec.Struct, frozen=True, omit_defaults=True):
    """Changes that apply together."""

    label: str
    uuid: str
    actions: tuple[Action, ...]
    isRecommended: bool = False  # noqa: N815


class CardLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page with the whole answer: at an address of its own, or launched by the EHR with a decision's id."""

    label: str
    url: str
    type: Literal["absolute", "smart"]
    appContext: str = ""  # noqa: N815


class Card(msgspec.Struct, frozen=True, omit_defaults=True):
    """One card. `summary` holds at most 139 characters."""

    uuid: str
    summary: str
    indicator: Indicator
    source: CardSource
    detail: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    selectionBehavior: str = ""  # noqa: N815
    overrideReasons: tuple[Coding, ...] = ()  # noqa: N815
    links: tuple[CardLink, ...] = ()


OVERRIDE_REASONS = tuple(
    Coding(code, _REASONS, display)
    for code, display in (
        ("cds-not-applicable", "Does not apply to this patient"),
        ("cds-suboptimal-context", "Wrong time or place for this advice"),
        ("recipient-disagrees-evidence", "I disagree with the evidence"),
        ("recipient-concerns-outcomes", "I am concerned about the outcome"),
        ("does-not-align-preferences", "Does not fit the patient's preferences"),
        ("not-convenient-feasible", "Not convenient or not feasible"),
        ("action-completed", "Already done"),
        ("patient-contraindication", "Contraindicated in this patient"),
        ("patient-refuses", "The patient declines"),
        ("too-costly-uncovered", "Too costly or not covered"),
        ("service-not-available", "Not available here"),
        ("recipient-does-not-understand", "I do not understand the advice"),
    )
)
"""The twelve codes CDS Hooks 3.0 offers clinicians; the displays are our wording."""


def card(
    summary: str, indicator: Indicator, detail: str, cites: Iterable[str], suggestions: Iterable[Suggestion] = ()
) -> Card:
    """A card with everything a complete one needs; at most one suggestion may be taken."""
    offered = tuple(suggestions)
    return Card(
        new_id(), short(printed_units(summary)), indicator, _source(cites), detail, offered,
        "at-most-one" if offered else "", OVERRIDE_REASONS,
    )  # fmt: skip


def short(text: str) -> str:
    """The text in at most 139 characters, cut at a word."""
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[: MOST_CHARACTERS - 1].rpartition(' ')[0].rstrip(',;:')}…"


def _source(cites: Iterable[str]) -> CardSource:
    """The first document with an address among the citations, with how far it was checked."""
    found = sorted(documents(cites), key=lambda source: not source.address)
    if not found:
        return CardSource(_NO_DOCUMENT, topic=_topic())
    return CardSource(_label(found[0]), found[0].address, _topic())


def _label(source: Source) -> str:
    return f"{source.title.partition(':')[0]} ({source.verified}), as read by Cobalamin: not signed off by a clinician"


def _topic() -> Coding:
    code = codings("cond.b12_deficiency", ("sct",))[0]["code"]
    return Coding(code, SYSTEMS["sct"], "Vitamin B12 deficiency")


def suggestion(label: str, *actions: Action, recommended: bool) -> Suggestion:
    """Changes offered under one button."""
    return Suggestion(label, new_id(), actions, recommended)


def create(resource: Resource, description: str) -> Action:
    """A new draft."""
    return Action("create", description, resource)


def delete(reference: str, description: str) -> Action:
    """A draft taken back."""
    return Action("delete", description, resourceId=reference)


def offered_once(cards: Iterable[Card]) -> Iterator[Card]:
    """The cards without offers that an earlier one makes: whoever takes every offer orders no course and no test twice."""
    offered = set[str]()
    for one in cards:
        fresh = (_without(each, offered) for each in one.suggestions)
        left = tuple(each for each in fresh if each.actions)
        offered.update(_what(action) for each in one.suggestions for action in each.actions)
        yield msgspec.structs.replace(one, suggestions=left, selectionBehavior=one.selectionBehavior if left else "")


def _without(one: Suggestion, offered: set[str]) -> Suggestion:
    """A suggestion without some of its drafts; where only drafts to take back are left, its button says that."""
    left = tuple(action for action in one.actions if _what(action) not in offered)
    if len(left) == len(one.actions) or any(action.type == "create" for action in left):
        return msgspec.structs.replace(one, actions=left)
    return msgspec.structs.replace(one, actions=left, label=removing(len(left)))


def removing(many: int) -> str:
    """What the button says that takes drafts back."""
    return "Remove this order" if many == 1 else "Remove these orders"


def below_offers(one: Card, block: str) -> Card:
    """The card with a block below its detail, where it offers something to order."""
    offers = any(action.type == "create" for each in one.suggestions for action in each.actions)
    return msgspec.structs.replace(one, detail=f"{one.detail}\n\n{block}") if block and offers else one


def _what(action: Action) -> str:
    """What an action does, the same for two drafts of one thing."""
    if action.resource is None:
        return action.resourceId
    concept = action.resource.get("medicationCodeableConcept") or action.resource["code"]
    return f"{action.resource['resourceType']} {concept['text']}"


def with_links(one: Card, links: tuple[CardLink, ...]) -> Card:
    """The card with links to the page that shows the whole answer."""
    return msgspec.structs.replace(one, links=links)


def response(cards: Iterable[Card]) -> dict[str, Any]:
    """The response of a service: its cards, none included."""
    return {"cards": list(cards)}
