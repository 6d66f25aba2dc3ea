"""Composed sentences, continued: what is said of records."""

from __future__ import annotations

from cobalamin.translation.marked import _

RECORDS = (
    _("{label}: injections were stopped for a reaction, recorded for {span}: ask whether it was one"),
    _("{label}: injections were stopped for a reaction, recorded, on a day that is not told: ask whether it was one"),
    _("{label}: a stop is recorded for {span}"),
    _("{label}: a stop is recorded, on a day that is not told"),
    _("{label}: a hold is recorded for {span}, with the reason {quoted}"),
    _("{label}: a hold is recorded for {span}, without a reason"),
    _("{label}: a hold is recorded, on a day that is not told, with the reason {quoted}"),
    _("{label}: a hold is recorded, on a day that is not told, without a reason"),
    _("{statement}; an order of injections is on hold: ask why, and until when"),
    _("{statement}, not into the muscle while the INR is above its range"),
    _("{statement}; injections were given before, the last on {span}"),
    _("{statement}, and no dose is given before a possible allergy is settled"),
    _("an order stands beside it, so injections are read as going on"),
    _("the cause is irreversible: never stop"),
    _("the cause is irreversible: a specialist decides how treatment goes on"),
    _("{label}: never recorded"),
    _("the record says that the patient has died"),
    _("the record says that the patient died after the decision date, and so was alive on it"),
    _("{label}: recorded as a diagnosis, without its figure; ask for the figure"),
    _("{label}: recorded as {code}, not confirmed"),
    _("{label}: recorded as {what}, not confirmed"),
    _("planned or reported"),
    _("{label}: proposed, and not ordered: no word that they are given"),
    _("{place1} and perhaps others speak of a patient with another identifier of {text}, not of {place2}: left out"),
    _("{place1} and perhaps others speak of a patient with another birth date, not of {place2}: left out"),
    _("{place1} and perhaps others speak of a subject of another type ({text}), not of {place2}: left out"),
    _(
        "{place} was sent in several versions, or as deleted, and it cannot be told what came last: all is read; check it"
    ),
    _("{label}: recorded in a question or its answer, without a code that is known; ask whether it is so"),
    _("{label}: a value was sent beside the reason why there is none: not used; ask the laboratory"),
    _("{label}: {quoted} has a point that may group thousands: not used; ask the laboratory"),
    _("{label}: something is recorded that does not settle it; read as no until it is settled"),
    _("{label}: the observation is {code}, not final"),
    _("{label}: the observation's value says neither yes nor no"),
    _("{label}: the result is {code}, not final"),
    _("{label}: the unit's code says {unit1} and its text says {unit2}: not used; ask the laboratory"),
    _("{label}: reported only as {word}; ask for the figure"),
    _("{label}: reported only as {word}; not dated: taken as current; ask for the figure"),
    _("{label}: the result holds no number or word that is read; ask for the figure"),
    _("{label}: the laboratory says that there is no value ({text})"),
    _("{label}: the laboratory says that there is no value"),
    _("{label}: the test is indeterminate; repeat it"),
    _("{label}: the result has no positive or negative; the laboratory's own limit is needed"),
    _("{label}: {text} is not a number a laboratory reports"),
    _("{label}: recorded of a patient recorded as male; check both"),
    _("not read as asked about, for part of what would show it was left out: {listed}"),
    _("{label}: does not go with what else is recorded of a pregnancy; check both"),
    _("{label}: {value} does not settle what is asked of it"),
    _("{label}: dated {day1}, after the decision date {day2}"),
    _("{label}: recorded on {day1}, too long before {day2} to count as current"),
    _("{label}: recorded both as present and as absent"),
    _("{label}: different results for one moment: {text}"),
    _("{label}: {number1} different results for one moment, from {text1} to {text2}, in {place} and {number2} more"),
    _(
        "{label}: {number1} different results for one moment, among them {text1} and {text2}, in {place} and {number2} more"
    ),
    _("{label}: the latest result is of {day1}, more than {number} months before {day2}"),
    _("{label}: the result has no date and cannot be placed"),
    _("{label}: a dose without a date says nothing of today"),
    _("{label}: the sample of {span1} was taken after a B12 injection ({span2}), within {number} days of it"),
    _("{label}: the sample of {span1} may have been taken after the B12 injection of that day ({span2})"),
    _("age: {value} cannot be; check the birth date"),
    _("age: an age of {value} and a birth date of {span} on {day} cannot both be right"),
    _("age: born on {span}, after the decision date {day}"),
    _("{place}: a B12 product without a route: it cannot be told whether it is injected or swallowed"),
    _(
        "{place}: a B12 product with a route that is not known ({text}): it cannot be told whether it is injected or swallowed"
    ),
    _("{place}: {quoted} speaks of B12 and has no code we know; map it in the site file"),
    _(
        "{place}: {quoted} is a code of {text1} ({listed}), sent {what}: not used; send it in {text2}, or map it in the site file"
    ),
    _(
        "{place} and {number} more: entries under codes of {text1} ({listed}), sent {what}: not used; send them in {text2}, or map "
        "them in the site file"
    ),
    _(
        "{place}: entries under codes of {text1} ({listed}), sent {what}: not used; send them in {text2}, or map them in the site "
        "file"
    ),
    _("a B12 product"),
    _(
        "{place}: {quoted} is known by its name alone ({listed}), sent {what}: not used; send it with a code of LOINC, or map it "
        "in the site file"
    ),
    _(
        "{place} and {number} more: results known by their names alone ({listed}), sent {what}: not used; send them with a code of "
        "LOINC, or map them in the site file"
    ),
    _(
        "{place}: results known by their names alone ({listed}), sent {what}: not used; send them with a code of LOINC, or map "
        "them in the site file"
    ),
    _("in the system {text}"),
    _("without a system"),
    _(
        "{place} and {number} more: {entries} without words that are read, {what}: they may be any; ask, or map the codes in the "
        "site file"
    ),
    _("{place}: {entry} without words that are read, {what}: it may be any; ask, or map the codes in the site file"),
    _("{place}: the record says that nothing is known of {entries}; ask"),
    _("coded in {text}, which is not read"),
    _("without a code of a system that is named"),
    _("a result"),
    _("results"),
    _("a diagnosis"),
    _("diagnoses"),
    _("a procedure"),
    _("procedures"),
    _("an allergy"),
    _("allergies"),
    _("a medicine"),
    _("medicines"),
    _("{place} is not a FHIR R4 resource and was left out: {text}"),
    _("{label}: recorded in words, without a code that is known; ask whether it is so"),
    _("{label}: named in the conclusion of a report; ask whether it is so"),
    _("{label}: named as the reason for a B12 product; ask whether it is so"),
    _("{label}: sent with the comparator {quoted}, which is none that is known: not used; ask the laboratory"),
    _("{place} was left out: of the medicine it points to: {what}"),
    _("{place} was left out: {what}"),
    _("it carries a modifier extension ({text}), which can change what it says and is not known here"),
    _("it was written by implicit rules ({text}), which can change what it says and are not known here"),
    _("the medicine it points to was recorded by mistake"),
    _("it is about something that is not named, not about the patient it was recorded of"),
    _("it is about {place}, not about the patient it was recorded of"),
    _("{place}: the record says that it is not in use any more, or was replaced by another one: {what}"),
    _("what was recorded since may be missing here"),
    _("no unit was sent with {label}; expected {units}: the unit is not guessed; ask the laboratory"),
    _("{quoted} is no unit of {label}; expected {units}: the result is not converted; ask the laboratory"),
    _("unit {quoted} is not understood for {label}; expected {units}: map it in the site file or ask the laboratory"),
    _("{doubt}; check value and unit"),
    _("{doubt}; the result is not used; check value and unit with the laboratory"),
    _("{doubt}; correct the number or its unit"),
    _("{label} of {value}: it cannot be"),
    _("{label} of {value1}: it cannot be at or below {value2}"),
    _("{label} of {value1}: it cannot be below {value2}"),
    _("{label} of {value1}: it cannot be above {value2}"),
    _("{label} of {value1}: it is rarely below {value2}"),
    _("{label} of {value1}: it is rarely above {value2}"),
    _("{label} of {value1} is above {value2}: {suspicion}"),
    _("{label} of {value1} is below {value2}: {suspicion}"),
    _("the laboratory's own range is {value}"),
    _("the laboratory's own range is {units}"),
    _("read as raised: {value} is above its own reference range (up to {text})"),
    _("read as not raised: {value} is within its own reference range (up to {text})"),
    _("sent as {value}, probably nmol/L: raised in either unit; check the unit with the laboratory"),
    _("{label} reported only as {word}"),
    _("reported only as {word}"),
    _("estimated from the haematocrit of {value} (x 3.3)"),
    _("not dated: taken as current"),
    _("not dated: read as current"),
    _("presumed from age"),
    _("told by the trimester"),
    _("the blood count is known and decides"),
    _("recorded as ended"),
    _("since {when}"),
    _("{label}: said to have ended on {span}"),
    _("{label}: drawn while B12 was given ({span}); such a level cannot rule deficiency out"),
    _("drawn while B12 was given ({span}): at most this without it"),
    _("taken together with B12"),
    _("no small child"),
    _("{label}: recorded as active beyond its end, not confirmed"),
    _("{label}: the code of a question, recorded as a diagnosis or an operation, answers nothing"),
    _("{label}: its codes say both total and active B12: not used; ask the laboratory which"),
    _("{label}: one of its codes says that it is no level in serum: not used; ask the laboratory which"),
    _("{label}: its code says total B12 and its name {quoted} the other: not used; ask the laboratory which"),
    _("{label}: its code says active B12 and its name {quoted} the other: not used; ask the laboratory which"),
    _("{place1} and perhaps others speak of {text}, not of {place2}: left out"),
    _("{place}: the birth date is no calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"),
)
"""Why something that was recorded is not used, and what stands beside what is."""

FILES = (
    _("line {number}"),
    _("$.entry: no Patient in the Bundle; expected exactly one, and what is recorded of them"),
    _("$.entry: two patients in one Bundle ({place1} and {place2}); send one Bundle each"),
    _("$.entry: {place} stands twice, with different birth date or sex; send one version"),
    _('$.resourceType: found {text}, expected "Bundle" with one Patient and what is recorded of them'),
    _("the file is empty: expected a case file or a FHIR Bundle as JSON"),
    _("the file is compressed (gzip): unpack it first; `cobalamin screen` reads compressed NDJSON"),
    _("the file is UTF-16, not UTF-8: save it as UTF-8"),
    _("the file is nested too deeply to be a patient record: check what wrote it"),
    _("more text follows the end of the JSON at {text}: a file holds one patient; `cobalamin screen` reads NDJSON"),
    _("{place} is not a FHIR R4 resource: {text}"),
    _("{place}: found {code}, expected a number: leave the value out or write null"),
    _("{place}: found {code}, expected 1, the only version of the case file there is"),
    _("{place}: no such fact; see `cobalamin schema`"),
    _("{place}: no such fact (did you mean {quoted}?); see `cobalamin schema`"),
    _("{place}: no such key in a case file; see `cobalamin schema`"),
    _("{place}: no such key in a case file (did you mean {quoted}?); see `cobalamin schema`"),
    _("{place}: no such key; see `cobalamin schema`"),
    _("{place}: no such key (did you mean {quoted}?); see `cobalamin schema`"),
    _("{place}: {quoted} has no unit; expected one of {units}"),
    _("{place}: a bare number: write it with its unit, such as {quoted}"),
    _("{place}: `{code1}` is FHIR {code2}; expected R4 with {code3}"),
    _("{place}: its status is a bare code, as in FHIR STU3; expected R4, where it is a CodeableConcept"),
    _("the key {quoted} stands twice in one object; write several results as a list"),
)
"""What is wrong with a file that was sent."""

TABLES = (
    _("the date {quoted} was not understood: write 2026-03-01"),
    _("the month of {quoted} was not understood: write 2026-03-01"),
    _("{quoted} is a spreadsheet's number of a day: give the column the form of a date and save it again"),
    _("the row could not be split into cells: is a quotation mark missing?"),
    _("the file is empty: a first line with column names was expected"),
    _("the outcome {quoted} was not understood: resolved, improved, insufficient, new or worse"),
    _("the new interval {quoted} was not understood: write 8 weeks or 2 months"),
    _("the interval {quoted} was not understood: write 12 weeks or 3 months"),
    _("{code} differs between lines {number1} and {number2} of one patient: not used"),
    _("{code} {quoted} was not understood: yes or no"),
    _("the cause {quoted} was not understood"),
    _("plan {quoted} is not known: {text}"),
    _("{text} could each be the column 'date': name one of them in a mapping file"),
    _(
        "no column says whether an entry was given or only ordered: add a column 'event', or \"constants\": {text} in a mapping "
        "file"
    ),
    _("no column says what was injected: add a column 'product', or \"constants\": {text} in a mapping file"),
    _("{number1} days after the dose before, at least {number2} expected"),
    _("next due {span1} is not after the last injection of {span2}: which of the two is right?"),
)
"""What is wrong with a row of a list of injections, or with its columns."""
