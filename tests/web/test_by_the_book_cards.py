"""The service against the second writing of its cards (`by_the_book_cards.py`), and laws of drafts, over calls made from numbers.

`BOOK_CALLS=20000 pytest tests/web/test_by_the_book_cards.py` compares more of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any

import by_the_book_cards as book
import msgspec
import pytest
from by_the_book_hooks import Call, Draft, Thing, call
from test_closed_loop import reading as read_as

import ehr
from cobalamin.knowledge.facts import ASSESSABLE
from cobalamin.web.answered import AnsweredCase
from cobalamin.web.hooks import Context
from cobalamin.web.services import SERVICES, advised

Json = dict[str, Any]
CALLS = int(os.environ.get("BOOK_CALLS", "200"))
HOOKS = ("order-select", "order-sign")
STRENGTH = {"info": 0, "warning": 1, "critical": 2}


@cache
def made(number: int) -> tuple[Call, AnsweredCase]:
    one = call(number, ASSESSABLE)
    return one, read(one)


def read(one: Call) -> AnsweredCase:
    return read_as(one.record, ehr.settings(presume=one.presume))


def called(hook: str, of: AnsweredCase, one: Call) -> list[Json]:
    drafts = {"resourceType": "Bundle", "entry": [{"resource": each.resource} for each in one.drafts]}
    told = {"patientId": "p1", "userId": "Practitioner/1", "draftOrders": drafts, "selections": sorted(one.selected)}
    context = msgspec.json.decode(msgspec.json.encode(told), type=Context)
    return [json.loads(msgspec.json.encode(card)) for card in advised(SERVICES[f"b12-{hook}"], of, context)]


def by_family(cards: Iterable[Json]) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for card in cards:
        kind = book.kind_of(card["summary"])
        assert kind in book.KINDS, f"no kind of the book: {kind}"
        found.setdefault(book.FAMILY.get(kind, kind), []).append(card)
    return found


def strength(cards: Iterable[Json]) -> int:
    return max(STRENGTH[card["indicator"]] for card in cards)


# --- the book --------------------------------------------------------------------------------------------------------


def differences(number: int) -> Iterator[str]:
    """What the service says otherwise than the book about one call."""
    one, of = made(number)
    for hook in HOOKS:
        bedside, found = book.Bedside(of.answer, one, hook == "order-select"), by_family(called(hook, of, one))
        for demand in bedside.demands():
            cards = found.get(demand.kind, [])
            if demand.must is not bool(cards):
                yield f"{number} {hook}: {demand.kind} {'missing' if demand.must else 'unwanted'} ({demand.why})"
            elif cards and demand.indicator and strength(cards) != STRENGTH[demand.indicator]:
                yield f"{number} {hook}: {demand.kind} is no {demand.indicator} ({demand.why})"


def test_the_cards_of_orders_are_those_of_the_book() -> None:
    assert [each for number in range(CALLS) for each in differences(number)] == []


def test_an_opened_record_has_the_card_of_the_book() -> None:
    for number in range(CALLS):
        one, of = made(number)
        cards, bedside = called("patient-view", of, one), book.Bedside(of.answer, one, select=False)
        wanted = bedside.opened()
        assert wanted is None or wanted is bool(cards), number
        # An allergy to what is being injected warns at the least (R112).
        indicator = bedside.least if bedside.injected and bedside.safe("allergy") else bedside.indicator
        assert [card["indicator"] for card in cards] == [indicator for _ in cards], number


def test_whatever_is_offered_is_safe_by_the_rules_of_the_same_answer() -> None:
    for number in range(CALLS):
        one, of = made(number)
        for hook in ("patient-view", *HOOKS):
            bedside = book.Bedside(of.answer, one, hook == "order-select")
            for suggestion in (each for card in called(hook, of, one) for each in card.get("suggestions", [])):
                why = [
                    bedside.unsafe(action, suggestion.get("isRecommended", False)) for action in suggestion["actions"]
                ]
                assert not any(why), (number, hook, suggestion["label"], why)


A_RARE_ONE = 2005
"""A call in which an injection is drafted for somebody whose level counts against deficiency, with nothing left to ask."""


def test_the_book_is_not_silent_itself() -> None:
    """Calls in which each kind must appear, and in which it must not: else the comparison would be of nothing."""
    asked: dict[tuple[str, bool], int] = {}
    for number in (*range(500), A_RARE_ONE):
        one, of = made(number)
        for demand in book.Bedside(of.answer, one, select=False).demands():
            asked[demand.kind, demand.must] = asked.get((demand.kind, demand.must), 0) + 1
    kinds = {kind for kind, _ in asked}
    assert not [kind for kind in kinds for must in (True, False) if not asked.get((kind, must))]


# --- laws of drafts --------------------------------------------------------------------------------------------------


def plain(cards: Iterable[Json]) -> list[str]:
    """Cards without what is drawn anew, and without the order of lines and actions."""
    return sorted(json.dumps(_sorted(card), sort_keys=True) for card in cards)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items() if name not in ("uuid", "id")}
    if isinstance(value, list):
        return sorted((_sorted(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return sorted(value.split("\n")) if isinstance(value, str) and "\n" in value else value


def shuffled(one: Call, number: int) -> Call:
    chance = Random(number)
    who, *rest = one.record
    mixed = [who, *chance.sample(rest, len(rest))]
    return replace(one, record=mixed, drafts=chance.sample(one.drafts, len(one.drafts)))


def test_the_order_of_drafts_and_of_the_record_changes_nothing() -> None:
    for number in range(CALLS):
        one, of = made(number)
        other = shuffled(one, number)
        again = read(other)
        for hook in ("patient-view", *HOOKS):
            assert plain(called(hook, of, one)) == plain(called(hook, again, other)), (number, hook)


def test_signing_says_all_that_selecting_says() -> None:
    for number in range(CALLS):
        one, of = made(number)
        signed, selected = by_family(called("order-sign", of, one)), by_family(called("order-select", of, one))
        for family, cards in selected.items():
            assert strength(cards) <= strength(signed.get(family, [])), (number, family)
        everything = replace(one, selected=frozenset(each.reference for each in one.drafts))
        assert plain(called("order-select", of, everything)) == plain(called("order-sign", of, one)), number


def answers(family: str, more: Draft) -> bool:
    """Whether a draft is what a warning asked for: B12 beside folic acid or nitrous oxide, an injection in the place of
    tablets or of one that ends, the missing test. And a card about a draft of B12 tells in its detail what was not read.
    """
    b12 = more.thing.what in book.B12
    return (b12 and family in ("folic", "before gas", "oral", "stop", "not read")) or (
        bool(more.thing.tests) and family == "untested"
    )


def test_a_draft_more_removes_no_warning_about_another() -> None:
    for number in range(CALLS):
        one, of = made(number)
        whole = by_family(called("order-sign", of, one))
        for more in one.drafts:
            fewer = replace(one, drafts=[each for each in one.drafts if each is not more])
            for family, cards in by_family(called("order-sign", of, fewer)).items():
                kept = family in whole and strength(cards) <= strength(whole[family])
                assert kept or answers(family, more), (number, family, more.reference)


def done(action: Json) -> str:
    resource = action.get("resource")
    if resource is None:
        return str(action["resourceId"])
    return str((resource.get("medicationCodeableConcept") or resource["code"])["text"])


def taken(one: Call, suggestion: Json) -> Call:
    """The call after a suggestion: what it drafts is drafted and selected, what it takes back is gone."""
    gone = {action.get("resourceId") for action in suggestion["actions"]}
    fresh = [Draft(Thing(), action["resource"]) for action in suggestion["actions"] if "resource" in action]
    left = [each for each in one.drafts if each.reference not in gone]
    return replace(one, drafts=[*left, *fresh], selected=one.selected | {each.reference for each in fresh})


@pytest.mark.parametrize("hook", HOOKS)
def test_what_was_taken_is_not_offered_again(hook: str) -> None:
    for number in range(CALLS // 2):
        one, of = made(number)
        for suggestion in (each for card in called(hook, of, one) for each in card.get("suggestions", [])):
            before = {each.reference for each in one.drafts}
            after = taken(one, suggestion)
            drafted = {each.reference for each in after.drafts} - before
            offers = [each for card in called(hook, of, after) for each in card.get("suggestions", [])]
            again = {done(action) for each in offers for action in each["actions"]}
            assert not again & {done(action) for action in suggestion["actions"]}, number
            assert not again & drafted, number
