"""The sentences that are composed of parts, as patterns: how another language says them (`phrases.py`).

The first that fits is used, so what is told apart by more words comes first. A slot that holds a value is named by its kind:
value, figure, number, day, span, text and the like; every other slot is a message or a sentence itself.
"""

from __future__ import annotations

from cobalamin.translation.marked import _
from cobalamin.translation.sentences_elsewhere import BEFORE_A_DOSE, FORM, GUIDELINE
from cobalamin.translation.sentences_plots import PLOTS
from cobalamin.translation.sentences_recall import RECALL
from cobalamin.translation.sentences_records import FILES, RECORDS
from cobalamin.translation.sentences_tables import TABLES

JOINTS = (
    _(" or "),
    _(" and the "),
    _(" to "),
)
"""What stands between the parts of a list."""

REPORT = (
    _("Local figures in force"),
    _("As things stand (working answer, not the strict one)"),
    _("Ask or test next, in this order"),
    _("Follow-up, if the first dose is given on the day of the decision"),
    _("Follow-up (the first months are counted from the first dose)"),
    _("Follow-up"),
    _("What would change it (one fact alone)"),
    _("Recorded but not used, or not enough, and why"),
    _("Facts in use"),
    _("Definitions"),
    _("every way the missing facts could turn out agrees"),
    _("none"),
    _("prompt"),
    _("Indications for injections ({title})"),
    _("Urgency: {urgency}"),
    _("Urgency of what is new or worse, not of the next dose"),
    _("Urgency of what is new or worse, not of the next dose: {urgency}"),
    _("Plan: {label} [{verified}]"),
    _("{number} {heading}: met"),
    _("{number} {heading}: not met"),
    _("the reasons for indication {number}"),
    _("{listed} and {number} more (asked about, not recorded; presumed)"),
    _("{listed} (asked about, not recorded; presumed)"),
    _("{number} {heading}: unknown"),
    _("open: {listed} and {number} more"),
    _("open: {listed}"),
    _("tablets, {maintenance}"),
    _("{route} (an urgent injection does not wait for it)"),
    _("on record, and enough whichever way the open facts turn out: {listed}"),
    _("{route}, provided that nothing turns up in:"),
    _("BLOCK: {whole} ({statement})"),
    _("WARN: {whole} ({statement})"),
    _("INFORM: {whole} ({statement})"),
    _("ASK FIRST: {action}"),
    _("{label} (sent already: ask the laboratory for the result)"),
    _("{label} (can change the {both})"),
    _("last dose {span} ({place})"),
    _("last dose {span}"),
    _("{coming}: due {day1}, not before {day2}, overdue since {day3}"),
    _("{coming}: due {day1}, not before {day2}, overdue from {day3}"),
    _("next step: {parts}"),
    _("loading: {printed}"),
    _("loading, where none was given: {printed}"),
    _("doses: {days}"),
    _("Mon"),
    _("Tue"),
    _("Wed"),
    _("Thu"),
    _("Fri"),
    _("Sat"),
    _("Sun"),
    _("then {printed}: first due {day1}, not before {day2}, overdue from {day3}"),
    _("dose: {amount} a day by mouth"),
    _("duration: {duration}"),
    _("sources: {cites}"),
    _("elsewhere: {regimen}"),
    _("asked about in full, so what is not recorded is read as no: {listed}"),
    _("{why}: {sentence} ({place}; as sent: {text})"),
    _("{why}: {sentence} (as sent: {text})"),
    _("{why}: {sentence} ({place})"),
    _("{title} [{verified}]: {cites}"),
    _("{text} [{verified}]: {cites}"),
    _("{text} · on {day} · {code}"),
    _("on {day} · {code}"),
    _("figure: {cites}, {states}"),
)
"""The lines of the report."""

ANSWER = (
    _("continue the injections on record, {next}: a B12 level is no reason to stop"),
    _("B12 by injection is indicated and already on record: continue, {next}"),
    _(
        "a stop of the injections is recorded for {span}; {stopped}; ask whether it still applies, and give no dose until then; "
        "{course}"
    ),
    _(
        "a stop of the injections is recorded, on some day from {span}; {stopped}; ask whether it still applies, and give "
        "no dose until then; {course}"
    ),
    _(
        "a stop of the injections is recorded, on an unrecorded date; {stopped}; ask whether it still applies, and give no "
        "dose until then; {course}"
    ),
    _("by the doses on record: {course}"),
    _("the next dose after that has been asked"),
    _("the next dose, of another product, now, overdue since {day}"),
    _("the next dose, of another product, now, due since {day}"),
    _("the next dose, of another product, on {day}"),
    _("the next dose now, overdue since {day}"),
    _("the next dose now, due since {day}"),
    _("the next dose on {day}"),
    _("B12 by injection is indicated (earlier injections were stopped), {next}"),
    _("earlier injections were stopped although their cause is irreversible, {next}: a B12 level is no reason to stop"),
    _("so offer injections again and record the answer"),
    _("but give no dose until a possible allergy is clarified"),
    _("but the dose of {span} was not given, {reasoned}, so ask why before the next dose"),
    _("but a dose was not given, on an unrecorded date, {reasoned}, so ask why before the next dose"),
    _("but {number} doses were not given ({between}), {reasoned}, so ask why before the next dose"),
    _("but a supply was not dispensed, as of {span}, {reasoned}, so ask why before the next dose"),
    _("but a supply was not dispensed, on an unrecorded date, {reasoned}, so ask why before the next dose"),
    _("but {number} supplies were not dispensed ({between}), {reasoned}, so ask why before the next dose"),
    _("but an order for them is on hold, so ask why, and until when, before the next dose"),
    _("but the record shows that loading was interrupted, so decide whether to resume or restart it"),
    _("recorded as having died, so nothing is due; only if that is a mistake: {answer}"),
    _("{statement}; indications met: {listed}; urgency {urgency}"),
    _("{statement} ({listed}); urgency {urgency}"),
    _("{statement}; urgency {urgency}"),
    _("of what is new or worse, not of that dose: {urgency}"),
    _("urgency of what is new or worse, not of the next dose: {urgency}"),
    _("injections are on record: a loading course is not begun again without a recorded reason"),
    _("each urgency is that of what is new or worse, not of the next dose"),
    _("not yet decided: more information is needed; {meanwhile}"),
    _("not yet decided: {listed} or {route}; {meanwhile}"),
    _("not yet decided: {either}; {meanwhile}"),
    _("not yet decided: {either}"),
    _("B12 is needed, but the route is not yet decided: {either}; {meanwhile}"),
    _("B12 is needed, but the route is not yet decided: {either}"),
    _("B12 is needed, but the route is not yet decided: {listed} or {route}; {meanwhile}"),
    _("B12 is needed, but the route is not yet decided: {listed} or {route}"),
    _("not yet decided: {listed} or {route}"),
    _("undecided"),
    _("not enough"),
    _("undecided ({either})"),
    _("undecided ({listed} or {route})"),
    _("a specialist decides: {reason}; {meanwhile}"),
    _("a specialist decides; {meanwhile}"),
    _("a specialist decides: {reason}"),
    _("at least {urgency}; possibly {either}"),
    _("possibly {urgency}, depending on: {listed} and {number} more"),
    _("possibly {urgency}, depending on: {listed}"),
    _("route: {route}, urgency: {urgency}"),
    _("route: {route}"),
    _("urgency: {urgency}"),
    _("urgency {urgency}"),
    _("route {route}, urgency {urgency}: {listed} and {number} more"),
    _("route {route}, urgency {urgency}: {listed}"),
    _("route {route}: {listed} and {number} more"),
    _("route {route}: {listed}"),
    _("urgency {urgency}: {listed} and {number} more"),
    _("urgency {urgency}: {listed}"),
    _("{statement}; do not wait: look for another cause now"),
    _("Full blood count with film: {listed}"),
    _("Serum folate and ferritin: {listed}"),
    _("Intrinsic factor antibody (before an injection, or 14 days after one): {listed}"),
    _("{group} asked about, not recorded"),
    _("All {number} guidelines agree: {route}."),
)
"""The headline, the urgency, and what would change them."""

PLAN = (
    _("The source allows either route. By mouth: {printed} [{verified}]. {sentence}"),
    _("The source allows either route. By mouth: {printed} [{verified}]."),
    _("Whether nerves are involved is not known; if they are: {printed}."),
    _(
        "With neurological involvement the course is longer than the minimum number of doses dated here; no source we saw "
        "says by how much."
    ),
    _(
        "Loading is dated for {number} days; then ask whether improvement has stopped: until it has, continue loading, and "
        "count maintenance from its last dose."
    ),
    _(
        "If the clinic is closed that day, the next working day will do: only a gap of more than {number1} days, between "
        "weekly doses {number2}, breaks the course."
    ),
    _(
        "If the clinic is closed that day, the next working day will do: only a gap of more than {number} days breaks the "
        "course."
    ),
    _("Leber's disease: never cyanocobalamin; the regimen shown is hydroxocobalamin as printed in the UK."),
    _("Leber's disease: the tablets are cyanocobalamin; take ophthalmology advice first."),
    _(
        "Leber's disease is recorded but not clarified: give no cyanocobalamin until it is; the regimen shown is "
        "hydroxocobalamin as printed in the UK."
    ),
    _("Leber's disease is recorded but not clarified, and the tablets are cyanocobalamin: clarify it first."),
    _("{sentence1}. {sentence2}"),
    _("{regimen}: {printed} [{verified}]"),
    _("{loading1}; then {loading2}; then {loading3}; then {maintenance}"),
    _("{loading1}; then {loading2}; then {maintenance}"),
    _("{loading}; then {maintenance}"),
    _("{amount} a day by mouth"),
    _("at least {dose}"),
    _("{dose}"),
    _("micrograms"),
    _("lifelong: the cause is irreversible"),
    _(
        "Injections are on record, given or prescribed, so no dates are set here: the first months are counted from the first "
        "dose. Complete a loading course that has begun; another one needs a recorded reason, such as nerves that were not "
        "involved before. Maintenance is counted from the last dose: {maintenance}; after another product, follow the plan "
        "for that product."
    ),
    _("If nerves were involved when treatment began: {maintenance}."),
    _(
        "Injections are on record, given or prescribed, so no dates are set here: the first months are counted from the first "
        "dose. Complete a loading course that has begun; another one needs a recorded reason, such as nerves that were not "
        "involved before. Maintenance is counted from the last dose: {maintenance1}; after another product, follow the plan "
        "for that product. If nerves were involved when treatment began: {maintenance2}."
    ),
    _(
        "If injections are declined or cannot be given: by mouth {maintenance} [{verified}], reviewed early; where "
        "deficiency is severe or nerves are involved, the guidelines that allow this still prefer injections."
    ),
    _("Pregnancy or breastfeeding: every 2 to 3 months and not twice a year, as for a diet alone."),
    _(
        "A full dose by mouth did not help, so diet alone does not explain it: look for malabsorption or another diagnosis."
    ),
    _("A possible allergy to a cobalamin or cobalt is recorded but not clarified: give no dose until it is."),
    _(
        "Measure potassium before the first dose and again at 24 to 48 hours; replace it if low. On record: {value}, of {day}."
    ),
    _("Review the medicine. On record: {listed}. Do not stop metformin for this."),
    _("Review the medicine. On record: {listed}."),
    _(
        "Give no cobalamin, by injection or by mouth, until a specialist has seen the patient (testing, desensitisation). "
        "B12 by mouth is on record: ask whether it is taken without a reaction, and tell the specialist."
    ),
    _(
        "Measure potassium before the first dose and again at 24 to 48 hours; replace it if low. On record: {value}, not dated."
    ),
    _("No dates are set until then: all of them are counted from the first dose. After loading: {maintenance}."),
    _(
        "Injections were recorded before, too long ago to count as current: whether to load again is a decision, to be "
        "recorded with its reason; without one, a single dose restarts maintenance."
    ),
    _("B12 by mouth is on record, so no first day is set here: compare the dose taken with this one."),
    _(
        "Tablets are recorded as not usable or not to be relied on: choose a form that the patient can take, or inject (S28)."
    ),
    _("{moment} ({day}): {parts}"),
    _("{moment} ({day1} to {day2}): {parts}"),
)
"""The plan, its notes, and what is checked when."""

RESULTS = (
    _("{number} years"),
    _("{number} months"),
    _("{value}"),
    _("{label} {value}, {side1}, {side2}, {side3}"),
    _("{label} {value}, {side1}, {side2}"),
    _("{label} {value}, {side}"),
    _("which does not settle whether it is {side}"),
    _("{label} below {figure}"),
    _("{label} at most {figure}"),
    _("{label} above {figure}"),
    _("{label} at least {figure}"),
    _("below {figure}"),
    _("at most {figure}"),
    _("above {figure}"),
    _("at least {figure}"),
    _("Taken as yes where unknown: {because}"),
    _("Taken as no where unknown: {because}"),
    _("unknown: {label}"),
    _("at least {number} of"),
    _("The article prints no figure. Borrowed: {label}"),
    _("{figure}: {clause}"),
    _("{label}: as the rules of the base article define it"),
    _("{label}: the laboratory's own figure"),
    _("{label}, in this source: {clause}"),
    _("{label}: {figure}. {clause}"),
    _("{label}: this source does not define it otherwise; it is read as in the base article"),
    _("{label}: {told} ({listed})"),
    _("{label}: {told} ({source}, {listed})"),
    _("{label}: {told} ({source})"),
    _("{whole} ({details})"),
    _("{reason} ({details})"),
    _("{reason} ({source}; {details})"),
    _("{reason} ({source}, {span})"),
    _("not {label}: {note}"),
    _("not: {what}"),
    _("not {label}"),
    _("no {label}"),
    _("{label}: {told}"),
    _("{number} {heading}"),
    _("{label} {value}"),
    _("{label}, any result"),
    _("{place}, {span}"),
    _("{place}"),
    _("{span}"),
)
"""Reasons, the steps of an explanation, and what is built of two parts: what fits most is tried last."""

ALL = (*RECORDS, *FILES, *TABLES, *FORM, *REPORT, *GUIDELINE, *ANSWER, *PLAN, *BEFORE_A_DOSE, *PLOTS, *RECALL, *RESULTS)
