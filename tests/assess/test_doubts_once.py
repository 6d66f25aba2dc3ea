"""What the record leaves in doubt stands in the first line and in the working answer, and is looked for once an answer."""

from __future__ import annotations

from unittest.mock import patch

from cobalamin.assessment.assess import assess
from cobalamin.recall.cautions import NERVES, NERVES_FIRST
from cobalamin.records.case import case_from
from cobalamin.records.known import Facts

DOUBTED = {
    "cobalamin_case": 1, "on": "2026-03-01", "patient": {"age": 60, "sex": "female"},
    "facts": {"total_b12": "210 ng/L", "paraesthesia": {"present": None, "unsettled": "not confirmed: tingling"}},
}  # fmt: skip


def test_it_is_told_twice_and_looked_for_once() -> None:
    with patch.object(Facts, "unconfirmed", autospec=True, side_effect=Facts.unconfirmed) as looked:
        answer = assess(case_from(DOUBTED))
    assert NERVES_FIRST in answer.route.statement
    assert NERVES_FIRST in answer.working.statement
    assert [call.args[1] for call in looked.call_args_list].count(NERVES) == 1
