"""Composed sentences, continued: what is said of a table of injections."""

from __future__ import annotations

from cobalamin.translation.marked import _

TABLES = (
    _("the date {quoted} was not understood: write 2026-03-01"),
    _("the month of {quoted} was not understood: write 2026-03-01"),
    _("{quoted} is a spreadsheet's number of a day: give the column the form of a date and save it again"),
    _("the row could not be split into cells: is a quotation mark missing?"),
    _("the file is empty: a first line with column names was expected"),
    _("the outcome {quoted} was not understood: resolved, improved, insufficient, new or worse"),
    _("the new interval {quoted} was not understood: write 8 weeks or 2 months"),
    _("the interval {quoted} is a range: its shorter end was used"),
    _("the interval {quoted} was read as {text}, which a spreadsheet makes a month"),
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
    _(
        "next due {span1} is not {value} after the last injection of {span2}: the planned day, which is earlier, was used"
    ),
    _("next due {span1} is not {value} after the last injection of {span2}: the interval was used"),
    _("next due {span1} is not after the last injection of {span2}: which of the two is right?"),
    _(
        "the interval {quoted} is longer than any plan prints ({value}), so it was not used: is it 12 weeks or 3 months?"
    ),
    _(
        "the new interval {quoted} is longer than any plan prints ({value}), so it was not used: is it 12 weeks or 3 months?"
    ),
    _(
        "next due {span1} is {number} days after the last injection of {span2}: that is longer than any plan prints ({value}), so "
        "it was not used: is it 12 weeks or 3 months?"
    ),
    _("an interval of {value} is longer than the {value2} of the usual plan: it was used; check that it is meant"),
    _("{number} cells where the header has {number2}: quote a text with a comma in it"),
    _("the event {quoted} is not known: given, order, self-reported, stop, review, ..."),
    _("the route {quoted} was not understood"),
    _("a cell that is not read ({quoted}) names a reaction: ask whether this is correct before a dose"),
    _("a cell that is not read ({quoted}) may say that the patient has died: find out before anybody is called"),
    _(
        "a cell that is not read ({quoted}) may say that injections ended, wait or are given elsewhere: look before the next dose"
    ),
    _(
        "a cell that is not read ({quoted}) may concern the nerves, the eyes, a pregnancy or bleeding: look before the next dose"
    ),
    _(
        "a cell that is not read ({quoted}) says that the patient injects at home: ask about those doses before the next"
    ),
    _("a cell that is not read ({quoted}) may tell of doses given elsewhere: look before the next dose"),
    _("a cell that is not read ({quoted}) may tell of palliative care: look before the next dose"),
    _("a cell that is not read ({quoted}) may mention another dose or another interval: look before the next dose"),
    _("the dose {quoted} has no unit that is known: write 1 mg or 1000 ug"),
    _("the status {quoted} may be that of one entry: not used, write it as an event"),
    _(
        "the status {quoted} was not understood, and the patient stays: write active, deceased, left practice, stopped, on "
        "hold, declined"
    ),
    _("the reason {quoted} belongs to no stop: not used"),
    _("next due {span}: no day of a last injection is given beside it, so it was not used"),
    _("next due {span}: its day is not given, so it was not used"),
    _("next_due {quoted}: read only beside an injection that was given, so not used"),
    _("interval {quoted}: read only beside an injection that was given or as a new interval, so not used"),
    _(
        "the date {quoted} is a date only as {text}, and the list is read as {text2}: if all are written so, run it again with "
        "--date-format {text3}"
    ),
    _(
        "born: the date {quoted} is a date only as {text}, and the list is read as {text2}: if all are written so, run it again "
        "with --date-format {text3}"
    ),
    _("{quoted} is an invitation, not a dose that was given"),
    _("no patient"),
    _("{quoted} is a total, so the row is no patient's"),
    _(
        "nothing but {quoted} is written in this row, so it was taken for a title: for a patient, write when the last injection "
        "was, or at least how often it is repeated"
    ),
    _(
        "line {number} holds the names of columns again, and not in the order of the first: save what stands below it as a file "
        "of its own"
    ),
    _(
        "the patient {quoted} is what a spreadsheet saves in place of a longer number, and may be several people: give the "
        "column the form of text where the list is kept, and save it again"
    ),
    _("the product {quoted} is not known as B12: write hydroxocobalamin injection, or what it was"),
    _("the mapping file cannot be read: {text}; JSON with columns, dates, values, constants, date_format was expected"),
    _("the mapping file names a column {quoted}; known are {text}"),
    _("the mapping file expects a column {quoted}; the file has {text}"),
    _("no column for {quoted} among {text}: rename one to {quoted2} or name it in a mapping file"),
    _(
        "no column for {quoted}: the first row holds a date, so it is not a header; put the names of the columns above it"
    ),
    _(
        "the file is JSON, not a table: “cobalamin recall” reads health records as a bundle, a folder of bundles or NDJSON"
    ),
    _("the file is XML or a web page, not a table: save it as CSV in the program that wrote it"),
    _("the file is a PDF, not a table: save it as CSV in the program that wrote it"),
    _("the file is a workbook, a document or an archive, not a table of text: save the table in it as CSV"),
    _("the file is compressed: unpack it, and give the table that is in it"),
    _("the file is Parquet, not a table of text: “cobalamin recall” reads it under a name that ends in .parquet"),
    _("the date {quoted} can be read more than one way: say which comes first, DD/MM/YYYY or MM/DD/YYYY"),
    _("the file is HL7 version 2 messages, not a table: export the injections as CSV from the system that sends them"),
)
"""What is wrong with a row of a list of injections, or with its columns."""
