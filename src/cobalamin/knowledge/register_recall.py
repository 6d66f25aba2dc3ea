"""How messy treatment records and their course are read: entries M of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

NO_RULE = "nothing: the sources assume a tidy record"

READINGS = (
    Entry("M1", source_says=f"{NO_RULE} (which date counts)",
          could_mean=("clock times matter", "calendar days"),
          read_as="calendar days. A date known only to the month is a dose on any day of that month: a flag is raised only if "
                  "it holds for every day, the day that raises least is shown, and the dose is marked date uncertain. A dose "
                  "without any date is kept and listed, but never used for intervals",
          why="an uncertain date must neither raise a false alarm nor hide a dose",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M2", source_says=f"{NO_RULE} (impossible dates)",
          could_mean=("drop them", "correct them", "keep them apart, with the reason"),
          read_as="a date before birth, before 1948 (the year in which B12 was isolated), after death or in the future, or one "
                  "that is not a calendar date, is listed with the reason and not counted. A death ends the recall",
          why="a clerk can correct what is shown",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M3", source_says=f"{NO_RULE} (the same day twice)",
          could_mean=("two doses", "one dose"),
          read_as="one dose; the second is marked duplicate. An order and an administration of the same product within 14 days "
                  "are one dose, dated by the administration",
          why="double entry is far more common than a second injection on one day",
          decides=("recall", "recall.order_window"), cites=("SPEC 6.1",)),
    Entry("M4", source_says=f"{NO_RULE} (an order without an administration)",
          could_mean=("given", "not given"),
          read_as="not counted as given. The row says that it was prescribed and that no record shows that it was given",
          why="a prescription that was not collected is not a dose",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M5", source_says=f"{NO_RULE} (a dose the patient reports)",
          could_mean=("ignored", "counted like any other", "counted and marked"),
          read_as="counted and marked self-reported. A clinic dose is never called early because of one",
          why="self-injection is real, and its record is less reliable",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M6", source_says=f"{NO_RULE} (which product)",
          could_mean=("each product has a course of its own", "any injected cobalamin counts"),
          read_as="injections of hydroxocobalamin, cyanocobalamin or methylcobalamin of at least 100 ug count for the course, "
                  "in any mix. Each dose is judged by the plan in force for its own product. The 5 g cyanide kit, folic acid "
                  "and oral products do not count",
          why="supply problems lead to a change of product. The kit is an antidote",
          decides=("recall", "recall.least_dose"), cites=("SPEC 6.1",)),
    Entry("M7", source_says="gap over 7 days is a broken loading course (a local UK protocol)",
          could_mean=("any missed day", "a gap over 7 days", "never broken"),
          read_as="a gap of over 7 days between loading doses of an alternate-day or thrice-weekly phase, also counted up to "
                  "today; over 14 days in weekly phases. The flag stays until the course is complete or a clinician records a "
                  "decision to resume or restart",
          why="the 7 days are the protocol's, the rest is our own",
          decides=("recall", "recall.loading_gap", "recall.loading_gap_weekly"), cites=("PGD", "SPEC 6.1")),
    Entry("M8", source_says=f"{NO_RULE} (when loading is complete)",
          could_mean=("by count", "by response"),
          read_as="UK: after 6 doses. With neurological involvement, after a recorded end of improvement; until then the "
                  "patient is still loading, and after 21 days the list asks whether improvement has stopped. Courses printed "
                  "as ranges are complete at the lower end of every range",
          why="a missing note must not keep anybody in loading without a question",
          decides=("recall", "recall.ask_improvement"), cites=("BNF", "SPEC 6.1")),
    Entry("M9", source_says="a second loading course needs a documented reason (a local UK protocol)",
          could_mean=("always allowed", "allowed with a recorded reason"),
          read_as="with a recorded reason it is a loading course. Without one, its doses are too early",
          why="frequent injections without a reason should be noticed",
          decides=("recall",), cites=("PGD", "SPEC 6.1")),
    Entry("M10", source_says="not before 42 days (a local UK protocol, for plans of two to three months)",
          could_mean=("from the planned date", "from the last dose"),
          read_as="too early is under 42 days in plans of two months and longer, and under 21 days in monthly plans. If a "
                  "shortening of the interval after a review is recorded, the earlier dose is planned. The next date runs from "
                  "the latest valid dose",
          why="the 42 days are the protocol's, which names no interval; the 21 are our own",
          decides=("recall", "recall.early", "recall.early_monthly"), cites=("PGD", "SPEC 6.1")),
    Entry("M11", source_says=f"{NO_RULE} (due and overdue)",
          could_mean=("due on one day", "due in a window"),
          read_as="due from the lower end of the interval. Overdue 14 days after its upper end, and at the latest when "
                  "treatment has lapsed. The neurological plan is 2 months, also for a dietary cause with neurological "
                  "involvement",
          why="the sources print an interval, not a day. Twice a weekly interval is over before another 14 days have passed",
          decides=("recall", "recall.overdue_after"), cites=("SPEC 6.1",)),
    Entry("M12", source_says=f"{NO_RULE} (a long gap)",
          could_mean=("treatment goes on", "treatment has lapsed"),
          read_as="treatment has lapsed after twice the upper interval without a dose. A dose after that restarts maintenance, "
                  "unless loading is recorded again or neurological signs come first (M47). If injections no longer count as "
                  "current, the plan dates a loading course and says that loading again is a decision. The first line of the "
                  "answer says when the last dose was given, and why injections were stopped",
          why="a clinician should decide whether to load again",
          decides=("recall", "recall.lapse_factor"), cites=("SPEC 6.1",)),
    Entry("M13", source_says=f"{NO_RULE} (tablets in between)",
          could_mean=("lost to recall", "overdue", "paused"),
          read_as="a recorded switch to tablets pauses overdue, and is shown with its date. It never removes an irreversible "
                  "cause from the list. B12 by mouth recorded after the last injection, without a recorded switch, pauses "
                  "nothing and is asked about, in the next step too, before anyone is invited",
          why="tablets are treatment, but an irreversible cause still needs watching",
          decides=("recall",), cites=("SPEC 6.1",)),
    Entry("M14", source_says=f"{NO_RULE} (stopped)",
          could_mean=("any stop ends the recall", "a stop needs a reason"),
          read_as="valid reasons: cause resolved and reversible, the patient's choice, a reaction, death, moved away, another "
                  "diagnosis. A high or normal B12 level is not a valid reason and is a hazard of its own. If no reason is "
                  "recorded, injections were stopped without reason. A death and a move end the recall; after every other stop "
                  "a patient with an irreversible cause stays on the list. A dose after a stop continues the course, and the "
                  "stop is reported until a second dose",
          why="stopping injections because of a level is a known harm. A patient who has moved away belongs to another practice",
          decides=("recall",), cites=("SPEC 6.1", "BNSSG")),
    Entry("M15", source_says="first review at 3 months, or 1 month if pregnant or breastfeeding; nothing about later ones",
          could_mean=("no later review", "every year"),
          read_as="the first symptom review is 3 months after the first dose (1 month if pregnant or breastfeeding), then every "
                  "12 months. A missed review is shown as review due",
          why="the first is NICE's, the yearly one is our own",
          decides=("recall", "review.first", "review.first_pregnant", "review.every", "follow_up:later_review"),
          cites=("NICE-nasgp", "SPEC 6.1")),
    Entry("M16", source_says="an irreversible cause means lifelong treatment",
          could_mean=("said once", "said on every row"),
          read_as="never stop is shown on every row of such a patient",
          why="the list is read one row at a time",
          decides=("recall",), cites=("NICE 1.5", "SPEC 6.1")),
    Entry("M17", source_says="haemoglobin rises about 10 g/L a week from week 1; reticulocytes from day 3 to 4",
          could_mean=("any rise is a response", "less than expected is none", "a rise before its time counts"),
          read_as="a rise counts from day 3 for reticulocytes, and from day 7 for haemoglobin or MCV. The response is "
                  "insufficient if haemoglobin rose by less than half of what was expected (never more than to normal), or if "
                  "it is low at eight weeks, whatever it was before: reconsider the diagnosis, iron and folate. A normal value "
                  "shows no response unless it is known to have been low or raised before",
          why="an early rise is a transfusion or chance. Two grams in four weeks are no response. A count that was always "
              "normal would end treatment",
          decides=("recall", "kinetics.haemoglobin_least"), cites=("FACTS 6", "SPEC 6")),
    Entry("M18", source_says="treat the cause, and stop or space out once it is gone; which causes go is not listed",
          could_mean=("every cause may go", "only those that somebody calls gone", "a list of causes that can be dealt with"),
          read_as="reversible: diet, undernutrition, alcohol, nitrous oxide, coeliac disease, overgrowth, tapeworm, food-bound "
                  "malabsorption and medicines. Irreversible: causes that impair absorption for good. Every other cause is "
                  "taken to last. If there are several causes, one that lasts decides",
          why="calling a lasting cause reversible ends treatment; the opposite mistake costs a review",
          decides=("recall",), cites=("FACTS 3", "SPEC 5", "SPEC our judgement")),
    Entry("M19", source_says=f"{NO_RULE} (impossible doses)",
          could_mean=("counted", "corrected", "listed and not counted"),
          read_as="hydroxocobalamin of 1 g or more is read as the cyanide kit or a mistaken unit, and any other dose above 10 "
                  "mg as a mistake. Both are listed with that reason and not counted. In words, thousands of micrograms may be "
                  "grouped by a point, a space or an apostrophe (1.000 µg): no dose is measured to a thousandth",
          why="no ampoule holds so much, and a guess at the unit would invent a dose",
          decides=("recall", "recall.gram_dose", "recall.largest_dose"),
          cites=("FACTS 7 wrong product", "SPEC our judgement")),
    Entry("M20", source_says=f"{NO_RULE} (which plan judges a dose)",
          could_mean=("one plan a patient", "the plan of each dose's product"),
          read_as="the recorded plan, where it fits the product. Otherwise: hydroxocobalamin by the UK plan (neurological with "
                  "a neurological finding, dietary only if every recorded cause is dietary and no child lives on it, R147); "
                  "cyanocobalamin below 1 mg by the US label and from 1 mg by US practice; a product without a published plan "
                  "by the plan of the course",
          why="supply problems lead to a change of product, and the dose tells the two American plans apart",
          decides=("recall",), cites=("SPEC 6.1", "FDA", "NEJM13")),
    Entry("M21", source_says=f"{NO_RULE} (no loading course in it)",
          could_mean=("loading never happened", "it lies before the record"),
          read_as="one dose followed by a gap as long as between maintenance doses is read as maintenance, with the question "
                  "whether loading was given. So is a start recorded well before the first entry",
          why="most practices began to keep records after most patients had started",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M22", source_says=f"{NO_RULE} (two entries of one day that differ)",
          could_mean=("the first in the file", "the larger dose", "the better documented"),
          read_as="an administration goes before a report, a named product before an unnamed one, a stated dose before none. Of "
                  "two products, cyanocobalamin, whose interval is shorter, then hydroxocobalamin, which has a plan. Of two "
                  "doses the larger, of two recorded intervals the shorter",
          why="the order of a file is chance, and nobody should wait longer than either plan allows",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M23", source_says=f"{NO_RULE} (reasons for a stop in free text)",
          could_mean=("any text is a reason", "no text is one", "known words are sorted, the rest asked about"),
          read_as="known words are sorted into the reasons of M14. They are English; words for a reaction, which includes an "
                  "intolerance, are also known in the languages in which products are known. A B12 level named beside another "
                  "reason counts as the level. With an unknown text, the stop is not accepted. A dose after a stop means that "
                  "the course continues",
          why="a hazard must not hide behind a second word",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M24", source_says="a blood count at about 8 weeks; tests in a window (whether a result belongs to it is not said)",
          could_mean=("the exact day", "a window, by any result that may lie in it", "a window, by one that certainly does"),
          read_as="about 8 weeks means two weeks either side. A test counts as done if a result certainly lies in its window",
          why="an open check is asked about, a closed one is forgotten",
          decides=("recall",), cites=("FACTS 6", "SPEC our judgement")),
    Entry("M25", source_says="improved, not enough, or worse (several signs may say different things)",
          could_mean=("symptoms alone", "the best sign", "the worst settled sign"),
          read_as="the worst settled sign decides; one that is still too early decides nothing. Of two reports or results of "
                  "the same day, or whose order is unclear because only the month is known, the worse counts. What is reported "
                  "or taken on the day of the first dose belongs to the time before it. A missing reticulocyte peak no longer "
                  "matters once the haemoglobin has risen. An unknown sex is read with the higher haemoglobin limit. Not enough "
                  "counts from 12 weeks with nerves, otherwise from the first review. Worse counts at once",
          why="a normal count must not hide nerves that fail to recover, and the first week must not look like failure",
          decides=("recall",), cites=("FACTS 6", "NICE-sps", "SPEC our judgement")),
    Entry("M26", source_says="increase the frequency within product information (how soon is then too early is not said)",
          could_mean=("never too early", "the printed limit", "the same share of the new interval"),
          read_as="three quarters of the recorded interval, as both printed limits are of theirs, and at most 42 days",
          why="a shortened interval is planned; a dose long before even that is not",
          decides=("recall",), cites=("NICE-sps", "PGD", "SPEC our judgement")),
    Entry("M27", source_says=f"{NO_RULE} (a route that is not stated)",
          could_mean=("an injection", "not counted", "it depends on the product"),
          read_as="hydroxocobalamin without a route is an injection, marked as presumed. Any other B12 product without a route "
                  "is listed and not counted",
          why="only hydroxocobalamin is sold for injection alone",
          decides=("recall",), cites=("SmPC", "SPEC our judgement")),
    Entry("M28", source_says="first review at 3 months, earlier by severity",
          could_mean=("any review is the first", "only one near its day is"),
          read_as="a review counts as the first from 14 days before its day. An earlier one is an additional review",
          why="a review after a week cannot judge symptoms",
          decides=("recall",), cites=("NICE-nasgp", "SPEC our judgement")),
    Entry("M29", source_says=f"{NO_RULE} (impossible dates of birth or death)",
          could_mean=("the recall ends", "the date is not used"),
          read_as="a death in the future or before birth, and a birth in the future, are not used, and the list says so",
          why="a slip of the pen must not silence the recall of a living patient",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M30", source_says=f"{NO_RULE} (two products in one course)",
          could_mean=("the last dose's interval", "the shorter interval", "the longest cover"),
          read_as="each dose covers the interval of its own plan. Due, overdue and lapsed run from the longest cover. A dose is "
                  "too early if it is too early both by its own plan and by that of the dose before",
          why="a depot does not empty because another ampoule followed it. After a monthly product the next dose is due in a "
              "month, whichever product that is. Before this rule such a dose did not count, and the next was due the day after",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M31", source_says="1 mg twice a year; next maintenance not earlier than 42 days (when to start inviting is not said)",
          could_mean=("from 42 days on", "on the day only", "from three quarters of the interval on"),
          read_as="a next dose is not planned before three quarters of its interval, counting a month as four weeks: 126 days "
                  "for half a year. One that was given after 42 days still counts",
          why="a patient on a twice-yearly plan must not be invited after six weeks, and a dose that was given is no mistake",
          decides=("recall", "regimen:uk.hydroxocobalamin.dietary"), cites=("PGD", "BNF", "SPEC our judgement")),
    Entry("M32", source_says="signs of response count from the first dose (of which treatment, is not said)",
          could_mean=("the first dose ever", "the first dose of the present treatment"),
          read_as="after a lapse, or with a second loading course, the response counts from the dose that started again. What "
                  "came earlier is from before treatment",
          why="years without a dose are no failure of treatment",
          decides=("recall",), cites=("FACTS 6", "SPEC our judgement")),
    Entry("M33", source_says="a loading course, then maintenance (nothing on a list that gives only the last injection of each "
                             "patient)",
          could_mean=("the first dose of a loading course, since interrupted", "a maintenance dose",
                      "a maintenance dose where the list says how often it is repeated"),
          read_as="a maintenance dose where the list says how often it is repeated. An interval of three weeks or more, stated "
                  "or up to the planned day of the next dose, is in force, and the course is read as maintenance, marked *no "
                  "loading course in the record*. In a table of doses this holds for the last dose that says how treatment goes "
                  "on; a patient's only dose in the table is then maintenance. If the interval and a planned day are more than "
                  "a week apart, the earlier counts and both are reported. The exception is a day within 42 days of the last "
                  "dose, which is the day planned for the dose before. Without an interval, the dose may be the first of "
                  "loading: with a single dose on record, in a table or in health records, list and answer ask first whether a "
                  "loading course was given, and if none was, the course is broken. If a written interval is not understood, or "
                  "is longer than any plan prints (12/12 for 12/52, a next day in another year), the list asks first how often "
                  "the injection is repeated. An interval longer than that of the usual plan counts and is reported, unless "
                  "diet is the cause",
          why="whoever keeps such a list has written down what is agreed. Where nothing is agreed, a loading course may be "
              "broken. But a hundred patients with years of injections must not be told that theirs is",
          decides=("recall",), cites=("SPEC our judgement",)),
    Entry("M34", source_says="never inject with a cobalamin allergy; never stop when the cause is irreversible (nothing on a "
                             "patient with both)",
          could_mean=("the list only counts days", "injections are offered again", "what speaks against a dose overrules the list"),
          read_as="what speaks against a dose overrules the list. With a recorded allergy to a cobalamin or cobalt, or with "
                  "injections stopped for a reaction in an irreversible cause, nobody is invited, no visit is planned, and a "
                  "specialist decides. With Leber's disease and a product other than hydroxocobalamin, given or only ordered, "
                  "the product is to be changed. The following are reported beside the dose that is due: an INR above range, "
                  "bleeding risk, an infected site, pregnancy, an unsettled allergy and a neurological red flag",
          why="a nurse works from the list, and most who use it see no other answer",
          decides=("recall",), cites=("SPEC 7", "SmPC", "SPEC our judgement")),
    Entry("M35", source_says=f"{NO_RULE} (an order that states a whole regimen in figures)",
          could_mean=("an order is not a plan", "the regimen in the order is the recorded plan",
                      "only the part of it that is known counts"),
          read_as="the regimen in the order is the recorded plan if it is the latest order in force and every part of it "
                  "(doses, intervals, number, route) is read and matches a printed regimen. It does not count where nerves are "
                  "involved and it is not the regimen for nerves, nor if it is the dietary regimen and there is another cause. "
                  "An order stated in part, in words, as needed or by days of the week states no regimen",
          why="what was signed is what is agreed. Half a schedule is another schedule, and an older order must not lengthen the "
              "interval for nerves that were found since",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M36", source_says="a recall list for patients on injections (nothing on a patient who has none but has a cause on "
                             "record)",
          could_mean=("everybody with a cause is listed", "nobody without a dose", "only patients whose cause never passes"),
          read_as="without a dose, an order or a stop, only an irreversible cause puts a patient on the list, to begin "
                  "injections or to record when they began. A cause that can pass, or no cause, puts nobody on the list",
          why="a practice's records hold hundreds of patients on metformin. A list that tells them all to stop hides those who "
              "are due",
          decides=("recall",), cites=("SPEC 6", "SPEC our judgement")),
    Entry("M37", source_says="same day for a neurological red flag; potassium at 24 to 48 hours (nothing on the list's next "
                             "step)",
          could_mean=("named among the reasons", "named in the next step"),
          read_as="named in the next step. Before a dose that is due, it asks for a doctor today if a red flag is new or "
                  "getting worse, and it names the test of the first weeks whose day has come",
          why="whoever works through a list reads the next step, and these come before the dose",
          decides=("recall",), cites=("FDA", "FACTS 4", "SPEC our judgement")),
    Entry("M38", source_says="under 16 and in hereditary disorders a specialist decides (which plan the list then uses is not "
                             "said)",
          could_mean=("no days at all", "the usual plan", "the usual plan, with a warning that it may not be theirs"),
          read_as="the usual plan, with a warning. The row says that product, dose and interval are the specialist's, and the "
                  "next step says to follow that plan or to ask for it",
          why="a child who is forgotten is worse off than one whose interval is asked about",
          decides=("recall",), cites=("SPEC 4", "NICE scope", "SPEC our judgement")),
    Entry("M39", source_says=f"{NO_RULE} (an order for injections that was stopped, in a record without an entry of a stop)",
          could_mean=("an old order and nothing more", "a stop on the day of the order", "a stop on a day that was not recorded"),
          read_as="a stop on a day that was not recorded. An order that is *stopped* is a stop with the reason given. One that "
                  "is *completed*, *cancelled* or *on-hold* is a stop only if the reason is one of M14 or a B12 level (on hold "
                  "for a reaction stays a hold: R138). The stop lies between the order and the last change of the entry (of "
                  "several versions, the first of the latest that say so). It also lies after the doses in between, unless "
                  "there is another order under which they may have been given: then the stop is asked about and the course "
                  "goes on. Beside an order in force there is no stop, but its reason is reported until a later dose is "
                  "recorded. So is a stop without a reason if its day is known and later than that order. A reaction is settled "
                  "before the next dose (R117), in list, answer and card. Of several stops, one for a B12 level is reported, "
                  "otherwise the latest. The answer reports the stop too, and says never to stop where the cause is "
                  "irreversible",
          why="R4 gives the end of an order no day, and stopping injections because of a level is a known harm",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M40", source_says=f"{NO_RULE} (an order in force that states how often the injection is repeated, but no regimen)",
          could_mean=("the plan counts all the same", "the order's interval counts", "it counts up to the upper end of the plan's"),
          read_as="it counts up to the upper end of the plan's. An interval of three weeks or more that is shorter than the "
                  "plan's, or lies within its printed range (three months of two to three), is that of the course, from the "
                  "first of the latest orders that state the same. A longer one lengthens no plan. The interval stands "
                  "in figures; if the only dosage has none, in its words, which may hold no "
                  "other interval and may not mention a review or a test",
          why="a patient whose order says every four weeks would be called too early each time, and one whose order says every "
              "three months would be due a month before every dose; most practices send the interval in words alone. An old "
              "order for every three months must not keep a patient waiting whose nerves need two",
          decides=("recall",), cites=("SPEC 6.1", "SPEC our judgement")),
    Entry("M41", source_says="loading goes on until there is no further improvement (nothing where no such end was recorded)",
          could_mean=("still loading, and broken off", "maintenance from the first gap on", "maintenance from two gaps on"),
          read_as="maintenance from two gaps on. Two doses in a row, each as far from the one before as a maintenance dose, "
                  "with no decision since the first, are read as maintenance, with the question whether improvement had "
                  "stopped. One such gap alone has broken the course",
          why="health records hold no such note. A patient with an injection every two months for years, or on maintenance when "
              "a neurological sign was first recorded, would be called for good to decide about loading",
          decides=("recall",), cites=("SPEC 6.1", "BNF", "SPEC our judgement")),
    Entry("M42", source_says="groups of a recall list: due, overdue, stopped, no review, ... (a patient who is treated in time "
                             "and gets no better is not named)",
          could_mean=("only mentioned beside another reason to be listed", "a reason to be listed"),
          read_as="it is a reason to be listed, whatever the cause. It covers symptoms that are new, worse or not sufficiently "
                  "better, or blood that does not respond, reported or taken in the last twelve months; neurological signs "
                  "recorded as getting worse; and, in health records, a neurological sign first recorded from the twelfth week "
                  "of treatment on, until an interval or another course is recorded for it. While loading goes on, or was "
                  "broken off, it is completed and no interval is shortened. If only the blood fails to respond and low iron or "
                  "folate is on record, that is treated first. These patients come after doses that are due now or late, and "
                  "before those due soon. Next to them come patients with nerve signs in words, or not confirmed, of the "
                  "last twelve months, or in words in a list's columns on nerves or causes. Until something is reported or "
                  "decided, the next step asks about the signs first, and no dose waits for that",
          why="a patient whose cause asks for nothing else was on no list, and the others stood among patients who are well",
          decides=("recall",), cites=("SPEC 6", "FACTS 6", "SPEC our judgement")),
    Entry("M43", source_says=f"{NO_RULE} (a reaction named beside another reason: declined after anaphylaxis)",
          could_mean=("the reason it is sorted by (M23), and no reaction", "a reaction, and no other reason", "both"),
          read_as="both. The stop or the refusal has the reason it is sorted by, and the reaction is still settled before the "
                  "next dose (R117, R138). This does not hold where the words deny the reaction (no rash) or only fear it",
          why="a patient who refuses because of what the last dose did would have been offered the next. Fear is not an allergy",
          decides=("recall",), cites=("SPEC 7", "M23", "R117", "SPEC our judgement")),
    Entry("M44", source_says=f"{NO_RULE} (a list with a column of statuses, or of the day a patient left or was stopped)",
          could_mean=("not read: everybody is called", "whoever is not active is off the list", "only what is certain counts"),
          read_as="only what is certain counts. A death and a move end the recall. In a list with one row per patient, "
                  "*stopped* is a stop after the last injection, on its day if one is given; *on hold* and *declined* are asked "
                  "about before the next dose. In a table of entries these words may concern one order, and are reported. Every "
                  "other word (left, inactive) takes nobody off the list and is reported. If the rows of one patient differ, "
                  "only a death counts, and beside *active* it is asked about before anybody is called. For a health record "
                  "that is no longer in use or was replaced by another, this is asked about before a dose",
          why="nobody may call the family of a patient who has died, and a word with two meanings must not end a treatment",
          decides=("recall",), cites=("M14", "M33", "R101", "R133", "SPEC our judgement")),
    Entry("M45", source_says=f"{NO_RULE} (an interval that is a range: every 10 to 12 weeks)",
          could_mean=("not understood", "the longer end", "the shorter end", "both ends, as a plan has them"),
          read_as="the shorter end, and this is reported. A day planned for the next dose within the range is the interval. "
                  "Words with two meanings (bimonthly, biannual) are not read",
          why="nobody waits longer than anybody agreed to, and a late patient is reported two weeks after the shorter end",
          decides=("recall",), cites=("M33", "SPEC our judgement")),
    Entry("M46", source_says=f"{NO_RULE} (a cause in words that are not recognised, without a code, or not confirmed)",
          could_mean=("no cause", "that cause", "a cause that may be any"),
          read_as="a cause that may be any. Beside it, no cause is called reversible, no plan is dietary, and no stop is valid "
                  "because the cause was dealt with, unless this one can be dealt with too. A patient who has doses, or was "
                  "stopped, stays on the list, which names the cause as not settled and asks about it. It ends nothing and puts "
                  "nobody without a dose on the list (M36). In a table, a year beside a cause is ignored, and a question mark "
                  "makes the cause suspected",
          why="beside metformin, a stomach operation written in other words was ignored, and the list said: treat the cause, "
              "then stop or space out",
          decides=("recall",), cites=("M16", "M18", "M20", "R79", "SPEC our judgement")),
    Entry("M47", source_says="a dose after a lapse restarts maintenance unless loading is recorded again; with nerves involved "
                             "1 mg on alternate days (nothing on nerve signs first recorded after the lapse)",
          could_mean=("maintenance restarts all the same", "somebody is asked whether to load again",
                      "they are a recorded reason to load again"),
          read_as="in health records they are a recorded reason to load again. If a neurological sign is present now and was "
                  "first recorded on a day on which treatment had lapsed, it begins a loading course on that day, by the plan "
                  "for nerves, and list and answer say so; not while tablets are taken instead. If a sign was on record "
                  "earlier, one dose restarts maintenance. Until a decision or the outcome is recorded, for a year at most, "
                  "list and answer then ask a clinician whether to load again. A patient whose treatment has lapsed is invited "
                  "with the same question",
          why="two months to the next dose would be maintenance for an illness that was never loaded, and the doses on "
              "alternate days were called too early. One dose too many does no harm",
          decides=("recall",), cites=("M9", "M12", "R69", "SPEC our judgement")),
    Entry("M48", source_says=f"{NO_RULE} (rows under one identifier with two dates of birth or two names; a title or a total "
                             "between the rows of a list)",
          could_mean=("one patient, with the last row counting", "two patients", "one patient, with a question"),
          read_as="one patient, with a question. If the rows have two dates of birth or two given names, the patient is on the "
                  "list, and the first question is whose rows they are. If no date of birth is given, the same holds if the "
                  "names share no word or, in a list with one row per patient, if a name serves as the identifier. Another "
                  "spelling is the same person. A row with only words in place of the patient, or a total, is nobody and is "
                  "reported. Below a second header with other columns nothing is read",
          why="a dose given to one patient hid that the other was overdue, a title became a patient nobody could find, and the "
              "day of the next dose on a second sheet was read as that of the last",
          decides=("recall",), cites=("M33", "SPEC our judgement")),
)  # fmt: skip
