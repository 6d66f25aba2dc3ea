"""How messy treatment records and their course are read: entries M of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

NO_RULE = "nothing: the sources assume a tidy record"

READINGS = (
    Entry("M1", source_says=f"{NO_RULE} (which date counts)",
          could_mean=("clock times matter", "calendar days"),
          read_as="calendar days; a date known to the month is a dose on any day of it, so a flag is raised only if it "
                  "holds for every day, the day that raises least is shown, and the dose is marked date uncertain; a dose "
                  "without any date is kept and listed, never used for intervals",
          why="an uncertain date must not raise a false alarm or hide a dose",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M2", source_says=f"{NO_RULE} (impossible dates)",
          could_mean=("drop them", "correct them", "keep them aside with the reason"),
          read_as="before birth, before 1948 (the year in which B12 was isolated), after death, in the future or not a "
                  "calendar date: listed with the reason, not counted; a death ends the recall",
          why="a clerk can mend what is shown",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M3", source_says=f"{NO_RULE} (the same day twice)",
          could_mean=("two doses", "one dose"),
          read_as="one dose, the second marked duplicate; an order and an administration of the same product within 14 "
                  "days are one dose, dated by the administration",
          why="double entry is far commoner than a second injection on one day",
          decides=("recall", "recall.order_window"), cites=("SPEC 6.1",)),
    Entry("M4", source_says=f"{NO_RULE} (an order without an administration)",
          could_mean=("given", "not given"),
          read_as="not counted as given; the row says that it was prescribed and that no record shows it was given",
          why="an uncollected prescription is not a dose",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M5", source_says=f"{NO_RULE} (a dose the patient reports)",
          could_mean=("ignored", "counted like any other", "counted and marked"),
          read_as="counted and marked self-reported; a clinic dose is never called early because of one",
          why="self-injection is real and its record is soft",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M6", source_says=f"{NO_RULE} (which product)",
          could_mean=("each product has a course of its own", "any injected cobalamin counts"),
          read_as="injections of hydroxocobalamin, cyanocobalamin or methylcobalamin of at least 100 ug count for the "
                  "course whatever the mix, each dose judged by the plan in force for its own product; the 5 g cyanide "
                  "kit, folic acid and oral products do not count",
          why="products are switched for supply; the kit is an antidote",
          decides=("recall", "recall.least_dose"), cites=("SPEC 6.1",)),
    Entry("M7", source_says="gap over 7 days is a broken loading course (a local UK protocol)",
          could_mean=("any missed day", "a gap over 7 days", "never broken"),
          read_as="over 7 days between loading doses of an alternate-day or thrice-weekly phase, also counted up to today; "
                  "over 14 days in weekly phases; the flag stays until the course is complete or a clinician records a "
                  "decision: resume or restart",
          why="the 7 days are the protocol's, the rest is ours",
          decides=("recall", "recall.loading_gap", "recall.loading_gap_weekly"), cites=("PGD", "SPEC 6.1")),
    Entry("M8", source_says=f"{NO_RULE} (when loading is complete)",
          could_mean=("by count", "by response"),
          read_as="UK: 6 doses; with neurological involvement a recorded end of improvement, else still loading, and after "
                  "21 days ask whether improvement has stopped; courses printed as ranges are complete at the lower end of "
                  "every range",
          why="nobody is held in loading by a missing note without being asked about",
          decides=("recall", "recall.ask_improvement"), cites=("BNF", "SPEC 6.1")),
    Entry("M9", source_says="a second loading course needs a documented reason (a local UK protocol)",
          could_mean=("always allowed", "allowed with a recorded reason"),
          read_as="with a recorded reason it is a loading course; without one its doses are too early",
          why="frequent injections without a reason should be seen",
          decides=("recall",), cites=("PGD", "SPEC 6.1")),
    Entry("M10", source_says="not before 42 days (a local UK protocol, for plans of two to three months)",
          could_mean=("from the planned date", "from the last dose"),
          read_as="too early is under 42 days in plans of two months and longer and under 21 days in monthly plans; a "
                  "recorded shortening of the interval after review makes it planned; the next date runs from the latest "
                  "valid dose",
          why="the 42 days are the protocol's, which names no interval, the 21 are ours",
          decides=("recall", "recall.early", "recall.early_monthly"), cites=("PGD", "SPEC 6.1")),
    Entry("M11", source_says=f"{NO_RULE} (due and overdue)",
          could_mean=("due on one day", "due in a window"),
          read_as="due from the lower end of the interval, overdue 14 days after its upper end and at the latest when "
                  "lapsed; the neurological plan is 2 months, also for a dietary cause with neurological involvement",
          why="the sources print an interval, not a day; twice a weekly interval is over before 14 days more are",
          decides=("recall", "recall.overdue_after"), cites=("SPEC 6.1",)),
    Entry("M12", source_says=f"{NO_RULE} (a long gap)",
          could_mean=("treatment goes on", "treatment has lapsed"),
          read_as="lapsed after twice the upper interval without a dose; a dose after that restarts maintenance unless "
                  "loading is recorded again, or nerves are first (M47); a plan after injections that no longer count as current "
                  "dates a loading course and says that to load again is a decision; the answer's first line says when the last "
                  "was given, and why they were stopped",
          why="someone should decide whether to load again",
          decides=("recall", "recall.lapse_factor"), cites=("SPEC 6.1",)),
    Entry("M13", source_says=f"{NO_RULE} (tablets in between)",
          could_mean=("lost to recall", "overdue", "paused"),
          read_as="a recorded switch to tablets pauses overdue, shown with its date; it never removes an irreversible "
                  "cause from the list; B12 by mouth recorded after the last injection, without a switch, pauses nothing "
                  "and is asked about",
          why="tablets are treatment; an irreversible cause still needs an eye",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M14", source_says=f"{NO_RULE} (stopped)",
          could_mean=("any stop ends the recall", "a stop needs a reason"),
          read_as="valid reasons: cause resolved and reversible, the patient's choice, reaction, death, moved away, other "
                  "diagnosis; a high or normal B12 level is not one and is a hazard of its own; no reason recorded is "
                  "stopped without reason; a death and a move end the recall, every other stop keeps a patient with an "
                  "irreversible cause on the list; a dose after it goes on with the course, and the stop is told until a second",
          why="injections stopped because of a level are a known harm; whoever has moved away is another practice's patient",
          decides=("recall",), cites=("SPEC 6.1", "BNSSG")),
    Entry("M15", source_says="first review at 3 months, or 1 month if pregnant or breastfeeding; nothing about later ones",
          could_mean=("no later review", "every year"),
          read_as="first symptom review 3 months (1 month if pregnant or breastfeeding) after the first dose, then every "
                  "12 months; a missed one is review due",
          why="the first is NICE's, the yearly one is ours",
          decides=("recall", "review.first", "review.first_pregnant", "review.every", "follow_up:later_review"),
          cites=("NICE-nasgp", "SPEC 6.1")),
    Entry("M16", source_says="an irreversible cause means lifelong treatment",
          could_mean=("said once", "said on every row"),
          read_as="never stop is shown on every row of such a patient",
          why="the list is read one row at a time",
          decides=("recall",), cites=("NICE 1.5", "SPEC 6.1")),
    Entry("M17", source_says="haemoglobin rises about 10 g/L a week from week 1; reticulocytes from day 3 to 4",
          could_mean=("any rise is a response", "less than expected is none", "a rise before its time counts"),
          read_as="a reticulocyte rise counts from day 3, a haemoglobin or an MCV from day 7 on; a haemoglobin that rose by "
                  "less than half of what was expected, which is never more than to normal, is insufficient: reconsider the "
                  "diagnosis, iron and folate; so is one that is low at eight weeks, whatever it was before; what nobody "
                  "knows to have been low or raised shows no response by being normal",
          why="an early rise is a transfusion or chance; two grams in four weeks are no response; a normal count that "
              "always was normal would end treatment",
          decides=("recall", "kinetics.haemoglobin_least"), cites=("FACTS 6", "SPEC 6")),
    Entry("M18", source_says="treat the cause, and stop or space out once it is gone; which causes go is not listed",
          could_mean=("every cause may go", "only those somebody calls gone", "a list of causes that can be dealt with"),
          read_as="reversible: diet, undernutrition, alcohol, nitrous oxide, coeliac disease, overgrowth, tapeworm, "
                  "food-bound malabsorption and medicines; irreversible: those that impair absorption for good; every "
                  "other cause is taken to last. Of several causes one that lasts decides",
          why="calling a lasting cause reversible ends treatment; the other mistake costs a review",
          decides=("recall",), cites=("FACTS 3", "SPEC 5", "SPEC our judgement")),
    Entry("M19", source_says=f"{NO_RULE} (doses that cannot be)",
          could_mean=("counted", "corrected", "listed and not counted"),
          read_as="hydroxocobalamin from 1 g on is read as the cyanide kit or a slip of the unit, any other dose above 10 "
                  "mg as a slip; both are listed with that reason and not counted. In words, thousands of micrograms may be "
                  "grouped by a point, a space or an apostrophe (1.000 µg): none is dosed to a thousandth",
          why="no ampoule holds so much; a guess at the unit would invent a dose",
          decides=("recall", "recall.gram_dose", "recall.largest_dose"),
          cites=("FACTS 7 wrong product", "SPEC our judgement")),
    Entry("M20", source_says=f"{NO_RULE} (which plan judges a dose)",
          could_mean=("one plan a patient", "the plan of each dose's product"),
          read_as="the recorded plan where it fits the product; else hydroxocobalamin by the UK plan (neurological with a "
                  "neurological finding, dietary only if every recorded cause is one and no child lives on it, R147), "
                  "cyanocobalamin below 1 mg by the US label and from 1 mg on by US practice; a product nobody publishes a plan "
                  "for by the course's own",
          why="products are switched for supply, and the doses tell the two American plans apart",
          decides=("recall",), cites=("SPEC 6.1", "FDA", "NEJM13")),
    Entry("M21", source_says=f"{NO_RULE} (no loading course in it)",
          could_mean=("loading never happened", "it lies before the record"),
          read_as="one dose and then a gap as between maintenance doses is read as maintenance, with the question whether "
                  "loading was given; so is a start recorded well before the first entry",
          why="most practices began to record after most patients began",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M22", source_says=f"{NO_RULE} (two entries of one day that differ)",
          could_mean=("the first in the file", "the larger dose", "the better documented"),
          read_as="an administration before what is reported, a named product before an unnamed one, a stated dose before "
                  "none; of two products cyanocobalamin, whose interval is the shorter, then hydroxocobalamin, which has a "
                  "plan; of two doses the larger, of two recorded intervals the shorter",
          why="the order of a file is chance, and nobody should wait longer than either plan allows",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M23", source_says=f"{NO_RULE} (reasons for a stop in free text)",
          could_mean=("any text is a reason", "no text is one", "known words are sorted, the rest asked about"),
          read_as="known words are sorted into the reasons of M14 (English ones; a reaction, and an intolerance is one, in the "
                  "languages in which products are known too); a B12 level named beside another reason counts as the "
                  "level; a text that is not known is a stop not accepted; a dose after a stop means that the course goes "
                  "on",
          why="a hazard must not hide behind a second word",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M24", source_says="a blood count at about 8 weeks; tests in a window (whether a result belongs to it is not "
                             "said)",
          could_mean=("the exact day", "a window, by any result that may lie in it", "a window, by one that certainly does"),
          read_as="about 8 weeks is two weeks either side; a test counts as done by a result that certainly lies in its "
                  "window",
          why="an open check is asked about, a closed one is forgotten",
          decides=("recall",), cites=("FACTS 6", "SPEC our judgement")),
    Entry("M25", source_says="improved, not enough, or worse (several signs may say different things)",
          could_mean=("symptoms alone", "the best sign", "the worst settled sign"),
          read_as="the worst settled sign decides, one that is still too early decides nothing; of two reports or results of "
                  "one day, or whose order a month leaves open, the worse; what is told or taken on the day of the first "
                  "dose is of before it; a missing peak of reticulocytes no longer speaks once the haemoglobin has come; an "
                  "unknown sex is read with the higher limit of haemoglobin; not enough counts from 12 weeks with nerves, "
                  "else from the first review; worse counts at once",
          why="a normal count must not hide nerves that fail, nor a first week look like failure",
          decides=("recall",), cites=("FACTS 6", "NICE-sps", "SPEC our judgement")),
    Entry("M26", source_says="increase the frequency within product information (how soon is then too early is not said)",
          could_mean=("never too early", "the printed limit", "the same share of the new interval"),
          read_as="three quarters of the recorded interval, as both printed limits are of theirs, and 42 days at most",
          why="a shortened interval is planned, a dose long before even that is not",
          decides=("recall",), cites=("NICE-sps", "PGD", "SPEC our judgement")),
    Entry("M27", source_says=f"{NO_RULE} (a route that is not told)",
          could_mean=("an injection", "not counted", "by the product"),
          read_as="hydroxocobalamin without a route is an injection, marked as presumed; another B12 product without one "
                  "is listed and not counted",
          why="only hydroxocobalamin is sold for injection alone",
          decides=("recall",), cites=("SmPC", "SPEC our judgement")),
    Entry("M28", source_says="first review at 3 months, earlier by severity",
          could_mean=("any review is the first", "only one near its day is"),
          read_as="a review counts as the first from 14 days before its day on; an earlier look is one more",
          why="a look after a week cannot judge symptoms",
          decides=("recall",), cites=("NICE-nasgp", "SPEC our judgement")),
    Entry("M29", source_says=f"{NO_RULE} (impossible dates of birth or death)",
          could_mean=("the recall ends", "the date is not used"),
          read_as="a death in the future or before birth, and a birth in the future, are not used, and the list says so",
          why="a slip of the pen must not silence a living patient's recall",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M30", source_says=f"{NO_RULE} (two products in one course)",
          could_mean=("the last dose's interval", "the shorter interval", "the longest cover"),
          read_as="each dose covers the interval of its own plan; due, overdue and lapsed run from the longest cover; too early is "
                  "what is too early by the plan of the dose and by that of the one before",
          why="a depot does not empty because another ampoule followed it; a monthly product is followed by the next dose in a "
              "month, whichever that is: it did not count, and the next was due the day after",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M31", source_says="1 mg twice a year; next maintenance not earlier than 42 days (from when on to invite is not said)",
          could_mean=("from 42 days on", "on the day only", "from three quarters of the interval on"),
          read_as="a next dose is not planned before three quarters of its interval, a month counted as four weeks: 126 days "
                  "of half a year; one that was given after 42 days counts all the same",
          why="nobody is to be invited to a plan of twice a year after six weeks, and a dose that was given is no mistake",
          decides=("recall", "regimen:uk.hydroxocobalamin.dietary"), cites=("PGD", "BNF", "SPEC our judgement")),
    Entry("M32", source_says="signs of response count from the first dose (of which treatment is not said)",
          could_mean=("the first dose ever", "the first dose of the present treatment"),
          read_as="after a lapse, or with a second loading course, the response counts from the dose that began again; what "
                  "was before it is of before treatment",
          why="years without a dose are no failure of treatment",
          decides=("recall",), cites=("FACTS 6", "SPEC our judgement")),
    Entry("M33", source_says="a loading course, then maintenance (a list that tells of each patient the last injection only)",
          could_mean=("the first dose of a loading course, since interrupted", "a maintenance dose", "a maintenance dose "
                      "where the list says how often it is repeated"),
          read_as="the third: an interval of three weeks or more, stated or up to the day planned for the next, is in force "
                  "and the course is read as maintenance, marked *no loading course in the record*; in a table of doses the "
                  "last that says how it goes on is read so, and one dose that stands alone of its patient is maintenance; "
                  "of the interval and a planned day more than a week apart the earlier counts, unless the day is within 42 "
                  "days of the last dose and so that of the one before, and both are told; without one the dose may be the "
                  "first of loading: with a single dose on record, in a table or in health records, list and answer ask first "
                  "whether a loading course was given, and where none was the course is broken; where an interval is written "
                  "that is not understood, or is longer than any plan prints (12/12 for 12/52, a day of the next in another "
                  "year), it is asked first how often the injection is repeated; one longer than the usual plan's counts and is"
                  " told, unless the diet is the cause",
          why="who keeps such a list has written down what is agreed; where nothing is agreed a loading course may be broken, "
              "and of a hundred who have had injections for years nobody may be told that it is",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M34", source_says="never inject with a cobalamin allergy; never stop when the cause is irreversible (of both in "
                             "one patient nothing)",
          could_mean=("the list only counts days", "injections are offered again", "the list gives way to what speaks against "
                      "a dose"),
          read_as="the third: with a recorded allergy to a cobalamin or cobalt, or injections stopped for a reaction in an "
                  "irreversible cause, nobody is invited, no visit is planned, and a specialist decides; with Leber's disease "
                  "and a product other than hydroxocobalamin, given or only ordered, it is to be changed; an INR above range, "
                  "bleeding risk, an infected site, pregnancy, an allergy nobody settled and a neurological red flag are told "
                  "beside the dose that is due",
          why="the list is what a nurse works from, and most who use it see no other answer",
          decides=("recall",), cites=("SPEC 7", "SmPC", "SPEC our judgement")),
    Entry("M35", source_says=f"{NO_RULE} (an order that states a whole regimen in figures)",
          could_mean=("an order is no plan", "the order's regimen is the recorded plan", "only a part of it that is known counts"),
          read_as="the second: of the latest order in force whose every part (doses, intervals, number, route) is read and is "
                  "that of a printed regimen; not where nerves are involved and the regimen is not the one for nerves, nor the "
                  "dietary one beside another cause. What is stated in part, in words, as needed or by days of the week states "
                  "no regimen",
          why="what was signed is what is agreed; half a schedule is another schedule, and an older order must not lengthen the "
              "interval of nerves that were found since",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M36", source_says="a recall list for patients on injections (who has none, and a cause on record, is not said)",
          could_mean=("everybody with a cause is listed", "nobody without a dose", "whoever has a cause that never passes"),
          read_as="the third: without a dose, an order or a stop a cause that can pass, or none, puts nobody on the list; an "
                  "irreversible one does, to begin or to record when it began",
          why="a practice's records hold hundreds on metformin, and a list that tells them all to stop hides those who are due",
          decides=("recall",), cites=("SPEC 6", "SPEC our judgement")),
    Entry("M37", source_says="same day for a neurological red flag; potassium at 24 to 48 hours (of the list's next step nothing)",
          could_mean=("told among the reasons", "told in the next step"),
          read_as="the second: before a dose that is due the next step asks for a doctor today where a red flag is new or "
                  "getting worse, and names the test of the first weeks whose day has come",
          why="who works through a list reads the next step, and these come before the dose",
          decides=("recall",), cites=("FDA", "FACTS 4", "SPEC our judgement")),
    Entry("M38", source_says="under 16 and in hereditary disorders a specialist decides (which plan the list then counts by is "
                             "not said)",
          could_mean=("no days at all", "the usual plan", "the usual plan, and that it may not be theirs"),
          read_as="the third: the row says that product, dose and interval are the specialist's, and the next step says to "
                  "follow that plan or to ask for it",
          why="a child who is forgotten is worse off than one whose interval is asked about",
          decides=("recall",), cites=("SPEC 4", "NICE scope", "SPEC our judgement")),
    Entry("M39", source_says=f"{NO_RULE} (an order of injections that was stopped, in a record that has no entry of a stop)",
          could_mean=("an old order and nothing more", "a stop on the day of the order", "a stop on a day nobody recorded"),
          read_as="the third: *stopped* is a stop with the reason that is given, *completed*, *cancelled* and *on-hold* only "
                  "where the reason is one of M14 or a B12 level (on hold for a reaction it stays a hold: R138); it lies "
                  "between the order and the last change of the entry (of several versions the first of the latest that say "
                  "so), and after the doses in between, unless another order is there that they may have been given under: then "
                  "it is asked about and the course goes on. No stop beside an order in force, but its reason is told as long "
                  "as no later dose is there, and a reaction is settled before the next dose (R117), in list, answer and card. "
                  "Of several stops that of a B12 level is told, else the latest. The answer says it too, and never to stop "
                  "where the cause is irreversible",
          why="R4 gives the end of an order no day, and injections that were stopped because of a level are a known harm",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M40", source_says=f"{NO_RULE} (an order in force that states how often the injection is repeated, and no regimen)",
          could_mean=("the plan counts all the same", "the order's interval counts", "a shorter one counts, a longer one does not"),
          read_as="the third: an interval of three weeks or more, shorter than the plan's, is a recorded shortening from the "
                  "first of the latest orders that state the same; a longer one lengthens no plan. It stands in figures, or where "
                  "the one dosage has none in its words, which may hold no other interval and speak of no review or test",
          why="whoever has injections every four weeks by order would be called too early each time, and most practices send how "
              "often in words alone; an old order of every three months must not keep anybody waiting whose plan says two",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M41", source_says="loading goes on until there is no further improvement (where nobody recorded that it stopped)",
          could_mean=("still loading, and broken off", "maintenance from the first gap on", "maintenance from two gaps on"),
          read_as="the third: two doses in a row, each as far from the one before as a maintenance dose, with no decision since "
                  "the first, are maintenance, with the question whether improvement had stopped; one such gap alone has "
                  "broken the course",
          why="health records hold no such word, and whoever has had an injection every two months for years, or was on "
              "maintenance when a nerve sign was first recorded, would be called to decide about loading for good",
          decides=("recall",), cites=("SPEC 6.1", "BNF", "SPEC our judgement")),
    Entry("M42", source_says="of a recall list: due, overdue, stopped, no review, ... (whoever is treated in time and gets no "
                             "better is not named)",
          could_mean=("what is told beside another reason to be listed", "a reason to be listed"),
          read_as="the second, whatever the cause: symptoms that are new, worse or not better enough, or blood that does not "
                  "answer, told or taken in the last twelve months, neurological signs recorded as getting worse, or, of health "
                  "records, one first recorded from the twelfth week of treatment on, until an interval or another course is "
                  "recorded for it; while loading goes on, or was broken off, it is completed and no interval shortened, and "
                  "where nothing but the blood fails and iron or folate is low on record, that is treated first; after "
                  "doses that are due now or late, before those due soon",
          why="whose cause is of a kind that asks for nothing else was on no list, and the others stood among those who are well",
          decides=("recall",), cites=("SPEC 6", "FACTS 6", "SPEC our judgement")),
    Entry("M43", source_says=f"{NO_RULE} (a reaction that is named beside another reason: declined after anaphylaxis)",
          could_mean=("the reason it is sorted by (M23), and no reaction", "a reaction, and no other reason", "both"),
          read_as="the third: the stop, or the refusal, is of the reason that it is sorted by, and the reaction is settled before "
                  "the next dose all the same (R117, R138); not where the words deny it (no rash), or only fear it",
          why="whoever refuses because of what the last dose did would have been offered the next; fear is no allergy",
          decides=("recall",), cites=("SPEC 7", "M23", "R117", "SPEC our judgement")),
    Entry("M44", source_says=f"{NO_RULE} (a list with a column of statuses, or of the day somebody left or was stopped)",
          could_mean=("not read: everybody is called", "whoever is not active is off the list", "only what is said for certain "
                      "counts"),
          read_as="the third: a death and a move end the recall; in a list with a row a patient *stopped* is a stop after the last "
                  "injection, on its day where one is told, and *on hold* and *declined* are asked about before the next; in a "
                  "table of entries these may be of one order, and are told. Every other word (left, inactive) takes nobody off "
                  "the list and is told; where rows of one patient differ only a death counts, and beside *active* it is "
                  "asked about before anybody is called. Of health records that are not in use any more, or were replaced by "
                  "another, that is asked before a dose",
          why="nobody may call the family of the dead, and a word that may mean two things must not end a treatment",
          decides=("recall",), cites=("M14", "M33", "R101", "R133", "SPEC our judgement")),
    Entry("M45", source_says=f"{NO_RULE} (an interval that is a range: every 10 to 12 weeks)",
          could_mean=("not understood", "the longer end", "the shorter end", "both ends, as a plan has them"),
          read_as="the third, and told; a day planned for the next within the range is the interval. Words that are written for "
                  "two things (bimonthly, biannual) are not read",
          why="nobody waits longer than anybody agreed to, and whoever is late is told two weeks after the shorter end",
          decides=("recall",), cites=("M33", "SPEC our judgement")),
    Entry("M46", source_says=f"{NO_RULE} (a cause in words that are not read, without a code, or not confirmed)",
          could_mean=("no cause", "that cause", "a cause that may be any"),
          read_as="the third: beside it no cause is called reversible, no plan is the dietary one, and no stop is valid because "
                  "the cause was dealt with, unless it can be dealt with too; who has doses, or was stopped, stays on the list, "
                  "which names it as not settled and asks for the cause. It ends nothing and puts nobody on the list without a "
                  "dose (M36). In a table a year beside a cause is passed over, and a question mark makes it suspected",
          why="beside metformin an operation on the stomach that was written in other words was read as nothing: treat the cause, "
              "then stop or space out",
          decides=("recall",), cites=("M16", "M18", "M20", "R79", "SPEC our judgement")),
    Entry("M47", source_says="a dose after a lapse restarts maintenance unless loading is recorded again; with nerves involved "
                             "1 mg on alternate days (of nerves that are recorded first after the lapse, nothing)",
          could_mean=("maintenance restarts all the same", "somebody is asked whether to load again", "they are a recorded reason "
                      "to load again"),
          read_as="the third, of health records: a sign of the nerves that is there now, and was first recorded on a day on which "
                  "treatment had lapsed, begins a loading course on that day, by the plan for nerves, and list and answer say so; "
                  "not while tablets are taken in its place. For a sign that was on record before one dose restarts maintenance, "
                  "and until a decision or how it went is recorded, a year at most, list and answer ask a clinician whether to "
                  "load again; whoever has lapsed is invited with the same question",
          why="two months to the next dose would be a maintenance dose for an illness that nobody has loaded, and the doses on "
              "alternate days were called too early; a dose too many does no harm",
          decides=("recall",), cites=("M9", "M12", "R69", "SPEC our judgement")),
    Entry("M48", source_says=f"{NO_RULE} (rows of one identifier that tell two dates of birth, or two names; a title or a total "
                             "between the rows of a list)",
          could_mean=("one patient, of whom the last row counts", "two patients", "one patient of whom it is asked"),
          read_as="the third: whoever has rows with two dates of birth or given names, or, where none tells one, with names that "
                  "share no word or, in a list with a row a patient, a name for an identifier, is on the list, and it is asked "
                  "whose rows they are before all else; another spelling is the same person. A row in which nothing but words "
                  "stand where the patient does, or a total, is nobody and is told; below a second header with other columns "
                  "nothing is read",
          why="a dose that was given to one hid that the other was overdue, a title was a patient nobody could find, and of a "
              "second sheet the day of the next dose was read as that of the last",
          decides=("recall",), cites=("M33", "SPEC our judgement")),
)  # fmt: skip
