"""What is given, and what follows on it: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R12", source_says="monitoring matters, with the relevant laboratory tests",
          could_mean=("repeat the B12 level", "follow blood count and symptoms"),
          read_as="blood count, metabolites and symptoms; never a serum B12 level on injections",
          why="the level says nothing about the effect of injections",
          decides=("safety:never_stop", "follow_up:no_serum_b12"), verified="primary", cites=("S38", "S42", "BNSSG", "NHG")),
    Entry("R68", source_says="correct first, then maintain (the article names no product, dose or interval)",
          could_mean=("no plan", "one country's plan", "every country's plan"),
          read_as="hydroxocobalamin as the UK prints it, the American rows shown beside it and never merged; the "
                  "neurological plan with any neurological finding; the dietary one only where no malabsorption and no other "
                  "cause is known or in doubt (as in M20, M46); by mouth 50 to 150 ug for a diet alone, else 1 to 2 mg; "
                  "the Dutch profile has its own 1 mg, whose product was not seen and is read as cyanocobalamin",
          why="a route without a dose is no help; which finding chooses which row is our reading of the rows' headings",
          decides=("regimen:uk.hydroxocobalamin", "regimen:uk.hydroxocobalamin.neurological",
                   "regimen:uk.hydroxocobalamin.dietary", "regimen:oral.high_dose", "regimen:oral.dietary",
                   "regimen:oral.malabsorption", "regimen:oral.nhg"),
          cites=("S37", "BNF", "SmPC", "FACTS 5a")),
    Entry("R69", source_says="with neurological involvement maintenance every 2 months (BNF, one brand), every 2 to 3 "
                             "(another brand)",
          could_mean=("2 months", "2 to 3 months", "what the brand in the cupboard says"),
          read_as="2 months; loading on alternate days is dated for three weeks, then somebody asks whether improvement "
                  "has stopped",
          why="the shorter interval leaves nobody short; the brand is seldom recorded",
          decides=("regimen:uk.hydroxocobalamin.neurological",), cites=("BNF", "SmPC", "FACTS 5a")),
    Entry("R70", source_says="courses printed as ranges: 6 to 7 days, 2 to 3 weeks, 4 to 8 weeks, every 2 to 3 months",
          could_mean=("the lower end", "the upper end", "the middle"),
          read_as="a course is dated with the fewest doses of every range and so with the wide end of their spacing: four on "
                  "alternate days fill a week, four every four days two weeks; three a week are never four in seven days; "
                  "maintenance is due from the lower end and overdue after the upper",
          why="more doses are the clinician's decision, and a window is what the sources print",
          decides=("regimen:us.cyanocobalamin.label", "regimen:us.cyanocobalamin.practice", "regimen:uk.hydroxocobalamin"),
          cites=("FDA", "NEJM13", "BNF", "SPEC 6.1")),
    Entry("R71", source_says="signs of response: times from several sources that differ by days",
          could_mean=("the earliest", "the latest", "a window over all"),
          read_as="reticulocytes from day 5 to 10 (the label counts them daily from day 5 to 7); metabolites lower at four "
                  "weeks; nerves over 6 to 12 weeks and up to 12 months",
          why="a window that is too narrow calls a slow responder a failure",
          decides=("follow_up:reticulocytes", "follow_up:metabolites_fall", "follow_up:nerves_late",
                   "safety:metabolite_on_injections"),
          cites=("FDA", "FACTS 6")),
    Entry("R72", source_says="tablets help although the cause is irreversible (the table of the follow-up says continue)",
          could_mean=("go on with tablets", "change to injections", "go on, and confirm the route"),
          read_as="B12 is never ended; somebody confirms that tablets are meant",
          why="some guidelines allow it, the base article does not; an end would harm",
          decides=("follow_up:oral_improved_irreversible",), cites=("NICE-sps", "NICE 1.5", "SPEC our judgement")),
    Entry("R110", source_says="metabolites fall within days to weeks of treatment; nothing about one that is raised on injections",
          could_mean=("functional deficiency as before treatment", "treatment that does not work", "both, and somebody looks"),
          read_as="the indication stands, and the answer says what to check where it stays raised: kidneys, folate, and whether "
                  "the doses were given",
          why="when it was drawn is compared with no first dose here, and a quiet answer would hide a treatment that fails",
          decides=("safety:metabolite_on_injections",), cites=("FACTS 6", "R71")),
    Entry("R111", source_says="no routine serum B12 on injections; the order of tests begins with total or active B12",
          could_mean=("never ask for a level on injections", "ask for it first, as for everyone", "ask for it last, and say why"),
          read_as="on injections total and active B12 come after every other test, and their line says that they tell little",
          why="a low level would still count as severe deficiency, and a card warns of the order when it is signed",
          decides=("next_tests",), cites=("BNSSG", "NHG", "R12", "R32")),
    Entry("R125", source_says="injections go on; maintenance is due from the lower end of its interval (of one patient whose doses "
                              "are on record, nothing)",
          could_mean=("an answer sets no day for whoever is treated", "it tells what the recall list tells of the same doses"),
          read_as="the second: the last dose, the next and its days, and the list's next step stand in the answer, and its first "
                  "line says when the next dose is due or since when it is overdue; a broken loading course is to be decided; "
                  "no day beside an allergy that is not settled, nor a first day where it, a reaction, a hold, a dose not given, "
                  "a death or an INR above its range is to be settled before, nor where no dose is on record as given, nor of one "
                  "dose alone before it is late either way: it may be the first of loading or the latest of many years, and what "
                  "comes next is told for both (M33); a test of the first months whose time is over is not told; beside a "
                  "dose of a later day the urgency, which a lasting cause alone may give (R10), is told as that of what is "
                  "new or worse",
          why="now, or when it is due, is no answer where the record holds the day",
          decides=("route",), cites=("SPEC 6.1", "R40", "M11")),
    Entry("R128", source_says="a list of medicines, or what a patient says, names injections (nothing on which of it is a dose)",
          could_mean=("each word of them is a dose on its day", "only what was given in a clinic is one", "a report of one day is"),
          read_as="the third: a completed statement of one day is a dose that was reported, and treatment as a dose given is; "
                  "every other says that injections are given, at the latest since its day, and moves no date: a dose well after "
                  "it is none of loading (M21), and where none is on record the list asks for the last. So does an injection that "
                  "an entry of what was observed or done says in words alone; words that decline, plan or ask are none",
          why="a list that was looked through in May made an overdue dose due in July, and the year in which injections began "
              "was a loading course broken off",
          decides=("records",), cites=("SPEC 6.1", "M4", "M5", "SPEC our judgement")),
    Entry("R131", source_says="an order alone is not given (of injections that are only planned or proposed, nothing)",
          could_mean=("an order", "nothing", "a question, whether they are to be given"),
          read_as="the third: whoever has no dose, and an active request that is a plan, a proposal or an option, stands on the "
                  "list with the question whether injections are to be ordered; it is no order and no dose, it moves no date, and "
                  "once a dose is on record it is no question of the list, but after a stop, whatever its reason. Of one that is "
                  "on hold list and answer tell so, with the reason as it was sent. The answer tells a plan as not confirmed, and "
                  "a proposal as what says nothing of taking; its reason is no diagnosis",
          why="a plan that nobody turned into an order is how a patient is lost, and a call to a dose nobody ordered is no better",
          decides=("records",), cites=("SPEC 6.1", "R80", "SPEC our judgement")),
    Entry("R132", source_says="a request that is marked as reported: told by somebody, and not to be acted upon (of injections, "
                              "nothing)",
          could_mean=("an order like another", "nothing", "a word that injections are given, here or elsewhere"),
          read_as="the third: it asks for the last dose where none is on record, calls nobody to the dose it orders, and says "
                  "since when injections are given (M21); what it states of dose and interval counts as that of an order does; "
                  "a plan that is reported is read so too, and is not confirmed",
          why="US servers send what patients take, and what others ordered, so: a practice that gives the dose again gives it "
              "twice, and one that drops it loses the patient",
          decides=("records",), cites=("SPEC 6.1", "R80", "R128", "SPEC our judgement")),
    Entry("R133", source_says="orders in force and orders that were stopped (of one that is on hold, nothing)",
          could_mean=("an order like another", "a stop", "an order that calls nobody before somebody asked why, and until when"),
          read_as="the third, where the reason is none that ends injections (M39): the reason is told as it was sent, no day of a "
                  "next dose stands in the first line, and the list, the calendar and the cards ask first; a course stands as its "
                  "doses say, and nobody leaves the list. It lies between the order and the last change of the entry; an "
                  "injection of B12, whatever is said of its amount, an order or a decision to go on of a later day takes them up "
                  "again, and so does another order in force that is not the older one, beside which the reason is told until a "
                  "dose was given by it; what lies on a day that cannot be settles nothing. After a stop or a change to tablets "
                  "the list asks no more. In a table it is an event",
          why="who calls to a dose that a colleague held back may do harm, and a hold that nobody asks about is how a course ends",
          decides=("records",), cites=("SPEC 6.1", "M39", "R80", "SPEC our judgement")),
    Entry("R136", source_says="a dose that was to be given and was not, and what was dispensed (of a call to the next, nothing)",
          could_mean=("nothing", "a stop", "a question before the next dose"),
          read_as="the third: an administration that was *not done* is told with its reason as it was sent, in list and "
                  "answer, until a dose of its day or a later one, all that are open in one sentence; it is no dose and no "
                  "stop, moves no date, and whoever has no dose and no order stands on the list; list, calendar, the answer's "
                  "first line and its plan ask first why it was not given, also where no dose, one dose alone or an order "
                  "alone is on record, and whatever the route; and so does a card for another injection, which holds nothing "
                  "back. A supply that was *declined* or *cancelled* is told and asked about alike, until a dose or a supply "
                  "of its day or later; where none is told its day is that of the last change of the entry. In a table a dose "
                  "that was not given is an event. Of what was dispensed, beside an order too, the list asks whether and "
                  "when the last was given, and calls to a dose only where none was. What settles it, and when nothing is "
                  "asked, as of a hold (R133)",
          why="who refused must not be called as if nothing had happened; who collects ampoules may have had them all, and a dose "
              "given twice or a patient who is lost are both worse than a question",
          decides=("records",), cites=("SPEC 6.1", "R107", "R133", "SPEC our judgement")),
    Entry("R137", source_says="a care plan that speaks of B12 (of a plan that nobody ordered, nothing)",
          could_mean=("nothing", "an order", "a question, as of a plan among the prescriptions (R131)"),
          read_as="the third, of a plan in force: that it speaks of B12, in its title, description, category or an activity, is "
                  "told in the answer, and on the list among what was not used; where what is still to be done is an "
                  "injection of B12 the list asks as R131 does, until its period is over: of one that nobody closed it is then "
                  "told that it spoke of B12, and nothing is asked. It is no order and no dose, says of nothing that it is taken, "
                  "and moves no date. It is read where it is sent; no EHR is asked for it",
          why="injections that stand in a plan alone were lost in silence, and the words of a plan are too loose to give a dose by",
          decides=("records",), cites=("SPEC 6.1", "R131", "SPEC our judgement")),
    Entry("R138", source_says="a dose that was not given, and a reaction as the reason (of the next dose, nothing)",
          could_mean=("a question as of any other reason (R136)", "a stop for a reaction", "a reaction that is settled before the "
                      "next dose, and no stop"),
          read_as="the third: as one for which injections were stopped (R117) it may have been an allergy, so no list, answer "
                  "or card calls to a dose before an allergy is recorded, or recorded as absent, whatever was given since; "
                  "the course stands as its doses say, and the list asks whoever knows, or refers. A supply that was refused "
                  "for one is read alike, and so is an order or a table's entry that is on hold for one. The words are those "
                  "of a stop (M23, M43), and FHIR's own codes of an allergy and of a suspected intolerance say the same of "
                  "either without words",
          why="what kept a nurse from giving one dose may keep another from the next; as a stop it would have closed the course of "
              "whoever has a cause that can be dealt with",
          decides=("records",), cites=("SPEC 7", "R117", "R136", "SPEC our judgement")),
    Entry("R139", source_says="a dose that was not given, on an unrecorded date (of the doses beside it, nothing)",
          could_mean=("the last of all, for good", "older than any dose, so nothing", "a question for its day"),
          read_as="the third, where a dose is on record: list, answer and its first line tell it with its reason and ask for "
                  "its day, and it stands in the way of no dose, unlike a stop without a day (R143); a dose of the day on which "
                  "its entry was last changed, or of a later one, settles it. Where none is on record somebody asks first why "
                  "it was not given, and one for a reaction is settled first whatever its day (R138). A supply is read alike. A "
                  "hold without a day, and a list's own word that somebody declines (M44), is asked about until the record says "
                  "that it is over: it is what stands today, and no event",
          why="asked about before every dose for good it is read by nobody any more, and dropped it is lost with its reason",
          decides=("records",), cites=("SPEC 6.1", "R133", "R136", "SPEC our judgement")),
    Entry("R140", source_says="a case file lists doses (of one that was not given, a stop or a hold, nothing)",
          could_mean=("a dose whatever is written beside it", "a note", "what a health record says in its own entries"),
          read_as="the third: an entry of treatment may say that the dose was not given, that a supply was not dispensed, or "
                  "that injections were stopped or are on hold, and why, and is read as that of a health record is (M39, "
                  "R133, R136, R138, R139); it is no word that injections are given. A reason beside a dose that was given "
                  "is refused. A record that fills the page's form fills it with these too; of what was stopped the doses "
                  "alone say that it was given",
          why="the same patient was called to the next dose by the page that a bundle was dropped on, and to none by the bundle",
          decides=("records",), cites=("SPEC 6.1", "R136", "SPEC our judgement")),
    Entry("R141", source_says="an order stands by its status; nothing about until when its supply may be dispensed, or how long "
                              "that lasts (`dispenseRequest.validityPeriod`, `expectedSupplyDuration`)",
          could_mean=("an order whose validity is over is ended", "a supply that lasts 84 days is an interval", "neither"),
          read_as="the third: both are of the pharmacy's supply, and not read; an order stands by its status and ends by what its "
                  "dosage says, and an interval is what its dosage states (M35, M40)",
          why="a repeat prescription is written anew each year and injections go on by it: a validity that is over would end a "
              "treatment for life, and six ampoules are six doses or one loading course",
          decides=("records",), cites=("SPEC 6.1", "M35", "M40", "SPEC our judgement")),
    Entry("R143", source_says="a stop ends a course, and a dose after it goes on with it (of a stop on no day that is told, or "
                              "perhaps before the last dose, nothing)",
          could_mean=("before the doses: it goes on", "after them: it is stopped", "nobody knows: it is asked whether it holds"),
          read_as="the third, where injections are on record and no order is in force: the first line of the answer tells the "
                  "stop and its reason before all else, and no day of a next dose; list, calendar, plan, checklist, the card of "
                  "a late dose and that for another injection ask whether it holds before a dose. The days stand as the doses "
                  "say, and nobody leaves the list. A dose of a later day settles it: of a stop without a day one of the day on "
                  "which its entry was last changed, or of a later one",
          why="a stop is of the whole course, other than one dose that was refused (R139): who was stopped was called to the next "
              "as if nothing had been",
          decides=("records",), cites=("SPEC 6.1", "M39", "R139", "SPEC our judgement")),
    Entry("R150", source_says="orders, stops and holds (of an order not to give a medicine, FHIR's `doNotPerform`, or a word that "
                              "it is not taken, nothing)",
          could_mean=("no order, so nothing", "a stop", "a question before the next dose"),
          read_as="the third, of B12 to inject: an order in force not to give it is a hold from its day on (R133), with the reason "
                  "of the order, and a stop where that reason ends a treatment (M39), a reaction as in R138; a medicine that is "
                  "*not taken* is a dose not given on the day on which that was said (R136), unless it may be a tablet. What is "
                  "drafted, proposed, planned or over says nothing",
          why="who was not to be given another dose, for an allergy too, was called to it as if nothing had been written",
          decides=("records",), cites=("SPEC 6.1", "R133", "R136", "SPEC our judgement")),
)  # fmt: skip
