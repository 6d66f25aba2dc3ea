"""How the demands on the cards at the bedside are read where they are silent or vague: entries R. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS: tuple[Entry, ...] = (
    Entry("R88", source_says="folic acid alone with unexcluded deficiency; silent when there is nothing to say",
          could_mean=("a level above the band excludes nothing until every question was asked",
                      "a level above the band excludes it unless something recorded speaks against the level"),
          read_as="a card takes deficiency as excluded if a B12 level is above the band, nothing recorded raises suspicion and "
                  "nothing recorded makes the level misleading. A hereditary disorder of B12 makes it misleading; for an "
                  "injection, so does a medicine that may be B12 and cannot be read, or nerve signs or large cells while a "
                  "metabolite can still tell. The strict answer stays undetermined. An injection drafted where absorption is "
                  "impaired is prevention (R20), and nothing is said against it. If the results, diagnoses, procedures or "
                  "allergies that could speak against an order of B12 or folic acid were not read, a card says so instead of "
                  "staying silent",
          why="a card that says *measure B12* beside a normal level teaches doctors to ignore the next one. What was not read "
              "is unknown, and silence would look like a check",
          decides=("cards",), cites=("SPEC 2", "NICE 1.3 Table 1")),
    Entry("R89", source_says="injection drafted where the product is wrong (cyanide kit)",
          could_mean=("always a mistake to be taken back", "a mistake where B12 is wanted, and perhaps meant elsewhere"),
          read_as="critical, with the advice to remove it, where deficiency is suspected or an indication is met. Otherwise a "
                  "warning that says what the product is, and nothing is recommended. If only the amount makes it the antidote, "
                  "the unit may be mistaken, and the card says so",
          why="the kit is the right treatment for cyanide poisoning, and there is no time to argue with a card",
          decides=("cards",), cites=("FACTS 7",)),
    Entry("R90", source_says="oral B12 drafted where injection is indicated (nothing about patients on injections or children)",
          could_mean=("only untreated adults", "everyone in whom an indication is met"),
          read_as="everyone in whom an indication is met, or in whom injections are certain whatever the open facts turn out to "
                  "be; a child with *a specialist decides*. B12 without a route is included, and asked about. For patients on "
                  "injections, only if the cause is irreversible: as a reminder not to stop them or, if they were stopped, to "
                  "offer them again, with the lowest oral dose (R119). If what is not confirmed is to be asked about first "
                  "(R79), such as a cause in words, the card asks that. So tablets that are taken keep no opened record silent "
                  "where an indication is met or an allergy is recorded, whoever decides. An order that ends injections for an "
                  "irreversible cause, or puts them on hold, is warned about, unless another injection takes its place. An order "
                  "on hold treats nobody",
          why="tablets beside injections do no harm, tablets instead of injections do",
          decides=("cards",), cites=("SPEC 4", "SPEC 7", "NICE 1.5")),
    Entry("R91", source_says="metformin or nitrous-oxide patient with neurological signs and no B12 test",
          could_mean=("any B12 test is enough", "after nitrous oxide a metabolite is the test"),
          read_as="after nitrous oxide a level alone, drafted or measured, is not enough unless deficiency is confirmed; a "
                  "metabolite is enough. Before nitrous oxide is given, a level is enough",
          why="nitrous oxide leaves the level intact and blocks the function",
          decides=("cards",), cites=("NICE 1.3.3", "RCEM")),
    Entry("R92", source_says="a card for the user who opened the record, who may be the patient or a relative",
          could_mean=("the same card for everybody", "cards for professionals only"),
          read_as="cards are for professionals only. A Patient or RelatedPerson as user sees none",
          why="a card names a diagnosis and drafts a prescription. What a patient reads should do neither",
          decides=("cards",), cites=("SPEC 8",)),
    Entry("R93", source_says="oral B12 drafted where injection is indicated (nothing about mixtures)",
          could_mean=("the product is removed like any tablet", "it stays and the injections are added"),
          read_as="a product that names another substance (iron, folic acid, other vitamins, gabapentin) is never removed in "
                  "favour of injections or tablets. Its removal is offered only with an allergy or Leber's disease. "
                  "Folic acid with iron or another substance in it is not removed either",
          why="to remove iron or a pain medicine along with the vitamin would be harm that nobody asked for",
          decides=("cards",), cites=("SPEC 7",)),
    Entry("R94", source_says="folic acid alone with unexcluded deficiency (nothing about prevention in pregnancy)",
          could_mean=("a stop at every antenatal booking", "no stop where nothing points to deficiency", "a stop above a dose"),
          read_as="no stop where nothing points to deficiency. In a recorded pregnancy in which nothing recorded points to "
                  "deficiency (no reason to suspect it, no anaemia, no macrocytosis, no neurological finding, no low folate), "
                  "whatever the dose, the answer informs instead of stopping, and there is no card. Any of these brings the "
                  "stop back. The card then asks to settle or treat the deficiency at the same time, and offers no removal",
          why="folic acid is prescribed in every pregnancy, our sources give no figure for a preventive dose, and stopping it "
              "would harm. A stop on each would teach doctors to ignore the one that matters",
          decides=("cards", "prevention_in_pregnancy", "safety:folic_acid_alone", "safety:folic_acid_in_pregnancy"),
          cites=("SPEC 7", "FACTS 7")),
    Entry("R95", source_says="bloods before the first injection, which never waits for them",
          could_mean=("the tests are another card", "they are drafted with the injections"),
          read_as="if no level counts, the button that drafts the injections also drafts a level (after nitrous oxide, "
                  "homocysteine as well), and the answer names the tests before the first dose. The injections are not delayed",
          why="after the first dose a level says nothing, and of two buttons one would be forgotten",
          decides=("cards", "follow_up:level_first", "follow_up:metabolite_first"), cites=("SPEC 4", "SPEC 6", "NICE 1.3.3")),
    Entry("R96", source_says="tests and injections to order (nothing about what is already ordered)",
          could_mean=("an order in the record changes nothing", "what is ordered is not offered again, however old the order",
                      "what is ordered is not offered again for as long as it can be on its way"),
          read_as="an active or drafted request of the patient, by code or by name, is not offered again for 28 days, unless a "
                  "result of its day or later is recorded. The card stays and says since when. A signed order of injections "
                  "stands until it is ended, like a prescription. A request without a day, or an older one, is offered again, "
                  "and the card says so. Beside the drafts of a call, only signed orders count. A request is not a fact: no "
                  "rule reads it",
          why="an order is neither a result nor a dose, so it may never silence a card. A test taken twice costs a sample; a "
              "test that everybody believes to be under way costs the patient. The 28 days are our own",
          decides=("cards",), cites=("SPEC 4",)),
    Entry("R112", source_says="silent when there is nothing to say: no card about a patient on injections unless urgent",
          could_mean=("an allergy is shown when an injection is ordered", "an allergy is shown when the record is opened too"),
          read_as="an allergy is shown when the record is opened too. A recorded allergy to a cobalamin or cobalt in a patient "
                  "on injections is a card, at least a warning, until one of the two is settled",
          why="most injections are given on an order signed before the allergy was known, so no new order is written",
          decides=("cards",), cites=("SPEC 7", "SPEC our judgement")),
    Entry("R113", source_says="nitrous oxide inactivates B12: stop it (an order of it is mentioned only with neurological signs)",
          could_mean=("a card on every order of it", "a card where deficiency is confirmed and not treated", "none"),
          read_as="a card where deficiency is confirmed and not treated. If nitrous oxide is ordered for a patient whose B12 "
                  "deficiency is confirmed, and who has no B12 on record or among the drafts, the card warns and offers B12. "
                  "If the level is borderline, the card is information and offers the test that would settle it. Any other "
                  "suspicion gives no card. An order counts by its code, its words or a note about the anaesthetic (R166)",
          why="the gas causes neurological harm in patients who lack B12, and harm after an anaesthetic is known where the level "
              "was borderline. A card on every order would be ignored",
          decides=("cards",), cites=("RCEM", "FACTS 3", "SPEC our judgement")),
    Entry("R114", source_says="1 mg three times a week for 2 weeks; on alternate days until no further improvement; 1000 ug a day",
          could_mean=("a drafted order holds words only", "it holds words and figures", "figures with an end for every part"),
          read_as="the draft holds words and figures. Each part is given in words and as FHIR repeats it: a printed range as a "
                  "range, and a number of doses where one is printed or follows from the print. Where the end is a matter of "
                  "judgement, no figure bounds it and the words say so. What is printed for a day is drafted as one dose a day",
          why="a system that plans doses reads figures only, and an end that nobody printed would end a loading course",
          decides=("cards",), cites=("SPEC 5", "BNF", "SPEC our judgement")),
    Entry("R115", source_says="warnings about route, technique, potassium and product (nothing on an order that is signed)",
          could_mean=("they stand in the answer alone", "those that concern giving the dose are a card for its order",
                      "all of them are"),
          read_as="those that concern giving the dose are a card. When B12 to inject is ordered, the card reports an INR above "
                  "range, bleeding risk, an infected site, severe anaemia before the first doses and during loading "
                  "(potassium, fluid) and, as information if there is nothing else, pregnancy or infancy. A recorded "
                  "allergy to benzyl alcohol, which some ampoules contain, is a warning too: it is no allergy to cobalamin. For "
                  "an order under the skin it leaves "
                  "out what speaks against the muscle. It offers nothing and removes nothing. What is only suspected, and "
                  "aluminium, iron, folate and the rest, stay in the answer",
          why="whoever signs an order sees the cards and not the answer. What does not change how the dose is given would hide "
              "what does",
          decides=("cards",), cites=("SPEC 7", "SPS-IM", "FDA", "SPEC our judgement")),
    Entry("R116", source_says="plans, doses, routes and who decides (nothing on an order that differs)",
          could_mean=("only the wrong product is a card", "whatever differs from the plan is",
                      "what may harm or gives too little is"),
          read_as="what may harm or gives too little is a card. For an order of B12 to inject: a specialist decides and the "
                  "patient is not on injections yet (information); a dose larger than any ampoule, or too small to count (M6; "
                  "not for a child), but not that of a mixture; cyanocobalamin alone into a vein; an interval at which each "
                  "dose would be overdue by the plan, or by the plan of the ordered product where that is another (M20); a "
                  "loading course for a patient on injections (information: a second one needs a recorded reason). A shorter "
                  "interval, two products, a repeat and a dose for later give no card",
          why="too much and too seldom do harm that nobody sees in the order. A card on every difference would be ignored",
          decides=("cards",), cites=("SPEC 5", "SPEC 6.1", "FDA", "PGD", "SPEC our judgement")),
    Entry("R117", source_says="an allergy blocks the injection; a reaction is a valid reason to stop (nothing on a new order "
                              "after one)",
          could_mean=("not an allergy, so nothing", "an allergy", "a doubt that is asked about before B12 is given"),
          read_as="a doubt that is asked about before B12 is given, like an allergy that nobody confirmed. A card asks before "
                  "it is given and no card drafts it. The answer and its plan say that no dose is given before, the list calls "
                  "nobody to one, and the block against stopping leaves the next dose to a specialist. This lasts until an "
                  "allergy is recorded, or recorded as absent. It also holds if an order is in force again; opening the record "
                  "then shows a warning. Doses given since are reported and settle nothing, however many; nor does the age of "
                  "the reaction. A reaction dated in the future, which may be mistyped, also blocks the dose",
          why="most reactions are no allergy, and one may be anaphylaxis. Whoever orders anew may not know of it",
          decides=("cards",), cites=("SPEC 7", "SPEC 6.1", "SPEC our judgement")),
    Entry("R122", source_says="never stop when the cause is irreversible; no card about a patient on injections unless urgent "
                              "(nothing on a patient whose injections were stopped)",
          could_mean=("the answer says it, where it is asked for", "a card says it when the record is opened"),
          read_as="a card says it when the record is opened. It is a warning, whatever the reason of the stop and whatever the "
                  "level, if no order is in force, no dose can lie after the stop and there is no other card. After a reaction "
                  "a specialist decides; otherwise the injections are offered again. If deficiency or a lasting cause is "
                  "recorded, also in words, and a B12 level was the reason, a card asks for the cause: information, or a "
                  "warning with nerve signs, and none on B12 by mouth. Where injections are to begin beside a total B12 above "
                  "its range (R15), "
                  "the card asks whether they are given already",
          why="injections stopped because of a normal level leave a record in which everything looks normal",
          decides=("cards",), cites=("SPEC 7", "SPEC 6.1", "NICE 1.5", "SPEC our judgement")),
    Entry("R142", source_says="tests and injections to order (nothing on a patient who refused a dose, or whose injections were "
                              "stopped)",
          could_mean=("the injections are drafted all the same", "drafted, and the button says so", "no button orders them before "
                      "somebody asked"),
          read_as="no button orders them before somebody asked. While an order is on hold (R133), a dose or a supply was not "
                  "given (R136), or injections were stopped by the patient's choice, for no recorded reason or for one that "
                  "cannot be sorted (M23), no card drafts them or puts them in the place of tablets, and the line says what to "
                  "ask first. The blood test that a first dose would spoil is offered. A patient who may have declined is "
                  "offered the lowest oral dose, which is not recommended (R119). After a stop for another reason, the button "
                  "says that they were stopped. If an injection is ordered after the patient's choice, a card says so and holds "
                  "nothing back",
          why="one click ordered what the patient had refused, and removed the tablets. Whoever has asked can write the order "
              "in a minute",
          decides=("cards",), cites=("SPEC 4", "SPEC 6.1", "R119", "R136", "SPEC our judgement")),
    Entry("R126", source_says="no card about a patient on injections unless urgent (nothing on one whose next dose is overdue)",
          could_mean=("the recall list says it", "a card says it when the record is opened"),
          read_as="a card says it when the record is opened, if there is no other card, injections go on or the route is not "
                  "settled, and the dose is late on every day from which it can be counted. It is a warning with an "
                  "irreversible cause or with nerves involved, otherwise information. It drafts nothing, because the dose is "
                  "given on the order in force. If no dose is late, a neurological sign first recorded on injections, or "
                  "symptoms reported as worse, is a warning until something is decided (M42). So is a sign in words or not "
                  "confirmed, also beside B12 by mouth",
          why="whoever opens the record can give the dose; the list may belong to another practice",
          decides=("cards",), cites=("SPEC 6.1", "M11", "SPEC our judgement")),
    Entry("R144", source_says="a card for a picture of deficiency (nothing on a lifelong cause, or a macrocytic anaemia, that "
                              "was not tested)",
          could_mean=("silent until a level is measured", "a card that asks for the level, for every cause and every symptom",
                      "a card for a lifelong cause, for what the blood shows, and for a sign and a risk together"),
          read_as="a card if there is no other card, the results were read, and no level, no metabolite and no B12 is on record, "
                  "in these cases: an irreversible cause; in adults, macrocytosis with anaemia that no low folate explains, or a "
                  "megaloblastic film or marrow; a symptom or sign together with impaired absorption or a strict low-B12 diet; "
                  "a pregnancy or breastfeeding together with such a diet; "
                  "and in a small child anaemia, a symptom or an unconfirmed sign together with a diet or a mother that lacks "
                  "B12. A cause or a diet in words, or not confirmed, counts too: it is named as that (R79). So does pernicious "
                  "anaemia or its antibody beside a level above the band, without B12. It is information, says why and "
                  "offers the level. With a hereditary disorder of B12 no "
                  "level silences it. What may pass (coeliac disease, a weight-loss operation) or a symptom alone opens no card; "
                  "nor does a medicine with a symptom, apart from metformin beside a sign of the nerves in words (MHRA) and the "
                  "card of R91",
          why="the recall list asks about every patient with an irreversible cause (M36), and whoever opened the record saw "
              "nothing. A card for every risk would be read by nobody",
          decides=("cards",), cites=("SPEC 2", "NICE 1.2.5", "MHRA", "R20", "R62", "M36", "SPEC our judgement")),
    Entry("R168", source_says="injections are indicated (nothing on words of the record that the patient declines them)",
          could_mean=("no dose was refused, so nothing", "asked about before somebody orders them"),
          read_as="asked about before somebody orders them. If an entry says in words that an injection of B12 was declined, or "
                  "that the patient fears the needle, the first line of an answer that may give B12 says to ask first. No button "
                  "orders injections; the lowest oral dose is offered and not recommended (R119, R142). Whoever signs an "
                  "injection is told, as information. A denial, a relative and a diagnosis that does not hold do not count",
          why="the card ordered with one click what the patient had declined: practice systems record that as an entry of its "
              "own and not as a dose that was not given",
          decides=("cards", "route"), cites=("R119", "R142", "SPEC our judgement")),
    Entry("R169", source_says="a raised metabolite with a clinical picture (nothing on a picture that stands in words)",
          could_mean=("no picture, so no card", "a card that asks"),
          read_as="a card that asks. A raised methylmalonic acid or homocysteine that neither the kidneys nor a low folate "
                  "explains opens a card beside nerve signs that are not confirmed, and in a small child. So does a hereditary "
                  "disorder of B12 in words. No card then says that a level counts against deficiency",
          why="a cord disease in words with homocysteine of 85, and an infant with a disorder in words, opened without a word "
              "because the level was normal",
          decides=("cards",), cites=("SPEC 4", "R8", "R79", "R145", "SPEC our judgement")),
    Entry("R165", source_says="nothing on a patient who takes B12 by mouth and in whom something says that it may not do",
          could_mean=("treated, so no card", "a card that asks"),
          read_as="a card that asks. When the record is opened, a picture of deficiency in a patient on B12 by mouth opens a card "
                  "if something that is not confirmed would change the answer (R79), such as a total gastrectomy in words. So "
                  "does a borderline level with impaired absorption and no metabolite: the card names the dose for malabsorption "
                  "or injections. It is at least a warning where deficiency is confirmed, and drafts tests alone. Without tablets "
                  "the line of the card names what is not confirmed too",
          why="tablets of 50 micrograms kept the record of a patient without a stomach silent",
          decides=("cards",), cites=("R79", "R90", "NICE-sps", "SPEC our judgement")),
    Entry("R151", source_says="a sample for antibodies taken after an injection is unusable for 14 days (nothing on ordering "
                              "one)",
          could_mean=("the result is left out when it comes", "the order says from which day on it can be drawn"),
          read_as="the order says from which day on it can be drawn. An order of intrinsic factor antibodies within 14 days after "
                  "a B12 injection gets a card with that day, as information. Nothing is removed: the sample may be planned for "
                  "later",
          why="an injection can make the antibody falsely positive, and a positive one is read as a cause for life",
          decides=("cards",), cites=("R32", "MAYO", "LEEDS")),
    Entry("R152", source_says="nothing on a patient with an order for injections, no dose on record, and a low level",
          could_mean=("on injections, so no card", "not on injections, so a card that orders them",
                      "a question whether they are given"),
          read_as="a question whether they are given. When the record is opened, a card asks it if injections are ordered or said "
                  "to be given, no dose is on record, and a level drawn more than 28 days after that (our own figure, as in R96) "
                  "is below the limit. It is a warning, and it orders nothing. A dispensed supply is not a dose. Where somebody "
                  "has to be seen today, that is the card",
          why="no level is low on injections that are given. An order from years ago hid a deficiency with signs of the nerves",
          decides=("cards",), cites=("SPEC 6.1", "R32", "R96", "SPEC our judgement")),
    Entry("R172", source_says="nothing on a low level of more than a year ago after which nobody tested or treated",
          could_mean=("too old to count, so no card", "a card that asks for a test", "a deficiency as it stands"),
          read_as="a card that asks for a test when the record is opened, as information, if there is no other card. It names the "
                  "day of the level, however long ago that is: its cause may last, and one test ends the line. It is not shown "
                  "once a level or a metabolite was measured later or is ordered, once B12 was ordered, given or said to be "
                  "taken, or in palliative care",
          why="a low result that nobody followed up stood in the record, and nothing told of it",
          decides=("cards",), cites=("R73", "R79", "SPEC our judgement")),
)  # fmt: skip
