"""How hazards are read where the specification is silent: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R97", source_says="potassium before the first dose in severe anaemia, replaced if low; no figure, and nothing about "
                             "one that is low without severe anaemia",
          could_mean=("measure it in severe anaemia, and leave what is low to the laboratory", "warn below a figure, in everybody"),
          read_as="the first: no figure is printed",
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
          read_as="the second: the answer stays as it is and asks; no plan and no draft is cyanocobalamin, nor B12 that is not "
                  "named, and a card asks before one is given; hydroxocobalamin is right either way",
          why="sight lost is not given back, and the other product does the same for B12",
          decides=("safety:leber",), cites=("FDA", "SmPC", "SPEC our judgement")),
    Entry("R99", source_says="prompt for severe deficiency once it is confirmed; nothing about a failing marrow before",
          could_mean=("routine until a test confirms", "prompt where the blood or a cause points to B12"),
          read_as="the second: moderate anaemia or worse, or pancytopenia, is prompt beside a megaloblastic film or marrow or a "
                  "known irreversible cause, unless deficiency is unlikely or B12 is injected already; the route stays open",
          why="an assay may read falsely normal in a third to a half of sera with the antibody, and a failing marrow must not "
              "wait among the routine tests for the methylmalonic acid that confirms",
          decides=("pressing_blood", "urgency_prompt"), cites=("CBLA", "BSH key recommendation 4", "SPEC our judgement")),
    Entry("R109", source_says="no cobalamin with an allergy to it; never stop injections for an irreversible cause",
          could_mean=("give none", "do not stop", "the next dose waits and the treatment does not end"),
          read_as="the third: both are blocks, and beside the allergy the second says that this ends nothing for good and that a "
                  "specialist is to be seen before the next dose is due",
          why="two blocks that contradict each other leave the reader to choose one",
          decides=("safety:never_stop",), cites=("SmPC", "NICE 1.5", "SPEC our judgement")),
)  # fmt: skip
