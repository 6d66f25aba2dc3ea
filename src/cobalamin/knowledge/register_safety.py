"""How hazards are read where the specification is silent: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R97", source_says="potassium before the first dose in severe anaemia, replaced if low; no figure, and nothing about "
                             "one that is low without severe anaemia",
          could_mean=("measure it in severe anaemia, and leave what is low to the laboratory", "warn below a figure, in everybody"),
          read_as="the first: no figure is printed; where it is to be measured the one on record is shown with its day",
          why="none of our sources names one, and a figure without a source is none",
          decides=("safety:potassium",), cites=("FDA", "FACTS 7")),
    Entry("R98", source_says="an allergy to a cobalamin or to cobalt blocks the injection; nothing about tablets",
          could_mean=("tablets are allowed", "no cobalamin at all before a specialist has seen the patient"),
          read_as="the second: whoever is allergic and needs B12 by either route is answered with a specialist, and the block "
                  "names both ways of giving it. An allergy that nobody confirmed, or that stands in words alone, leaves the "
                  "answer as it is; a card asks before B12 is given, and drafts none",
          why="a tablet holds the same substance, and an answer that says tablets beside a block says two things",
          decides=("safety:allergy", "route_specialist"), cites=("SmPC", "FACTS 7", "SPEC our judgement")),
    Entry("R102", source_says="never cyanocobalamin with Leber's disease; nothing about one not confirmed, or in words",
          could_mean=("any product until it is confirmed", "no cyanocobalamin before it is settled"),
          read_as="the second: the answer stays as it is and asks; no plan and no draft is cyanocobalamin, nor unspecified "
                  "B12, and a card asks before one is given; hydroxocobalamin is right either way. Where B12 is given, or is "
                  "to be, the first line says so, settled or not; whoever opens the record of somebody on injections of the "
                  "wrong product, or of one that may be it, has a card. In a list, which has no column for it, it is read "
                  "where it stands for a cause",
          why="sight lost is not given back, and the other product does the same for B12",
          decides=("safety:leber",), cites=("FDA", "SmPC", "SPEC our judgement")),
    Entry("R99", source_says="prompt for severe deficiency once it is confirmed; nothing about a failing marrow before",
          could_mean=("routine until a test confirms", "prompt where the blood or a cause points to B12"),
          read_as="the second: moderate anaemia or worse, or pancytopenia, is prompt beside a total B12 below the deficient "
                  "figure (which in pregnancy confirms nothing alone), a megaloblastic film or marrow or a known irreversible "
                  "cause, unless deficiency is unlikely or B12 is injected already; the route stays open",
          why="an assay may read falsely normal in a third to a half of sera with the antibody, and a failing marrow must not "
              "wait among the routine tests for the methylmalonic acid that confirms",
          decides=("pressing_blood", "urgency_prompt"),
          cites=("CBLA", "BSH key recommendation 4", "CKS", "SPS-preg", "SPEC our judgement")),
    Entry("R109", source_says="no cobalamin with an allergy to it; never stop injections for an irreversible cause",
          could_mean=("give none", "do not stop", "the next dose waits and the treatment does not end"),
          read_as="the third: both are blocks, and beside the allergy the second says that this ends nothing for good and that a "
                  "specialist is to be seen before the next dose is due",
          why="two blocks that contradict each other leave the reader to choose one",
          decides=("safety:never_stop",), cites=("SmPC", "NICE 1.5", "SPEC our judgement")),
    Entry("R118", source_says="1 mg twice a year for a dietary cause; nothing about one whom a full dose by mouth did not help",
          could_mean=("a dietary cause all the same", "another cause beside the diet"),
          read_as="the second: the usual plan of 2 to 3 months, and the plan says to look for malabsorption or another diagnosis",
          why="at least 1 mg a day for 3 months makes up for any diet; what it does not mend, two injections a year do not either",
          decides=("regimen:uk.hydroxocobalamin.dietary",), cites=("BNF", "NICE-sps", "SPEC our judgement")),
    Entry("R147", source_says="1 mg twice a year for a dietary cause; nothing about pregnancy and breastfeeding",
          could_mean=("twice a year for them too", "the usual plan as long as a child lives on it"),
          read_as="the second: every 2 to 3 months in pregnancy and while breastfeeding, in the plan and on the list, also where "
                  "an order in force says twice a year",
          why="of a woman who is loaded in mid-pregnancy the next dose would come after the birth, the child has what the mother "
              "has, and product information prints 2 to 3 months for strict vegans too",
          decides=("regimen:uk.hydroxocobalamin.dietary",), cites=("BNF", "SmPC", "R61", "R68", "SPEC our judgement")),
    Entry("R119", source_says="injections are indicated (what is left to a patient who declines them is not said)",
          could_mean=("nothing is said", "tablets stand beside the injections as an equal", "tablets are told of as what is left"),
          read_as="the third: a plan of injections ends with the least dose by mouth in malabsorption, reviewed early, and with "
                  "what the guidelines that allow it prefer; not where tablets are no way either, nor with Leber's disease",
          why="who is afraid of the needle would else have nothing; AAFP and NHG treat by mouth, NICE prints the least dose",
          decides=("regimen:oral.malabsorption",), cites=("AAFP17", "NHG", "NICE-bmj", "SPEC 5")),
    Entry("R120", source_says="automated assays read falsely normal in a third to a half of sera with the antibody",
          could_mean=("no level counts beside the antibody", "a caution beside the level", "nothing where the level is high"),
          read_as="the second: the answer is not moved, and beside a positive antibody and a total B12 that is not low it says "
                  "which tests tell more, until a normal methylmalonic acid is on record or B12 is given",
          why="what is said to be prevented may be there already, and one test tells",
          decides=("safety:antibody_and_level",), cites=("CBLA", "FACTS 1e", "SPEC our judgement")),
    Entry("R121", source_says="an infant of a deficient mother who has symptoms is an emergency; of the mother's answer nothing",
          could_mean=("the answer is about the mother", "the answer reminds of the child"),
          read_as="the second: where B12 is needed and a child is breastfed it says to ask how the child feeds and develops, and "
                  "that one with symptoms is seen the same day",
          why="nobody else may have thought of the child, and delay costs development",
          decides=("safety:breastfed_child",), cites=("UTD", "FACTS 4", "SPEC our judgement")),
)  # fmt: skip
