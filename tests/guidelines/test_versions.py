"""What changes between versions is said in sentences, and for every patient whose answer moves, by which clause."""

from some_patients import whole

from cobalamin.comparison.exchange import possible_routes
from cobalamin.comparison.versions import _TREATMENTS, guideline_diff, text
from cobalamin.knowledge.guidelines.registry import VERSIONS, profile
from cobalamin.knowledge.rules import Regimens
from cobalamin.language.nodes import Finding, facts_of
from cobalamin.language.patient import exactly

CROWD = {f"p{i}": patient for i, patient in enumerate(whole(80, 31))}


def test_the_draft_and_the_final_version_differ_in_nitrous_oxide_only() -> None:
    diff = guideline_diff("nice@2023-07", "nice", CROWD)
    assert diff.before_hash != diff.after_hash
    assert diff.changes
    assert all("nitrous_oxide" in sentence for sentence in diff.changes)
    assert any("was secondary and is unverified" in sentence for sentence in diff.changes)
    assert diff.moved == ()


def test_nothing_changes_from_a_guideline_to_itself() -> None:
    diff = guideline_diff("bsh", "bsh", CROWD)
    assert (diff.changes, diff.moved) == ((), ())
    assert "Nothing changed." in text(diff)


def test_a_figure_that_moves_is_a_sentence() -> None:
    changes = guideline_diff("nice", "nhg", {}).changes
    assert any(
        s.startswith("The figure b12.total.deficient") and "180 ng/L" in s and "148 pmol/L" in s for s in changes
    )
    assert any("nice:dietary (oral) is gone" in s for s in changes)
    assert any("nhg:oral (oral) is new" in s for s in changes)


def test_a_plan_that_changes_is_named_as_the_answer_names_it() -> None:
    """The British guideline shows no plan of another country beside its own, and says so: it was an empty sentence."""
    plans = [s for s in guideline_diff("article", "bsh", {}).changes if s.startswith("The plan for")]
    assert plans == [
        "The plan for injections in other countries was cyanocobalamin, US label and cyanocobalamin, common US practice; "
        "it is none."
    ]
    dutch = guideline_diff("article", "nhg", {}).changes
    assert (
        "The plan for tablets was cyanocobalamin by mouth, usual high dose; it is B12 by mouth, Dutch general "
        "practitioners (NHG)."
    ) in dutch
    assert not any("regimens differ" in s or "oral.nhg" in s for s in dutch)


def test_every_treatment_with_a_plan_of_its_own_has_a_name() -> None:
    assert list(_TREATMENTS) == list(Regimens.__dataclass_fields__)


def test_exactly_those_whose_routes_differ_are_moved_each_with_its_cause() -> None:
    diff = guideline_diff("article", "nice", CROWD)
    one, other = profile("article"), profile("nice")
    assert {m.patient for m in diff.moved} == {
        id for id, p in CROWD.items() if possible_routes(one, p) != possible_routes(other, p)
    }
    assert diff.moved
    assert any("nice:" in clause for m in diff.moved for clause in m.clauses)
    settled = sum(len(m.before) == len(m.after) == 1 for m in diff.moved)
    assert f"{settled} of {len(CROWD)} made-up people get another route" in text(diff)
    assert max(map(len, text(diff).splitlines())) <= 100


def test_every_pair_of_guidelines_can_be_compared_and_every_move_has_its_clause() -> None:
    crowd = dict(list(CROWD.items())[:12])
    for one in VERSIONS:
        for other in VERSIONS:
            diff = guideline_diff(one, other, crowd)
            assert max(map(len, text(diff).splitlines())) <= 100
            for move in diff.moved:
                assert move.clauses or "none" in (*move.before, *move.after)


def test_the_rule_that_moves_somebody_is_read_over_the_guidelines_own_figures() -> None:
    """140 pmol/L is deficient to BSH and NHG, and not by the figure of the base article."""
    asked = {fact.name: False for fact in facts_of(*profile("bsh").guideline.roots) if isinstance(fact, Finding)}
    results = {"total_b12": exactly(140, "pmol/L"), "mcv": exactly(105, "fL"), "haemoglobin": exactly(140, "g/L"),
               "mma": exactly(180, "nmol/L"), "homocysteine": exactly(10, "umol/L"),
               "active_b12": exactly(40, "pmol/L")}  # fmt: skip
    patient = {**asked, **results, "partial_ileal_resection": True}
    (move,) = guideline_diff("bsh", "nhg", {"one": patient}).moved
    assert (move.before, move.after) == (("injection",), ("oral",))
    assert move.clauses == ("bsh:malabsorption", "nhg:oral")


def test_the_days_a_version_is_in_force_are_said() -> None:
    said = text(guideline_diff("nice@2023-07", "nice", {}))
    assert "in force from 2023-07-01 to 2024-03-05" in " ".join(said.split())
