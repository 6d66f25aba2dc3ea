"""Composed sentences, continued: what is said of the recall list, its tables and the response to treatment."""

from __future__ import annotations

from cobalamin.translation.marked import _

RECALL = (
    _("died {span}"),
    _("recorded as died"),
    _("recall ended: {ended}"),
    _("a stop is recorded for {span}"),
    _("one dose was given since, so injections are taken to continue"),
    _("a stop is recorded, on some day from {span}"),
    _("given since that reaction: {number} dose, the last on {span}"),
    _("given since that reaction: {number} doses, the last on {span}"),
    _("no dose until it is clear whether that reaction was an allergy: ask, and record whether it was, or refer"),
    _("a stop is recorded, on an unrecorded date"),
    _("a hold is recorded for {span}, with the reason {quoted}"),
    _("a hold is recorded, on some day from {span}, with the reason {quoted}"),
    _("a hold is recorded for {span}, without a reason"),
    _("a hold is recorded, on some day from {span}, without a reason"),
    _("a hold is recorded, on an unrecorded date, with the reason {quoted}"),
    _("a hold is recorded, on an unrecorded date, without a reason"),
    _("a dose was not given, on an unrecorded date, {reasoned}: record its date"),
    _("a supply was not dispensed, on an unrecorded date, {reasoned}: record its date"),
    _("{number} doses were not given ({between}), {reasoned}: record its date"),
    _("{number} supplies were not dispensed ({between}), {reasoned}: record its date"),
    _("the dose of {span} was not given, {reasoned}"),
    _("a dose was not given, on an unrecorded date, {reasoned}"),
    _("{number} doses were not given ({between}), {reasoned}"),
    _("a supply was not dispensed, as of {span}, {reasoned}"),
    _("a supply was not dispensed, on an unrecorded date, {reasoned}"),
    _("{number} supplies were not dispensed ({between}), {reasoned}"),
    _("on {day}"),
    _("on {day}, {number} of them undated"),
    _("between {day1} and {day2}"),
    _("between {day1} and {day2}, {number} of them undated"),
    _("on unrecorded dates"),
    _("with the reason {quoted}"),
    _("without a reason"),
    _("with the reasons {text} and {number} more, {number2} without one"),
    _("with the reasons {text} and {number} more"),
    _("with the reasons {text}, {number} without one"),
    _("with the reasons {text}"),
    _("record the date on which a dose was not given"),
    _("first ask why the last supply was not dispensed"),
    _("ask why the last supply was not dispensed"),
    _("dispense one, or record what is decided"),
    _("first ask why the last dose was not given"),
    _("ask why the last dose was not given"),
    _("first ask whether tablets took the place of the injections, and record the switch if so"),
    _("ask whether tablets took the place of the injections, and record the switch if so"),
    _("give it, or record what is decided"),
    _("first ask why injections are on hold, and until when"),
    _("ask why injections are on hold, and until when"),
    _("first ask whether the recorded stop still applies"),
    _("ask whether the recorded stop still applies"),
    _("ask whether the recorded stop still applies, and record it"),
    _("reported as being given, as of {span}, no record that it was given"),
    _("find out when the last dose was given, and record it"),
    _("planned or proposed on {span}, and neither ordered nor given"),
    _("on hold, with the reason {quoted}"),
    _("on hold, without a reason"),
    _("ask whether injections are to be given: order them, or record that they are not"),
    _("no record that improvement had stopped when loading ended: check that it had"),
    _("a stop is recorded for {span}, perhaps before the last dose"),
    _("a stop is recorded, on some day from {span}, perhaps before the last dose"),
    _("stopped because of a B12 level: a level on treatment is no reason to stop"),
    _("stopped without a recorded reason"),
    _("stopped, recorded as {quoted}: not a reason that ends injections by itself"),
    _("stopped: {ended}"),
    _("cause resolved"),
    _("patient choice"),
    _("reaction"),
    _("death"),
    _("moved away"),
    _("other diagnosis"),
    _("injections may have been stopped because of a reaction: ask before giving this"),
    _("stopped {span} because of a B12 level: a level on treatment is no reason to stop"),
    _("stopped on some day from {span} because of a B12 level: a level on treatment is no reason to stop"),
    _("stopped {span} without a recorded reason"),
    _("stopped on some day from {span} without a recorded reason"),
    _("stopped {span}, recorded as {quoted}: not a reason that ends injections by itself"),
    _("stopped on some day from {span}, recorded as {quoted}: not a reason that ends injections by itself"),
    _("stopped {span}, yet the cause is irreversible"),
    _("stopped on some day from {span}, yet the cause is irreversible"),
    _("stopped {span}: {ended}"),
    _("stopped on some day from {span}: {ended}"),
    _("on tablets since {span}"),
    _("B12 that is not injected is recorded, since {span}: no injection is on record"),
    _("B12 by mouth recorded on {span}, and no switch to tablets: ask which is meant"),
    _("loading since {span}: ask whether improvement has stopped"),
    _("treatment had lapsed before the dose of {span}, and nerves are involved"),
    _("nerves are recorded since {date}, after treatment had lapsed: a loading course begins again"),
    _("dose of {span} given too early: {detail}"),
    _("loading course broken at dose {number1} of {number2}, {number3} days since the last"),
    _("loading course broken at dose {number1}, {number3} days since the last"),
    _("the list does not say when the last injection was"),
    _("the record says that it is no longer in use, or was replaced by another one"),
    _("first find out whether this record is still in use"),
    _("find out whether this record is still in use"),
    _("first find out whether a loading course was given"),
    _("find out whether a loading course was given"),
    _("if none was, {step}"),
    _("if one was, invite for the maintenance dose"),
    _(
        "a single dose is on record, {number} days ago: the first of a loading course, since interrupted, or a maintenance "
        "dose, overdue since {day}"
    ),
    _(
        "a single dose is on record, {number} days ago: the first of a loading course, since interrupted, or a maintenance "
        "dose, overdue from {day}"
    ),
    _(
        "a single dose is on record, {number} days ago: the first of a loading course, or a maintenance dose, overdue from "
        "{day}"
    ),
    _(
        "a single dose is on record, 1 day ago: the first of a loading course, or a maintenance dose, overdue from {day}"
    ),
    _("no dose since {span1}: lapsed after {span2}"),
    _("{coming} overdue since {span}"),
    _("review due since {span}"),
    _("{coming} due since {span}"),
    _("{coming} due {span}"),
    _("prescribed on {span}, no record that it was given"),
    _("prescribed, not known whether still valid, on {span}, no record that it was given"),
    _("dispensed on {span}, no record that it was given"),
    _("find out whether and when the last dispensed dose was given, and record it"),
    _("find out whether the dose that was begun was given, and record it"),
    _("a dose was begun on {span}, no record that it was given"),
    _("give it if none was"),
    _("ask whether the order still applies: give the dose, or record that it does not"),
    _("prescribed elsewhere on {span}, no record that it was given"),
    _("no review in 12 months (last: {span})"),
    _("no review in 12 months (last: none recorded)"),
    _("{number} of the entries could not be used: {parts}"),
    _("dose larger than any ampoule"),
    _("hydroxocobalamin in grams is the cyanide kit, or a mistaken unit"),
    _("not accepted"),
    _("the day of the last dose is uncertain ({span}): dates run from its last day"),
    _("the recorded date of birth or death is impossible: not used"),
    _("a second loading course is recorded without a reason: not followed"),
    _("no loading course in the record: check that it was given"),
    _("never stop: {listed} is irreversible"),
    _("never stop: {listed} is irreversible; a specialist decides how treatment continues"),
    _(
        "do not give: allergy to a cobalamin or to cobalt is recorded; give no cobalamin, by injection or by mouth, until "
        "a specialist decides"
    ),
    _(
        "do not give: injections were stopped because of a reaction; give no cobalamin, by injection or by mouth, until a "
        "specialist decides"
    ),
    _(
        "do not give: injections were stopped because of a reaction, and nobody has established whether it was an allergy; "
        "give no cobalamin, by injection or by mouth, until a specialist decides"
    ),
    _(
        "do not give: a dose was not given because of a reaction, and nobody has established whether it was an allergy; "
        "give no cobalamin, by injection or by mouth, until a specialist decides"
    ),
    _(
        "do not give: injections are on hold because of a reaction, and nobody has established whether it was an allergy; "
        "give no cobalamin, by injection or by mouth, until a specialist decides"
    ),
    _(
        "do not give the same again: Leber hereditary optic neuropathy is recorded: never cyanocobalamin. Hydroxocobalamin "
        "is allowed; take ophthalmology advice"
    ),
    _(
        "do not give what is ordered: Leber hereditary optic neuropathy is recorded: never cyanocobalamin. Hydroxocobalamin "
        "is allowed; take ophthalmology advice"
    ),
    _(
        "do not give the same again: Leber hereditary optic neuropathy is recorded but not clarified: never cyanocobalamin. "
        "Hydroxocobalamin is allowed; take ophthalmology advice"
    ),
    _(
        "do not give what is ordered: Leber hereditary optic neuropathy is recorded but not clarified: never cyanocobalamin. "
        "Hydroxocobalamin is allowed; take ophthalmology advice"
    ),
    _("a neurological red flag is recorded: if it is new or getting worse, a doctor must see the patient today"),
    _("before a dose: INR above range: do not inject into the muscle while the INR is above its range"),
    _(
        "before a dose: a bleeding disorder or very low platelets: give nothing into the muscle before the bleeding risk has been "
        "assessed; use another route if it works"
    ),
    _(
        "before a dose: an anticoagulant: use another route if it works; else a small volume, a fine needle and pressure "
        "afterwards. On warfarin, check the INR first"
    ),
    _("before a dose: infection at the injection site: use another site, or wait"),
    _("before a dose: pregnancy or infancy: choose a preservative-free product (some contain benzyl alcohol)"),
    _("check first: {listed}"),
    _("first find out whether the patient is alive"),
    _("find out whether the patient is alive"),
    _("find out how often the injection is repeated"),
    _("first find out how often the injection is repeated"),
    _("how often the injection is repeated is recorded, but was not understood"),
    _("one row says that the patient has died, and another that they live"),
    _("a note may say that the patient has died"),
    _("a note in the list may concern the next dose: read it first"),
    _("the rows of this patient may be of two people: two dates of birth, two names, or a name in place of a number"),
    _("first find out whether the rows are of one person"),
    _("first read the note in the list"),
    _("read the note in the list"),
    _("find out whether the rows are of one person"),
    _("clarify the recorded allergy, and give no dose until then"),
    _("first clarify the recorded allergy, and give no dose until then"),
    _("if the red flag is new or getting worse, a doctor first, today"),
    _("nerve signs are recorded but not confirmed: ask and examine first"),
    _("ask about the nerve signs on record"),
    _("the record says that the patient injects at home: those doses are not on record here"),
    _("ask when the patient last injected at home, and record it"),
    _("first ask when the patient last injected at home, and record it"),
    _("if they are new or getting worse, a doctor within days"),
    _("if they are new or getting worse, a doctor first, today"),
    _("follow the specialist's plan, or ask for it"),
    _("now: {listed}"),
    _("younger than 16: a specialist sets product, dose and interval: the days here are those of the usual adult plan"),
    _(
        "hereditary disorder of B12 uptake or metabolism: a specialist sets product, dose and interval: the days here are those "
        "of the usual adult plan"
    ),
    _("a possible allergy to a cobalamin is recorded but not clarified: ask before giving this"),
    _("no dose until a specialist has seen the patient: refer, and record what is decided"),
    _("ask a clinician to change to hydroxocobalamin, with ophthalmology advice: never cyanocobalamin"),
    _("cause reversible ({listed}): review the route"),
    _("cause recorded but not confirmed: {listed}"),
    _("cause recorded but not confirmed: {text}"),
    _("invite now for the {coming}"),
    _("invite for the {coming}"),
    _("give the {coming} now"),
    _("give the {coming}"),
    _("book the {coming} for {day1}, a Saturday, or the next working day (not before {day2})"),
    _("book the {coming} for {day1}, a Sunday, or the next working day (not before {day2})"),
    _("book the {coming} for {day1} (not before {day2})"),
    _("continue: {coming}"),
    _("invite now: one dose restarts maintenance unless re-loading is recorded"),
    _("invite: one dose restarts maintenance unless re-loading is recorded"),
    _(
        "invite now: nerves are involved, so first ask a clinician whether to load again; one dose restarts maintenance unless "
        "re-loading is recorded"
    ),
    _(
        "invite: nerves are involved, so first ask a clinician whether to load again; one dose restarts maintenance unless "
        "re-loading is recorded"
    ),
    _("ask a clinician whether to load again: nerves are involved, and treatment had lapsed"),
    _("confirm the route: replacement never stops with this cause"),
    _("review the tablets at 3 months"),
    _("start treatment, or record when it began"),
    _("review symptoms"),
    _("maintenance dose"),
    _("symptom review"),
    _("potassium and fluid (severe anaemia)"),
    _("blood count"),
    _("{number1} days after the last, planned from {number2}"),
    _("reticulocytes rose by day {number}"),
    _("day {number1}: reticulocytes rise from day {number2} and peak on day {number3} to {number4}"),
    _("no reticulocyte rise by day {number}: reconsider the diagnosis, iron and folate"),
    _("day {number}: haemoglobin rises after the first week"),
    _("haemoglobin down {value} on day {number}: it rises after the first week"),
    _("haemoglobin normal on day {number}"),
    _("haemoglobin low again on day {number1}: it was normal on day {number2}"),
    _("haemoglobin low on day {number} and normal before treatment: reconsider the diagnosis, iron and folate"),
    _(
        "haemoglobin still low on day {number1}: normal was expected by about {number2} weeks: reconsider the diagnosis, "
        "iron and folate"
    ),
    _("haemoglobin up {value} by day {number1} (about {number2} expected)"),
    _(
        "haemoglobin up only {value} by day {number1} (about {value2} expected): reconsider the diagnosis, iron and folate"
    ),
    _("haemoglobin down {value} by day {number1} (about {value2} expected): reconsider the diagnosis, iron and folate"),
    _("haemoglobin not up by day {number1} (about {value2} expected): reconsider the diagnosis, iron and folate"),
    _("MCV normal on day {number}"),
    _("day {number1}: the MCV is expected to be normal within {number2} to {number3} weeks"),
    _("MCV raised again on day {number1}: it was normal on day {number2}"),
    _("MCV is falling on day {number1}: normal is expected within {number2} to {number3} weeks"),
    _("MCV has not fallen yet on day {number1}: normal is expected within {number2} to {number3} weeks"),
    _("MCV still raised on day {number1}: normal was expected within {number2} weeks"),
    _("{label} lower on day {number}"),
    _("{label} not lower on day {number}"),
    _("day {number}: {label} falls in days to weeks"),
    _("response: {verdict} ({parts}): {action}"),
    _("no sign yet"),
    _("symptoms resolved on day {number}"),
    _("symptoms improved on day {number}"),
    _("new or worse symptoms on day {number}"),
    _("neurological signs are getting worse"),
    _("a neurological sign first recorded on day {number}"),
    _("complete the loading course; reconsider the diagnosis"),
    _("day {number1}: nerves improve over {number2} to {number3} weeks"),
    _("not improved enough on day {number1}; nerves may go on improving for up to {number2} months"),
    _("not improved enough on day {number}"),
    _("day {number1}: symptoms are first judged {number2} month after the first dose"),
    _("day {number1}: symptoms are first judged {number2} months after the first dose"),
    _("b12 level"),
)
"""The recall: where a course stands, what is next, and how the response is judged."""
