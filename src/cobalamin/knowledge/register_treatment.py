"""What is given, and what follows on it: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R12", source_says="monitoring matters, with the relevant laboratory tests",
          could_mean=("repeat the B12 level", "follow blood count and symptoms"),
          read_as="blood count, metabolites and symptoms; never a serum B12 level on injections",
          why="the level says nothing about whether the injections work",
          decides=("safety:never_stop", "follow_up:no_serum_b12"), verified="primary", cites=("S38", "S42", "BNSSG", "NHG")),
    Entry("R68", source_says="correct first, then maintain (the article names no product, dose or interval)",
          could_mean=("no plan", "one country's plan", "every country's plan"),
          read_as="hydroxocobalamin as printed in the UK; the American rows are shown beside it and never merged. The "
                  "neurological plan applies with any neurological finding. The dietary plan applies only where no "
                  "malabsorption and no other cause is known or in doubt (as in M20, M46). By mouth, 50 to 150 ug for diet "
                  "alone, otherwise 1 to 2 mg. The Dutch profile has its own 1 mg, whose product was not seen and is read as "
                  "cyanocobalamin",
          why="a route without a dose is no help. Which finding selects which row is our reading of the rows' headings",
          decides=("regimen:uk.hydroxocobalamin", "regimen:uk.hydroxocobalamin.neurological",
                   "regimen:uk.hydroxocobalamin.dietary", "regimen:oral.high_dose", "regimen:oral.dietary",
                   "regimen:oral.malabsorption", "regimen:oral.nhg"),
          cites=("S37", "BNF", "SmPC", "FACTS 5a")),
    Entry("R69", source_says="with neurological involvement maintenance every 2 months (BNF, one brand), every 2 to 3 "
                             "(another brand)",
          could_mean=("2 months", "2 to 3 months", "what the brand in the cupboard says"),
          read_as="2 months. Loading on alternate days is dated for three weeks; then somebody asks whether improvement has "
                  "stopped",
          why="with the shorter interval nobody receives too little. The brand is seldom recorded",
          decides=("regimen:uk.hydroxocobalamin.neurological",), cites=("BNF", "SmPC", "FACTS 5a")),
    Entry("R70", source_says="courses printed as ranges: 6 to 7 days, 2 to 3 weeks, 4 to 8 weeks, every 2 to 3 months",
          could_mean=("the lower end", "the upper end", "the middle"),
          read_as="a course is dated with the fewest doses in every range, and so with the widest spacing: four doses on "
                  "alternate days fill a week, four doses every four days fill two weeks, and three a week are never four in "
                  "seven days. Maintenance is due from the lower end and overdue after the upper end",
          why="more doses are the clinician's decision, and the sources print a window",
          decides=("regimen:us.cyanocobalamin.label", "regimen:us.cyanocobalamin.practice", "regimen:uk.hydroxocobalamin"),
          cites=("FDA", "NEJM13", "BNF", "SPEC 6.1")),
    Entry("R71", source_says="signs of response: times from several sources that differ by days",
          could_mean=("the earliest", "the latest", "a window over all"),
          read_as="reticulocytes from day 5 to 10 (the label counts them daily from day 5 to 7). Metabolites are lower at four "
                  "weeks. Nerves improve over 6 to 12 weeks and up to 12 months",
          why="a window that is too narrow calls a slow response a failure",
          decides=("follow_up:reticulocytes", "follow_up:metabolites_fall", "follow_up:nerves_late",
                   "safety:metabolite_on_injections"),
          cites=("FDA", "FACTS 6")),
    Entry("R72", source_says="tablets help although the cause is irreversible (the follow-up table says continue)",
          could_mean=("continue tablets", "change to injections", "continue, and confirm the route"),
          read_as="B12 is never ended. Somebody confirms that tablets are intended",
          why="some guidelines allow it, the base article does not. Ending treatment would harm",
          decides=("follow_up:oral_improved_irreversible",), cites=("NICE-sps", "NICE 1.5", "SPEC our judgement")),
    Entry("R110", source_says="metabolites fall within days to weeks of treatment; nothing about one that is raised on injections",
          could_mean=("functional deficiency as before treatment", "treatment that does not work", "both, and somebody checks"),
          read_as="the indication stands. If the metabolite stays raised, the answer says what to check: kidneys, folate, and "
                  "whether the doses were given",
          why="the date of the sample is not compared with a first dose here, and silence would hide a treatment that fails",
          decides=("safety:metabolite_on_injections",), cites=("FACTS 6", "R71")),
    Entry("R111", source_says="no routine serum B12 on injections; the order of tests begins with total or active B12",
          could_mean=("never ask for a level on injections", "ask for it first, as for everyone", "ask for it last, and say why"),
          read_as="on injections, total and active B12 come after every other test, and their line says that they tell little",
          why="a low level would still count as severe deficiency, and a card warns about the order when it is signed",
          decides=("next_tests",), cites=("BNSSG", "NHG", "R12", "R32")),
    Entry("R125", source_says="injections go on; maintenance is due from the lower end of its interval (nothing on a patient "
                              "whose doses are on record)",
          could_mean=("an answer gives no day to a patient on treatment", "it says what the recall list says about the same doses"),
          read_as="the answer says what the recall list says about the same doses. It shows the last dose, the next dose and "
                  "its days, and the list's next step. Its first line says when the next dose is due or since when it is "
                  "overdue. A broken loading course is to be decided. No day is given beside an unsettled allergy. No first day "
                  "is given if that allergy, a reaction, a hold, a dose not given, a death or an INR above its range must be "
                  "settled first; nor if no dose is on record as given; nor for one dose alone until it is late either way. "
                  "That dose may be the first of loading or the latest of many years, and what comes next is given for both "
                  "(M33). A test of the first months whose time is over is not mentioned. Beside a dose of a later day, the "
                  "urgency, which a lasting cause alone may give (R10), is described as that of what is new or worse",
          why="now, or when it is due, is not an answer if the record holds the day",
          decides=("route",), cites=("SPEC 6.1", "R40", "M11")),
    Entry("R128", source_says="a list of medicines, or what a patient says, names injections (nothing on which of these is a "
                              "dose)",
          could_mean=("each mention is a dose on its day", "only what was given in a clinic is one", "a report of one day is"),
          read_as="a report of one day is a dose. A completed statement of one day is a reported dose, and counts as treatment "
                  "like a dose given. Every other statement says that injections are given, at the latest since its day, and "
                  "moves no date: a dose well after it is not one of loading (M21), and if no dose is on record the list asks "
                  "for the last. The same holds for an injection that an entry of what was observed or done mentions only in "
                  "words. A diagnosis that says so (\"pernicious anaemia, on B12 injections\") is asked about and is no entry of "
                  "the list: without a dose or an order it opens a card. Words that decline, plan or ask do not count",
          why="a list that was reviewed in May made an overdue dose due in July, and the year in which injections began was "
              "read as a loading course broken off",
          decides=("records",), cites=("SPEC 6.1", "M4", "M5", "SPEC our judgement")),
    Entry("R131", source_says="an order alone is not given (nothing on injections that are only planned or proposed)",
          could_mean=("an order", "nothing", "a question: are they to be given?"),
          read_as="a question. A patient who has no dose, and an active request that is a plan, a proposal or an option, is on "
                  "the list with the question whether injections are to be ordered. The request is no order and no dose, and it "
                  "moves no date. Once a dose is on record the list does not ask about it, except after a stop, whatever its "
                  "reason. If the request is on hold, list and answer say so, with the reason as it was sent. The answer "
                  "reports a plan as not confirmed, and a proposal as saying nothing about use; its reason is not a diagnosis",
          why="a plan that nobody turned into an order is how a patient is lost. A call to a dose that nobody ordered is no "
              "better",
          decides=("records",), cites=("SPEC 6.1", "R80", "SPEC our judgement")),
    Entry("R132", source_says="a request that is marked as reported: somebody mentioned it, and it is not to be acted upon "
                              "(nothing on injections)",
          could_mean=("an order like any other", "nothing", "a statement that injections are given, here or elsewhere"),
          read_as="a statement that injections are given, here or elsewhere. If no dose is on record it leads to the question "
                  "when the last was given. It calls nobody to the dose it orders, and it says since when injections are given "
                  "(M21). The dose and interval that it states count as those of an order do. A reported plan is read in the "
                  "same way, and is not confirmed",
          why="US servers send in this way what patients take and what others ordered. A practice that gives the dose again "
              "gives it twice, and one that drops it loses the patient",
          decides=("records",), cites=("SPEC 6.1", "R80", "R128", "SPEC our judgement")),
    Entry("R133", source_says="orders in force and orders that were stopped (nothing on an order that is on hold)",
          could_mean=("an order like any other", "a stop", "an order that calls nobody before somebody asked why, and until when"),
          read_as="an order that calls nobody before somebody asked, unless the reason is one that ends injections (M39). The "
                  "reason is reported as it was sent, the first line gives no day of a next dose, and the list, the calendar "
                  "and the cards ask first. A course stands as its doses say, and nobody leaves the list. The hold lies between "
                  "the order and the last change of the entry. A later injection of B12 (whatever amount is recorded), a later "
                  "order or a later decision to go on lifts it. So does another order in force that is not the older one; the "
                  "reason is then still reported until a dose was given under that order. What lies on an impossible day "
                  "settles nothing. After a stop or a change to tablets the list asks no more. In a table a hold is an event",
          why="calling a patient to a dose that a colleague held back may do harm. A hold that nobody asks about is how a "
              "course ends",
          decides=("records",), cites=("SPEC 6.1", "M39", "R80", "SPEC our judgement")),
    Entry("R136", source_says="a dose that was to be given and was not, and what was dispensed (nothing on calling the patient "
                              "to the next dose)",
          could_mean=("nothing", "a stop", "a question before the next dose"),
          read_as="a question before the next dose. An administration that was *not done* is shown in the list and in the "
                  "answer, with its reason as it was sent, until a dose is given on that day or later. All open ones are shown "
                  "in one sentence. It is not a dose and not a stop, and it moves no date. A patient who has no dose and no "
                  "order is on the list. The list, the calendar, the answer's first line and its plan first ask why the dose "
                  "was not given, whatever the route, and also if no dose, one dose alone or an order alone is on record. A "
                  "card for another injection asks this too, and holds nothing back. A supply that was *declined* or "
                  "*cancelled* is shown and asked about in the same way, until a dose or a supply of that day or later; if it "
                  "has no day, its day is that of the last change of the entry. In a table, a dose that was not given is an "
                  "event. If B12 was dispensed, even beside an order, the list asks whether and when the last dose was given, "
                  "and calls to a dose only if none was. What settles the question, and when nothing is asked, is as for a hold "
                  "(R133)",
          why="a patient who refused must not be called as if nothing had happened. A patient who collects ampoules may have "
              "had them all. A dose given twice and a patient who is lost are both worse than a question",
          decides=("records",), cites=("SPEC 6.1", "R107", "R133", "SPEC our judgement")),
    Entry("R137", source_says="a care plan that mentions B12 (nothing on a plan that nobody ordered)",
          could_mean=("nothing", "an order", "a question, as for a plan among the prescriptions (R131)"),
          read_as="a question, for a plan in force. That its title, description, category or an activity mentions B12 is "
                  "reported in the answer, and on the list among what was not used. If an injection of B12 is still to be done, "
                  "the list asks as in R131, until the period of the plan is over. For a plan that nobody closed, the list then "
                  "says that it mentioned B12, and asks nothing. The plan is no order and no dose, does not say that anything "
                  "is taken, and moves no date. It is read where it is sent; no EHR is asked for it",
          why="injections that stand only in a plan were lost without a word, and the words of a plan are too vague to give a "
              "dose by",
          decides=("records",), cites=("SPEC 6.1", "R131", "SPEC our judgement")),
    Entry("R138", source_says="a dose that was not given because of a reaction (nothing on the next dose)",
          could_mean=("a question, as for any other reason (R136)", "a stop for a reaction",
                      "a reaction to be settled before the next dose, but not a stop"),
          read_as="a reaction to be settled before the next dose, but not a stop. Like a reaction for which injections were "
                  "stopped (R117), it may have been an allergy. So no list, answer or card calls to a dose until an allergy is "
                  "recorded, or recorded as absent, whatever was given since. The course stands as its doses say, and the list "
                  "says to ask whoever knows, or to refer. The same holds for a supply that was refused because of a reaction, "
                  "and for an order or a table entry that is on hold because of one. The words for a reaction are those of a "
                  "stop (M23, M43). FHIR's own codes for an allergy and for a suspected intolerance mean the same, even without "
                  "words",
          why="what kept a nurse from giving one dose may keep another nurse from giving the next. Read as a stop, it would "
              "have closed the course of a patient whose cause can be dealt with",
          decides=("records",), cites=("SPEC 7", "R117", "R136", "SPEC our judgement")),
    Entry("R139", source_says="a dose that was not given, on an unrecorded date (nothing on the doses beside it)",
          could_mean=("later than every dose, for good", "older than any dose, so nothing", "a question about its day"),
          read_as="a question about its day, if a dose is on record. List, answer and first line report it with its reason and "
                  "ask for its day. It holds back no dose, unlike a stop without a day (R143). A dose on the day on which its "
                  "entry was last changed, or later, settles it. If no dose is on record, somebody first asks why it was not "
                  "given; if the reason is a reaction, this is settled first, whatever its day (R138). A supply is read in the "
                  "same way. A hold without a day, and a list's own statement that a patient declines (M44), are asked about "
                  "until the record says that they are over: they describe today, and are not events",
          why="if it is asked about before every dose for good, nobody reads it any more. If it is dropped, it is lost with its "
              "reason",
          decides=("records",), cites=("SPEC 6.1", "R133", "R136", "SPEC our judgement")),
    Entry("R140", source_says="a case file lists doses (nothing on one that was not given, a stop or a hold)",
          could_mean=("a dose, whatever is written beside it", "a note", "what a health record says in its own entries"),
          read_as="what a health record says in its own entries. A treatment entry may say that the dose was not given, that a "
                  "supply was not dispensed, or that injections were stopped or are on hold, and why. It is read as that of a "
                  "health record is (M39, R133, R136, R138, R139), and does not say that injections are given. A reason beside "
                  "a dose that was given is refused. A record that fills the page's form also fills in these entries; where "
                  "injections were stopped, only the doses say that they were given",
          why="the same patient was called to the next dose by the page that a bundle was dropped on, and to none by the bundle",
          decides=("records",), cites=("SPEC 6.1", "R136", "SPEC our judgement")),
    Entry("R141", source_says="an order stands by its status; nothing about until when its supply may be dispensed, or how long "
                              "that lasts (`dispenseRequest.validityPeriod`, `expectedSupplyDuration`)",
          could_mean=("an order whose validity is over has ended", "a supply that lasts 84 days is an interval", "neither"),
          read_as="neither. Both concern the pharmacy's supply and are not read. An order stands by its status and ends as its "
                  "dosage says, and an interval is what its dosage states (M35, M40)",
          why="a repeat prescription is renewed each year, and injections go on under it. A validity that is over would end a "
              "lifelong treatment, and six ampoules are six doses or one loading course",
          decides=("records",), cites=("SPEC 6.1", "M35", "M40", "SPEC our judgement")),
    Entry("R143", source_says="a stop ends a course, and a dose after it continues the course (nothing on a stop without a day, "
                              "or perhaps before the last dose)",
          could_mean=("before the doses: the course goes on", "after the doses: it is stopped",
                      "nobody knows: ask whether the stop holds"),
          read_as="ask whether the stop holds, if injections are on record and no order is in force. The first line of the "
                  "answer gives the stop and its reason before all else, and no day of a next dose. List, calendar, plan, "
                  "checklist, the card of a late dose and the card for another injection ask whether it holds before a dose. "
                  "The days stand as the doses say, and nobody leaves the list. A dose of a later day settles it. A stop "
                  "without a day is settled by a dose on the day on which its entry was last changed, or later",
          why="a stop concerns the whole course, unlike one dose that was refused (R139). A patient who had been stopped was "
              "called to the next dose as if nothing had happened",
          decides=("records",), cites=("SPEC 6.1", "M39", "R139", "SPEC our judgement")),
    Entry("R155", source_says="tablets that helped stop once their cause has been dealt with (nothing on a level that is normal "
                              "after an earlier one was low)",
          could_mean=("deficiency is over: look for another cause", "it is treated for life",
                      "no deficiency now, and a question about its cause"),
          read_as="no deficiency now, and a question about its cause. Where the answer would be no B12 treatment, and an earlier "
                  "level or metabolite of these twelve months showed deficiency, the first line says so. It says to ask what was "
                  "given since and whether the cause has been dealt with, and until it has to continue B12 by mouth or test "
                  "again. It does not where the cause is recorded as dealt with. The route does not change",
          why="a level that tablets lifted tells nothing about malabsorption. Whoever was told to look for another cause would "
              "have stopped the right treatment",
          decides=("route",), cites=("NICE-sps", "R20", "R73", "SPEC our judgement")),
    Entry("R156", source_says="injections for neurological signs; insufficient response to tablets: a higher dose or injections, "
                              "and reconsider the diagnosis (nothing on signs beside a normal methylmalonic acid on tablets)",
          could_mean=("the tablets are enough: no injections", "injections as for any nerve sign",
                      "injections, and another cause is looked for"),
          read_as="injections, and another cause is looked for. The deficiency that was shown before the tablets stands (R32), so "
                  "the second indication is met, and the first line adds that methylmalonic acid is normal on the tablets",
          why="nerves recover slowly, and what is lost by waiting does not come back, while an injection does no harm. A normal "
              "metabolite makes another cause likelier, and an answer that names B12 alone would hide it",
          decides=("route",), cites=("SPEC 6", "BNF", "R32", "SPEC our judgement")),
    Entry("R157", source_says="another named diagnosis may explain the picture: copper or vitamin E deficiency, diabetes and "
                              "others (nothing on which to look for, or on a copper deficiency that is recorded)",
          could_mean=("nothing is said", "a recorded copper deficiency withdraws the indication", "both are named"),
          read_as="both are named. Where nerve signs stand beside a B12 that speaks against deficiency, the first line names "
                  "diabetes, copper and vitamin E among the causes to look for. A recorded copper deficiency is named beside nerve "
                  "signs on every route. It withdraws no indication, unless somebody records that it explains the picture",
          why="copper deficiency damages the cord as B12 deficiency does, and both follow operations on the stomach. Our sources "
              "give no figure for copper, so no copper result is read",
          decides=("route",), cites=("SPEC 1", "R14", "SPEC our judgement")),
    Entry("R150", source_says="orders, stops and holds (nothing on an order not to give a medicine, FHIR's `doNotPerform`, or a "
                              "statement that it is not taken)",
          could_mean=("no order, so nothing", "a stop", "a question before the next dose"),
          read_as="a question before the next dose, for B12 to inject. An order in force not to give it is a hold from its day "
                  "on (R133), with the reason of the order. It is a stop if that reason ends a treatment (M39); a reaction is "
                  "read as in R138. A medicine that is *not taken* is a dose not given on the day of that statement (R136), "
                  "unless it may be a tablet. What is drafted, proposed, planned or over says nothing",
          why="a patient who was not to be given another dose, even because of an allergy, was called to it as if nothing had "
              "been written",
          decides=("records",), cites=("SPEC 6.1", "R133", "R136", "SPEC our judgement")),
    Entry("R163", source_says="nothing on a medicine that is recorded and may be B12, by a brand from abroad or without a route",
          could_mean=("told among what was not used", "asked in the first line too"),
          read_as="asked in the first line too, where no B12 that can be read is on record: what is given, and how. The answer "
                  "does not change, and nothing is presumed of it (R75)",
          why="as things stood, a patient with a Swedish injection on record was to have tablets like somebody never treated",
          decides=("route",), cites=("R79", "R88", "SPEC our judgement")),
    Entry("R166", source_says="nitrous oxide inactivates B12 (nothing on one that is planned)",
          could_mean=("nothing before it is given", "an exposure", "told before it is given"),
          read_as="told before it is given. If a request that is not completed orders nitrous oxide in words, or its note names it "
                  "for an anaesthetic, the first line says so where deficiency is suspected and no B12 is on record. It counts "
                  "until its day or, if none is given, for twelve months; after that, the answer asks whether it was given. It is "
                  "no exposure. Words that avoid it, or speak of its use as a drug, do not count",
          why="after the anaesthetic a level says nothing, and the harm is done. The twelve months are our own",
          decides=("route",), cites=("RCEM", "FACTS 3", "R113", "SPEC our judgement")),
    Entry("R161", source_says="ask about earlier injections before a first dose (nothing on an answer that gives none yet)",
          could_mean=("told only where injections are indicated", "told in every answer"),
          read_as="told in every answer. If injections are on record as given and are no longer current, the first line says when "
                  "the last one was, whichever route is open. If a stop is recorded, the first line tells the stop instead (M12)",
          why="a patient injected for years, whose doses lapsed without a stop, had a first line like that of somebody never "
              "treated",
          decides=("route",), cites=("M12", "R125", "SPEC our judgement")),
)  # fmt: skip
