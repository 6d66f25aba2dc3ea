"""The source attributes of the decision support: who made it, of what, and which traits of a person it uses.

The thirteen that the United States ask of evidence-based decision support (45 CFR 170.315(b)(11), in the wording we have seen
reproduced; a site has to check it). Which rules use a trait is read off the rules; here stand the traits and the facts of each.
"""

from __future__ import annotations

from dataclasses import dataclass

DEVELOPER = "The Cobalamin authors"
"""Who turned the guidelines into rules; also the publisher of the FHIR resources."""


@dataclass(frozen=True)
class Attribute:
    """One attribute: what is said of it, and the facts by which the rules use it, if they do."""

    name: str
    says: str
    facts: tuple[str, ...] = ()


_NOT_READ = "Not used. No reader looks at it, and a test changes it and finds the same answer."

ATTRIBUTES: tuple[Attribute, ...] = (
    Attribute("Bibliographic citation",
              "Every rule and figure cites its source, and every source is listed above with how much of it was seen."),
    Attribute("Developer", f"{DEVELOPER}. No clinician has signed it off."),
    Attribute("Funding of the technical implementation", "None is recorded."),
    Attribute("Release and revision dates",
              "Those of the program are in CHANGELOG.md, that of each source is in the list above. Every answer names the version "
              "of the rules, a hash of their text."),
    Attribute("Race", _NOT_READ),
    Attribute("Ethnicity", _NOT_READ),
    Attribute("Language", f"{_NOT_READ} The reader of a page chooses its language."),
    Attribute("Sexual orientation", _NOT_READ),
    Attribute("Gender identity", f"{_NOT_READ} In FHIR, Patient.gender is read as the sex on record."),
    Attribute("Sex", "Used for the limits of haemoglobin, and because only women are asked about pregnancy.", ("female",)),
    Attribute("Date of birth", "Used as an age.", ("age",)),
    Attribute("Social determinants of health", "Used only where they show in what somebody eats or drinks.",
              ("low_b12_diet", "undernutrition", "alcohol_excess")),
    Attribute("Health status assessments", "Used where recorded as a finding; no score of a questionnaire is read.",
              ("pregnant", "breastfeeding", "marked_functional_impairment", "exercise_intolerance", "poor_adherence",
               "needs_supervised_treatment", "memory_or_concentration_problem", "confusion", "depression")),
)  # fmt: skip
