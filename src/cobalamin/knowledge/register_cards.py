"""How the demands on the cards at the bedside are read where they are silent or vague: entries R. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS: tuple[Entry, ...] = (
    Entry("R88", source_says="folic acid alone with unexcluded deficiency; silent when there is nothing to say",
          could_mean=("a level above the band excludes nothing until every question was asked",
                      "a level above the band excludes it unless something recorded speaks against the level"),
          read_as="a card takes deficiency as excluded where a B12 level lies above the band, nothing recorded raises suspicion "
                  "and nothing recorded makes the level misleading, as a hereditary disorder of B12 does and, of an injection, a "
                  "medicine that may be B12 and cannot be read, or nerves or large cells while a metabolite can still tell; the "
                  "strict answer stays undetermined. An injection drafted where absorption is impaired is prevention (R20), and "
                  "nothing is said against it. Of an order of B12 or folic acid a card says so instead of falling silent where the "
                  "results, diagnoses, procedures or allergies that could speak against it were not read",
          why="a card that says *measure B12* beside a normal level teaches doctors to pass over the next one; what was not read "
              "is unknown, and silence would pass for a check",
          decides=("cards",), cites=("SPEC 2", "NICE 1.3 Table 1")),
    Entry("R89", source_says="injection drafted where the product is wrong (cyanide kit)",
          could_mean=("always a mistake to be taken back", "a mistake where B12 is wanted, and perhaps meant elsewhere"),
          read_as="critical, with its removal recommended, where deficiency is suspected or an indication is met; else a warning "
                  "that says what the product is, and nothing is recommended",
          why="the kit is the right treatment of cyanide poisoning, and there is no time for a card to be argued with",
          decides=("cards",), cites=("FACTS 7",)),
    Entry("R90", source_says="oral B12 drafted where injection is indicated (nothing about patients on injections or children)",
          could_mean=("only untreated adults", "everyone in whom an indication is met"),
          read_as="everyone in whom an indication is met, or injections are certain whichever way the open facts turn out, a "
                  "child with *a specialist decides*; B12 without a route too, asked about; on injections only where the cause is "
                  "irreversible, as a reminder not to stop them, or, where they were stopped, to offer them again, with the "
                  "least dose by mouth (R119). So tablets that are taken silence no opened record where an indication is met or "
                  "an allergy recorded, whoever decides; and an order that ends injections for an irreversible cause is warned "
                  "of, unless another injection stands in its place",
          why="tablets beside injections do no harm, tablets in their place do",
          decides=("cards",), cites=("SPEC 4", "SPEC 7", "NICE 1.5")),
    Entry("R91", source_says="metformin or nitrous-oxide patient with neurological signs and no B12 test",
          could_mean=("any B12 test is enough", "after nitrous oxide a metabolite is the test"),
          read_as="after nitrous oxide a level alone, drafted or measured, is not enough, unless deficiency is confirmed, and a "
                  "metabolite is; before nitrous oxide is given, a level is",
          why="nitrous oxide spares the level and spoils the function",
          decides=("cards",), cites=("NICE 1.3.3", "RCEM")),
    Entry("R92", source_says="a card for the user who opened the record, who may be the patient or a relative",
          could_mean=("the same card for everybody", "cards for professionals only"),
          read_as="cards for professionals only: a Patient or RelatedPerson as user sees none",
          why="a card names a diagnosis and drafts a prescription; what a patient reads claims neither",
          decides=("cards",), cites=("SPEC 8",)),
    Entry("R93", source_says="oral B12 drafted where injection is indicated (nothing about mixtures)",
          could_mean=("the product is taken back like any tablet", "it stays and the injections are added"),
          read_as="a product that names another substance (iron, folic acid, other vitamins, gabapentin) is never taken back in "
                  "favour of injections or tablets; only with an allergy or Leber's disease is its removal offered",
          why="to take back iron or a medicine for pain with the vitamin would be harm that nobody asked for",
          decides=("cards",), cites=("SPEC 7",)),
    Entry("R94", source_says="folic acid alone with unexcluded deficiency (nothing about prevention in pregnancy)",
          could_mean=("a stop at every antenatal booking", "no stop where nothing points to deficiency", "a stop above a dose"),
          read_as="the second: in a recorded pregnancy in which nothing recorded points to deficiency, whatever the dose (no "
                  "reason to suspect it, no anaemia, no macrocytosis, no neurological finding, no low folate), the answer "
                  "informs instead of stopping, and there is no card; anything of these brings the stop back",
          why="every pregnancy has it prescribed, no figure for a preventive dose is in our sources, to stop it would harm, and a "
              "stop on each would teach doctors to pass over the one that matters",
          decides=("cards", "prevention_in_pregnancy", "safety:folic_acid_alone", "safety:folic_acid_in_pregnancy"),
          cites=("SPEC 7", "FACTS 7")),
    Entry("R95", source_says="bloods before the first injection, which never waits for them",
          could_mean=("the tests are another card", "they are drafted with the injections"),
          read_as="where no level counts, the button that drafts the injections drafts a level too (after nitrous oxide "
                  "homocysteine as well), and the answer names them before the first dose; the injections stay undelayed",
          why="after the first dose a level says nothing, and two buttons would be one forgotten",
          decides=("cards", "follow_up:level_first", "follow_up:metabolite_first"), cites=("SPEC 4", "SPEC 6", "NICE 1.3.3")),
    Entry("R96", source_says="tests and injections to order (nothing about what is ordered already)",
          could_mean=("an order in the record changes nothing", "what is ordered is not offered again, however old the order",
                      "what is ordered is not offered again for as long as it can be on its way"),
          read_as="an active or drafted request of the patient, by code or by name, is not offered again for 28 days, unless a "
                  "result of its day or later is recorded; the card stays and says since when. A signed order of injections "
                  "stands until it is ended, like a prescription. Without a day, or older, it is offered again and the card says "
                  "so. Only signed orders count beside the drafts of a call. It is no fact: no rule reads it",
          why="an order is neither a result nor a dose, so it may never silence a card; a test taken twice costs a sample, a "
              "test that everybody believes to be under way costs the patient. The 28 days are ours",
          decides=("cards",), cites=("SPEC 4",)),
    Entry("R112", source_says="silent when there is nothing to say: no card about a patient on injections unless urgent",
          could_mean=("an allergy is told when an injection is ordered", "an allergy is told when the record is opened too"),
          read_as="the second: a recorded allergy to a cobalamin or cobalt of a patient on injections is a card, a warning at "
                  "the least, until one of the two is settled",
          why="most injections are given on an order that was signed before the allergy was known, and no order is written then",
          decides=("cards",), cites=("SPEC 7", "SPEC our judgement")),
    Entry("R113", source_says="nitrous oxide inactivates B12: stop it (of an order of it, only with neurological signs)",
          could_mean=("a card on every order of it", "a card where deficiency is confirmed and not treated", "none"),
          read_as="the second: nitrous oxide ordered for a patient whose B12 deficiency is confirmed, and who has no B12 on record "
                  "or among the drafts, is warned of and B12 is offered; suspicion alone is silent",
          why="the gas is a cause of neurological harm in those who lack B12; a card on each order would be passed over",
          decides=("cards",), cites=("RCEM", "FACTS 3", "SPEC our judgement")),
    Entry("R114", source_says="1 mg three times a week for 2 weeks; on alternate days until no further improvement; 1000 ug a day",
          could_mean=("a drafted order holds words only", "it holds words and figures", "figures with an end for every part"),
          read_as="the second: each part in words and as FHIR repeats it, a printed range as a range, a number of doses where "
                  "one is printed or follows from the print; where the end is a judgement no figure bounds it and the words say "
                  "so; what is printed for a day is drafted as one dose a day",
          why="a system that plans doses reads figures only, and an end that nobody printed would end a loading course",
          decides=("cards",), cites=("SPEC 5", "BNF", "SPEC our judgement")),
    Entry("R115", source_says="warnings about route, technique, potassium and product (of an order that is signed, nothing)",
          could_mean=("they stand in the answer alone", "those that concern the act are a card for its order", "all of them are"),
          read_as="the second: of an order of B12 to inject a card tells an INR above range, bleeding risk, an infected site, "
                  "severe anaemia before the first doses (potassium, fluid) and, where it is all there is as information, "
                  "pregnancy or infancy; of one under the skin not what speaks against the muscle. It offers nothing and takes "
                  "nothing back. What is only suspected, and aluminium, iron, folate and the rest, stay in the answer",
          why="who signs an order sees the cards and not the answer; what does not change how the dose is given would bury what "
              "does",
          decides=("cards",), cites=("SPEC 7", "SPS-IM", "FDA", "SPEC our judgement")),
    Entry("R116", source_says="plans, doses, routes and who decides (of an order that does otherwise, nothing)",
          could_mean=("only the wrong product is a card", "whatever differs from the plan is", "what may harm or leaves too little "
                      "is"),
          read_as="the third, of an order of B12 to inject: a specialist decides and nobody is on injections yet (information); a "
                  "dose larger than any ampoule; cyanocobalamin alone into a vein; an interval stated in figures at which each "
                  "dose of the plan would be overdue; a loading course for a patient on injections (information: a second one "
                  "needs a recorded reason). A shorter interval, two products, a repeat and a dose for later are silent",
          why="too much and too seldom do harm that nobody sees in the order; a card on every difference would be passed over",
          decides=("cards",), cites=("SPEC 5", "SPEC 6.1", "FDA", "PGD", "SPEC our judgement")),
    Entry("R117", source_says="an allergy blocks the injection; a reaction is a valid reason to stop (of a new order after one, "
                              "nothing)",
          could_mean=("no allergy, so nothing", "an allergy", "a doubt that is asked about before B12 is given"),
          read_as="the third, as an allergy that nobody confirmed: a card asks before it is given and none drafts it, the "
                  "answer and its plan say that no dose is given before, the list calls nobody to one, and the block against a "
                  "stop leaves the next dose to a specialist, until an allergy is recorded, or recorded as absent; also where "
                  "an order is in force again, which the opened record then warns of. Doses given since are told, and settle "
                  "nothing however many, nor does the age of the reaction; one whose day is to come, and may be mistyped, stands "
                  "in the way too",
          why="most reactions are no allergy and one may be anaphylaxis; whoever orders anew may not know of it",
          decides=("cards",), cites=("SPEC 7", "SPEC 6.1", "SPEC our judgement")),
    Entry("R122", source_says="never stop when the cause is irreversible; no card about a patient on injections unless urgent "
                              "(of one whose injections were stopped, nothing)",
          could_mean=("the answer says it, where it is asked for", "a card says it when the record is opened"),
          read_as="the second, a warning, whatever the reason of the stop and whatever the level: where no order is in force and "
                  "no dose can lie after the stop, and no other card is there; after a reaction a specialist decides, else they "
                  "are offered again",
          why="injections that were stopped for a normal level leave a record in which everything looks normal",
          decides=("cards",), cites=("SPEC 7", "SPEC 6.1", "NICE 1.5", "SPEC our judgement")),
    Entry("R142", source_says="tests and injections to order (of whoever refused a dose, or whose injections were stopped, "
                              "nothing)",
          could_mean=("the injections are drafted all the same", "drafted, and the button says so", "no button orders them before "
                      "somebody asked"),
          read_as="the third, while an order is on hold (R133), a dose or a supply was not given (R136), or injections were "
                  "stopped by the patient's choice, for no recorded reason or for one nobody can sort (M23): no card drafts "
                  "them or puts them in the place of tablets, the line says what to ask first, the blood that a first dose "
                  "would spoil is offered, and to whoever may have declined the least dose by mouth, not recommended (R119). "
                  "After a stop for another reason the button says that they were stopped. Of an order of an injection after "
                  "the patient's choice a card says so, and holds nothing back",
          why="one click ordered what the patient had refused, and took the tablets back; whoever has asked writes the order in a "
              "minute",
          decides=("cards",), cites=("SPEC 4", "SPEC 6.1", "R119", "R136", "SPEC our judgement")),
    Entry("R126", source_says="no card about a patient on injections unless urgent (of one whose next dose is overdue, nothing)",
          could_mean=("the recall list says it", "a card says it when the record is opened"),
          read_as="the second, where no other card is there, injections go on or the route is not settled, and the dose is late "
                  "on every day it can be counted from: a warning with an irreversible cause or with nerves involved, else "
                  "information; it drafts nothing, for the order that stands is to be given. Where none is late, a sign of the "
                  "nerves first recorded on injections, or symptoms told as worse, are a warning, until something is decided (M42)",
          why="who opens the record can give the dose; the list may be of another practice",
          decides=("cards",), cites=("SPEC 6.1", "M11", "SPEC our judgement")),
    Entry("R144", source_says="a card for a picture of deficiency (of a cause for life, or a macrocytic anaemia, that nobody "
                              "tested, nothing)",
          could_mean=("silent until a level is measured", "a card that asks for the level, for every cause and every symptom",
                      "a card for a cause for life, for what the blood shows, and for a sign and a risk together"),
          read_as="the third, where no other card is there, the results were read, and neither a level, a metabolite nor B12 "
                  "is on record: an irreversible cause, or in grown people macrocytosis with anaemia that no low folate explains, "
                  "or a film or marrow that is megaloblastic, or a symptom or sign together with impaired absorption or a strict "
                  "low-B12 diet. It is information, says why and offers the level. With a hereditary "
                  "disorder of B12 no level silences it. What may pass (coeliac disease, a weight-loss operation) or a symptom "
                  "alone opens no card, nor does a medicine with a symptom but for the card of R91",
          why="the recall list asks about whoever has an irreversible cause (M36), and who opens the record read nothing; a card "
              "for every risk would be read by nobody",
          decides=("cards",), cites=("SPEC 2", "NICE 1.2.5", "R20", "R62", "M36", "SPEC our judgement")),
)  # fmt: skip
