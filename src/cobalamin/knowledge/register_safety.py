"""How hazards are read where the specification is silent: entries R of the register. Not signed off by a clinician."""

from __future__ import annotations

from cobalamin.knowledge.entry import Entry

READINGS = (
    Entry("R97", source_says="potassium before the first dose in severe anaemia, replaced if low; no figure, and nothing about "
                             "one that is low without severe anaemia",
          could_mean=("measure it, and say nothing of the result", "a low one is a hazard in severe anaemia only",
                      "a low one is a hazard before any dose"),
          read_as="a potassium below 3.5 mmol/L is a warning in every patient",
          why="it falls further as the marrow recovers, and deaths are reported; the figure is the common limit of "
              "laboratories, seen in none of our sources",
          decides=("safety:potassium_low", "potassium.low"), cites=("FDA", "FACTS 7", "SPEC our judgement")),
    Entry("R98", source_says="an allergy to a cobalamin or to cobalt blocks the injection; nothing about tablets",
          could_mean=("tablets are allowed", "no cobalamin at all before a specialist has seen the patient"),
          read_as="the second: the route stays that of the ladder, and the block names both ways of giving it",
          why="a tablet holds the same substance",
          decides=("safety:allergy",), cites=("SmPC", "FACTS 7", "SPEC our judgement")),
)  # fmt: skip
