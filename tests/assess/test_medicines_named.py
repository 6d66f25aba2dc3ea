"""Which medicine is to be reviewed: in a record of twelve nobody knows which one "the medicine" is."""

from __future__ import annotations

import pytest
from test_answer import WELL, answer

from cobalamin.translation.words import translator


def told(*medicines: str) -> str:
    found = answer({**WELL, "total_b12": "214 ng/L", **dict.fromkeys(medicines, True)})
    return next(each.action for each in found.safety if each.id == "safety:medicines")


def test_the_medicine_is_named() -> None:
    assert told("proton_pump_inhibitor", "colchicine") == (
        "Review the medicine. On record: proton pump inhibitor, colchicine."
    )


def test_metformin_is_spoken_of_where_it_is_taken_and_nowhere_else() -> None:
    """Whoever takes pantoprazole alone was told not to stop metformin."""
    assert told("metformin", "h2_blocker") == (
        "Review the medicine. On record: metformin, H2 blocker. Do not stop metformin for this."
    )
    assert "metformin" not in told("anticonvulsant")


@pytest.mark.parametrize(
    "medicines", [("metformin",), ("metformin", "proton_pump_inhibitor"), ("colchicine", "pregabalin")]
)
def test_it_is_said_in_spanish(medicines: tuple[str, ...]) -> None:
    said = translator("es")(told(*medicines))
    assert said.startswith("Revise el medicamento. En el registro: ")
    assert "proton pump" not in said
