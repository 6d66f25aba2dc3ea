"""The search for the diagram's level order keeps every fact, and stores what the engine can read."""

from random import Random

import search_order

from cobalamin.assessment.engine import engine_for
from cobalamin.knowledge.order import ORDER
from cobalamin.knowledge.possible import possible
from cobalamin.knowledge.rules import ARTICLE
from cobalamin.language.diagram import Diagram


def test_the_search_looks_at_what_the_engine_answers() -> None:
    assert engine_for(ARTICLE).exact.outputs == search_order.OUTPUTS


def test_a_move_keeps_every_fact_once() -> None:
    chance = Random(7)
    order = ORDER
    for _ in range(200):
        order = search_order.moved(order, chance)
    assert sorted(order) == sorted(ORDER)
    assert order != ORDER


def test_each_group_follows_its_first_member() -> None:
    """Where another guideline parts a group, the parts stood at the bottom: twice as many nodes for NICE and BSH."""
    diagram = Diagram(search_order.OUTPUTS, ORDER, possible)
    assert search_order.spelt(search_order.whole(diagram), diagram) == ORDER


def test_what_is_stored_reads_back() -> None:
    module: dict[str, object] = {}
    exec(search_order.text(ORDER), module)
    assert module["ORDER"] == ORDER


def test_an_order_is_only_replaced_by_a_smaller_one() -> None:
    start = search_order.whole(Diagram(search_order.OUTPUTS, ORDER, possible))
    sizes = [size for _, size, _ in search_order.search(search_order.OUTPUTS, start, rounds=5, seed=1)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == Diagram(search_order.OUTPUTS, ORDER, possible).size()
