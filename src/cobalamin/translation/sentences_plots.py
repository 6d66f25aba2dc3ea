"""Composed sentences, continued: what is drawn."""

from __future__ import annotations

from cobalamin.translation.marked import _

PLOTS = (
    _("B12 injections: nurse slots a week"),
    _("filled: the result the answer rests on; grey line: an injection"),
    _("dark line: the day of the answer; bars: the days between which it may be done"),
    _("if treatment starts on {day}; bars: the days between which it may be done"),
    _("dark line: the day of the list; a bar: the days on which it may lie"),
    _("counted from the first dose of this treatment, {span}; dark line: the day of the answer"),
    _("nothing observed yet: treatment has not begun"),
    _("A panel for each measure over time. {parts}. {number} injections from {day1} to {day2} are marked."),
    _("A panel for each measure over time. {parts}."),
    _("{label} {value}, not dated"),
    _("{label} {value} on {day}"),
    _("{label} from {value1} on {day1} to {value2} on {day2}"),
    _("{band} ({figure}: {cites}, {verified})"),
    _("A strip of days. {parts}."),
    _("{row}: {number}, from {day1} to {day2}"),
    _("{row}: {number}, on {day}"),
    _("{day1} to {day2}"),
    _("B12 injection given ({title})"),
    _("loading dose {number1} of {number2}"),
    _("loading dose {number}"),
    _("loading {number1} of {number2}"),
    _("loading {number}"),
    _("first maintenance dose, then {printed}"),
    _("first maintenance dose, where loading ended with dose {number}, then {printed}"),
    _("{number} entries on a line of days, from {day1} to {day2}."),
    _("{coming}, due {day}"),
    _("Bars show when each sign of response is expected after the first dose. Nothing is observed yet."),
    _("Bars show when each sign of response is expected after the first dose on {span}. Observed: {parts}."),
    _("{sign}, as expected"),
    _("{sign}, not as expected"),
    _("{sign}, too early to tell"),
    _("{sign} (as expected)"),
    _("{sign} (not as expected)"),
    _("{sign} (too early to tell)"),
    _("about {value}"),
    _("{cites}, {verified}"),
    _("wk"),
    _("mo"),
    _("{value1} to {value2}"),
    _(
        "Stacked bars: {number1} injections in the {number2} weeks from {day1}, most of them in the week of {day2}. Of {number3} "
        "the patient is asked first: on hold, stopped perhaps, refused, or a possible allergy."
    ),
    _("Stacked bars: {number1} injections in the {number2} weeks from {day1}, most of them in the week of {day2}."),
    _("{label}, {scale}"),
    _("{date}"),
)
"""What stands in the plots and beside them."""
