"""Composed sentences, continued: what is said of forms, before a dose, and around the rules on the guideline page."""

from __future__ import annotations

from cobalamin.translation.marked import _

FORM = (
    _("Enter {label} as a number, or as low, normal or high"),
    _("Enter {label} with a point, {value}, if that is what you mean: a comma may stand for thousands"),
    _("Choose the unit of {label}: {value} of what?"),
    _("the request is larger than this service reads: {number} MB at most"),
    _("the request is larger than this service reads: {number} bytes at most"),
    _("the file is larger than this service reads: {number} MB at most"),
    _("the file is larger than this service reads: {number} bytes at most"),
    _("{field}: {quoted} is not a calendar date; expected YYYY-MM-DD"),
    _("{field}: {quoted} is not a calendar date; expected YYYY, YYYY-MM or YYYY-MM-DD"),
    _("{field}: {span} is after the decision date {day}; correct one of them"),
    _("{field}: write the day as 2026-02-28; for an onset a month, 2026-02, or a year, 2026, will do"),
    _("{field}: {value} is negative; expected 0 or more: correct the number, or leave it out"),
    _('{field}: {quoted} is not a dose; expected a text such as "1 mg" or "1000 ug"'),
    _("{field}: {quoted} is not a possible decision date; expected one from {day1} to {day2}"),
    _("{field}: {doubt}; correct it"),
    _("the file holds a JSON {code}, not an object: expected a case file or a FHIR Bundle"),
    _("the file ends in the middle ({number} bytes): it was cut off; send it again"),
    _("the file is not UTF-8 (byte {number}): save it as UTF-8"),
    _("the file is XML or a web page, not JSON: save the FHIR Bundle as JSON"),
    _("the file is a PDF, a workbook or an archive, not text: send what it was made from"),
    _("the file is an HL7 version 2 message: expected a case file or a FHIR Bundle as JSON"),
    _(
        "the file is a table, not one patient's record: a list of injections is read by the page Recall and `cobalamin recall`"
    ),
    _("the file is not JSON ({text}): expected a case file or a FHIR Bundle"),
    _("choose a file, or paste a case file or a FHIR Bundle"),
    _(
        '$: neither a case file ("cobalamin_case": 1 is missing) nor a FHIR Bundle ("resourceType": "Bundle" is missing)'
    ),
)
"""What is wrong with a field, or with a record that was sent."""

BEFORE_A_DOSE = (
    _(
        "{statement}; beside severe anaemia, heart failure, angina or fainting is recorded but not confirmed: ask now, it may be "
        "same day"
    ),
    _("{statement}; beside pancytopenia, fever or bleeding is recorded but not confirmed: ask now, it may be same day"),
    _(
        "{statement}; nitrous oxide and nerve signs are recorded, not all confirmed: ask today, no more of it until then"
    ),
    _("nitrous oxide and nerve signs are recorded, not all confirmed: ask today, no more of it until then"),
    _("{statement}; no more nitrous oxide: it inactivates B12"),
    _("{statement}, not into the muscle before the INR on record has been looked at"),
    _("{statement}; trouble with tablets is recorded but not confirmed: ask before relying on them"),
    _("{statement}; a result that mentions B12 could not be read: look at it first"),
    _("{statement}; a B12 result that the laboratory calls low could not be read: look at it first"),
    _("{statement}; the laboratory says not to rely on the B12 result: repeat it"),
    _("{statement}; the laboratory names an interference with the B12 result: test methylmalonic acid"),
    _("{statement}; a B12 result is not final yet: ask the laboratory for it first"),
    _("{statement}; confirm first what would change this answer: {listed} and {number} more"),
    _("{statement}; confirm first what would change this answer: {listed}"),
    _("{statement}; nerve signs are recorded but not confirmed: ask and examine first"),
    _("{statement}; B12 injections are recorded only in words: ask when the last was given"),
    _("{statement}; a medicine that may be B12 could not be read: ask what is given, and how"),
    _("{place}: {quoted}: ask whether the patient accepts injections"),
    _("{place}: {quoted}: ask whether Leber's disease is excluded before cyanocobalamin"),
    _("{place}: {quoted}: ask whether B12 is still wanted"),
    _("{place}: a note ({quoted}) may tell of doses given elsewhere: ask for them"),
    _("a note may tell of doses given elsewhere: those are not on record here"),
    _("ask for the doses given elsewhere, and record them"),
    _("first ask for the doses given elsewhere, and record them"),
    _("palliative care is recorded in words: ask whether injections are still wanted"),
    _("ask whether injections are still wanted"),
    _("first ask whether injections are still wanted"),
    _("{place}: nitrous oxide is planned ({quoted}); it inactivates B12"),
    _("{place}: nitrous oxide was planned ({quoted}); ask whether it was given"),
    _("{statement}; nitrous oxide is planned and inactivates B12: avoid it, or give B12 first"),
    _("{statement}; nitrous oxide is planned and inactivates B12: avoid it"),
    _("{statement}; copper deficiency is on record and may cause the nerve signs too"),
    _("{statement}; folic acid is on record without B12: do not give it alone, test or treat B12 too"),
    _(
        "{statement}; folic acid is on record without B12: do not leave it out in pregnancy, and do not give it alone, test or "
        "treat B12 too"
    ),
    _("{statement}; the record says in words that injections may be declined: ask first"),
    _("the record says in words that injections may be declined: ask first"),
    _("{statement}; a raised metabolite may be due to the kidneys or to low folate: active B12 tells more"),
    _("a raised metabolite may be due to the kidneys or to low folate: active B12 tells more"),
    _(
        "Do not give folic acid alone: it may correct the blood but not the nerves. Treat B12 first, or both together. In "
        "pregnancy do not leave it out."
    ),
    _(
        "Do not give folic acid alone: it may correct the blood but not the nerves. Treat B12 first, or both together. If "
        "it is given for another reason, such as methotrexate, do not leave it out: test or treat B12 too."
    ),
    _(
        "A high level does not prove that there is enough. Ask about unrecorded supplements and injections; if there are none, "
        "look for the cause, unless one is on record: liver, kidney or myeloproliferative disease, B12 bound to antibodies. "
        "Polycythaemia vera, on record, is one such disease."
    ),
    _("{statement}; folate is low: do not start folic acid alone"),
    _("{statement}; a low total B12 in pregnancy is not to be dismissed: test active B12 first"),
    _("{statement}; methylmalonic acid is normal on the tablets: look for another cause of the nerve signs as well"),
    _("A B12 injection was not given because of a reaction: give no dose until it is clear whether it was an allergy."),
    _("An order for injections is on hold: give no dose until someone has asked why, and until when."),
    _(
        "A stop of the injections is recorded, and it is not known whether it still applies: give no dose until someone has asked."
    ),
    _("The planned dose was not given: give no dose until someone has asked why."),
    _("B12 injections are on hold because of a reaction: give no dose until it is clear whether it was an allergy."),
    _("B12 injections were stopped because of a reaction: give no dose until it is clear whether it was an allergy."),
    _("Recorded as having died: give no dose, unless that is a mistake."),
    _("The INR is above its range: no dose into the muscle before it is in range."),
    _("A bleeding risk is recorded: no dose into the muscle before it is assessed."),
)
"""What a plan says that comes before the next dose."""

GUIDELINE = (
    _(": {statement}. Sources: {cites}."),
    _(": the first that applies: {listed}."),
    _(": the highest that applies: {listed}."),
    _(". Sources: {cites}."),
    _("Sources: {cites}."),
    _("{sentence} Sources: {cites}."),
    _(": {sentence} Sources: {cites}."),
    _("not taken as a no where unknown ({because}):"),
    _("nitrous oxide"),
    _(
        "Only what can still change the route or the urgency is offered, by cost: 0 a question, 1 an examination, 2 a routine"
    ),
    _(
        "The figures that decide an indication, the route, the urgency or a safety rule. A laboratory's own figures replace them"
    ),
    _(
        "What the rules and the answer read. A measure lists its units, its own first; a factor turns the others into it exactly."
    ),
    _("Coeliac serology if the cause is unexplained."),
    _("Intrinsic factor antibody for the cause; a negative result does not rule it out."),
    _(", taken as a no where unknown ({because})"),
    _(", taken as a yes where unknown ({because})"),
    _("{what}, taken as a no where unknown ({because})"),
    _("{what}, taken as a yes where unknown ({because})"),
    _("low-B12 diet or B12 deficiency of the mother"),
    _(
        "beside severe anaemia, heart failure, angina or fainting is recorded but not confirmed: ask now, it may be same day"
    ),
    _("beside pancytopenia, fever or bleeding is recorded but not confirmed: ask now, it may be same day"),
    _("trouble with tablets is recorded but not confirmed: ask before relying on them"),
    _("the laboratory says not to rely on the B12 result: repeat it"),
    _("the laboratory names an interference with the B12 result: test methylmalonic acid"),
    _("a B12 result is not final yet: ask the laboratory for it first"),
    _("{label}: recorded in words ({quoted}), beside a code that is broader; ask whether this is correct"),
    _("confirm first what would change this answer: {listed} and {number} more"),
    _("confirm first what would change this answer: {listed}"),
    _("{first}; otherwise {statement}"),
    _("{first}; no B12 treatment only if active B12 is not low either"),
    _("a low total B12 in pregnancy is not to be dismissed: test active B12 first"),
    _("B12 injections are recorded only in words: ask when the last was given"),
    _("a medicine that may be B12 could not be read: ask what is given, and how"),
    _("a result that mentions B12 could not be read: look at it first"),
    _("{place}: the report {quoted} mentions B12, and no result of it was sent: look at it"),
    _("a B12 result that the laboratory calls low could not be read: look at it first"),
    _("{label}: recorded in the family history; ask whether this is correct"),
    _("{label}: recorded of a relative, not of the patient; ask whether the patient has it too"),
    _("{label}: recorded of a relative ({quoted}), not of the patient; ask whether the patient has it too"),
    _("in a product with other substances: check how much B12 it contains"),
    _("Said when {statement}; asked where unknown: “{question}”"),
    _("Said when {statement}:"),
    _("{label} below"),
    _("{label} at most"),
    _("{label} above"),
    _("{label} at least"),
    _("all of:"),
    _("any of:"),
    _("not any of:"),
    _("not:"),
    _("and"),
    _("at least {number} of:"),
    _("by name:"),
    _("Do not ("),
    _("Know ("),
    _("Take care ("),
    _("What is the {label} ({units})?"),
    _("How old is the patient?"),
    _("; the answer then says so."),
    _("Added when deficiency is confirmed and no cause is known:"),
    _("Times run from the first dose."),
    _("The figures of the schedule, the follow-up and the recall list."),
    _("blood test"),
    _("question"),
    _("examination"),
    _("dealt with"),
    _("not dealt with"),
    _("irreversible"),
    _("any"),
    _("oral"),
    _("for whom"),
    _("if it does not come"),
    _("printed as"),
    _("what it decides"),
    _("what it is"),
    _("what to do"),
    _("asked where the record says nothing"),
    _("first among the blood tests when"),
    _("Only women are pregnant or breastfeed; only pregnancies have trimesters"),
    _("Questions to ask"),
    _("Safety rules"),
    _("What to ask or test next"),
    _("Regimens"),
    _("Follow-up"),
    _("Parameters"),
    _("Facts"),
    _("Interpretation register"),
    _("The statements of the base article"),
    _("Sentences shown as they stand"),
    _("test"),
    _("kind"),
    _("cost"),
    _("settles"),
    _("sources"),
    _("regimen"),
    _("then"),
    _("verified"),
    _("check"),
    _("when"),
    _("response"),
    _("from"),
    _("action"),
    _("parameter"),
    _("figure"),
    _("fact"),
    _("the source says"),
    _("it could mean"),
    _("decides"),
    _("statement"),
    _("version"),
    _("says"),
    _("became"),
    _("where we differ"),
    _("shown"),
    _("key"),
    _("document"),
    _("date"),
    _("address"),
    _("what was seen of it"),
    _("never"),
    _("worse"),
    _("more expensive ones. It only sets the order: it is no price, and our own judgement, unverified."),
    _(
        "blood test, above that more expensive ones. It only sets the order: it is no price, and our own judgement, unverified."
    ),
    _("The article itself is not shipped; these are our own short words, and what each statement became."),
    _(
        "Where a source is silent or vague: what it could mean, how it is read here, and why. Entries R read the article and the"
    ),
    _("guidelines, entries M messy treatment records."),
    _("Source attributes"),
    _("attribute"),
    _("what we can say"),
    _("rules that use it"),
    _(
        "What rules of the United States ask evidence-based decision support to disclose (45 CFR 170.315(b)(11)), in the words"
    ),
    _(
        "in which we have seen them reproduced. A rule uses a trait if it reads it itself; rules built on that rule are not"
    ),
    _("repeated."),
    _(
        "Limits and validation: it knows B12 deficiency only, reads no free text, and was never tried with patients. It is scored"
    ),
    _(
        "on 42 published cases, its rules are proved and compared with other writings of themselves, and it runs on public data."
    ),
    _(
        "Its repository holds the results: docs/atlas.md, docs/proved.md, docs/mutants.md, docs/nhanes.md and docs/real-data.md."
    ),
    _("{label}: sent as {text}, and the laboratory's comment is {quoted}: not relied on; repeat it"),
    _("{label}: sent as {text}, and the laboratory's comment is {quoted}: not relied on; a metabolite tells more"),
    _("{label}: the laboratory's comment {quoted} tells of it; ask whether this is correct"),
    _("the laboratory's comment: {quoted}"),
    _("a diagnosis of B12 deficiency"),
)
"""The guideline page: what is generated around the words, the figures and the rules."""
