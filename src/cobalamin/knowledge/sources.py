"""The documents every figure and sentence is borrowed from, and how much of each was seen.

Not signed off by a clinician. A citation is one string: a source's key and, after a space, the place ("NICE 1.3"). A
statement of the base article and an entry of the register are cited by their id alone ("S13", "R3", "M4", "G2").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

from cobalamin.language.nodes import RuleError, Verified


@dataclass(frozen=True)
class Source:
    """A document. `verified` says how we saw it: the document, somebody quoting it, or neither."""

    key: str
    title: str
    date: str
    address: str
    seen: str
    verified: Verified


_SOURCES = (
    Source("ARTICLE", "The base article on the uses of vitamin B12 injections, its statements numbered S1 to S93",
           "undated", "",
           "read in full in two versions; statement S49 is cut off in the copy; only our paraphrase is shipped",
           "primary"),
    Source("SPEC", "Our own judgement: the specification and its interpretation register, entries R and M", "2026", "",
           "written by us where no source decides; no clinician has signed it off", "unverified"),
    Source("FACTS", "Our collection of clinical facts, by section: a figure in common use that no single document owns",
           "2026", "",
           "laboratory pages, reviews and programs that agree; each is to be ticked off against its document",
           "secondary"),
    Source("NICE", "NICE guideline NG239: Vitamin B12 deficiency in over 16s, diagnosis and management", "2024-03-06",
           "https://www.nice.org.uk/guidance/ng239/chapter/Recommendations",
           "the document itself to recommendation 1.1.3; later recommendations only as others quote them", "secondary"),
    Source("NICE-lab", "North West London Pathology, active B12 and intrinsic factor antibody pages quoting NG239",
           "2024-11", "https://www.nwlpathology.nhs.uk/tests-database/vitamin-b12/", "the two laboratory pages",
           "secondary"),
    Source("NICE-bd", "BrisDoc practice protocol reproducing the diagnosis section of NG239", "undated",
           "https://radar-brisdoc.co.uk/knowledgebase/ckmp-b12-deficiency", "the protocol page, from its beginning",
           "secondary"),
    Source("NICE-bmj", "Summary of NG239 in the BMJ, 385:q1019", "2024", "https://www.bmj.com/content/385/bmj.q1019",
           "the beginning of the summary with its key points", "secondary"),
    Source("NICE-pulse", "Summary of NG239 for general practitioners in Pulse", "2024",
           "https://pulsetoday.co.uk/?p=148078", "the beginning of the summary", "secondary"),
    Source("NICE-nasgp", "Summary of NG239 by the National Association of Sessional GPs", "2024-03",
           "https://www.nasgp.org.uk/resource/vitamin-b12-deficiency-nice-march-2024/", "the beginning of the summary",
           "secondary"),
    Source("NICE-sps", "Commentary on the NG239 visual summary (follow-up) by the Specialist Pharmacy Service", "2024",
           "https://www.medicinesresources.nhs.uk/vitamin-b12-deficiency-in-over-16s-diagnosis-and-management-guidance-ng239.html",
           "the commentary page", "secondary"),
    Source("NICE-draft", "NG239 consultation draft", "2023-07", "https://www.drugsandalcohol.ie/39242/",
           "quotations of the draft; the final wording may differ", "secondary"),
    Source("NICE-gh", "Open-source programs that quote NG239", "undated", "",
           "several programs that agree with one another", "secondary"),
    Source("NICE-EvE", "NG239 evidence review E: vitamin B12 replacement", "2024",
           "https://www.ncbi.nlm.nih.gov/books/NBK603292", "the beginning of the review", "primary"),
    Source("NICE-EvF", "NG239 evidence review F: follow-up", "2024", "https://www.ncbi.nlm.nih.gov/books/NBK603293",
           "the beginning of the review", "primary"),
    Source("NICE-EvG", "NG239 evidence review G: gastric cancer in autoimmune gastritis", "2024",
           "https://www.ncbi.nlm.nih.gov/books/NBK603289", "the beginning of the review", "primary"),
    Source("BSH",
           "Devalia, Hamilton, Molloy: Guidelines for the diagnosis and treatment of cobalamin and folate disorders, "
           "Br J Haematol 166:496-513", "2014", "https://onlinelibrary.wiley.com/doi/10.1111/bjh.12959",
           "summary and key recommendations; the flow-chart bands were not seen", "primary"),
    Source("PAS", "Pernicious Anaemia Society, page for professionals listing the BSH grades", "undated",
           "https://pernicious-anaemia-society.org/professionals/", "the page", "secondary"),
    Source("SmPC", "UK summaries of product characteristics, hydroxocobalamin 1 mg/ml", "2021",
           "https://www.medicines.org.uk/emc/medicine/31182", "several brands; they differ on neurological maintenance",
           "primary"),
    Source("BNF", "British National Formulary, hydroxocobalamin", "undated",
           "https://cysticfibrosis.online/vitamin-b12-hydroxocobalamin",
           "at least five independent quotations that agree; the book itself was not open", "secondary"),
    Source("CKS", "NICE Clinical Knowledge Summary: Anaemia, B12 and folate deficiency", "undated",
           "https://iatrox.com/guidelines/anaemia-b12-folate-deficiency", "older quotations only", "secondary"),
    Source("SPS-preg", "Specialist Pharmacy Service: Vitamin B12 deficiency, treatment during pregnancy", "undated",
           "https://www.sps.nhs.uk/articles/vitamin-b12-deficiency-treatment-during-pregnancy/", "the page", "primary"),
    Source("SPS-IM", "Specialist Pharmacy Service: intramuscular injections in people on oral anticoagulants",
           "undated", "https://uat.sps.nhs.uk/?p=94259", "the page, in a preview copy of the site", "primary"),
    Source("PGD", "A UK pharmacy patient group direction, Vitamin B12 and folate, version 009", "undated", "",
           "as an open program implements it; a local document, not a national one", "secondary"),
    Source("RUH", "Royal United Hospitals Bath, pathology page on vitamin B12", "2024-12", "", "the laboratory page",
           "primary"),
    Source("LEEDS", "Leeds Teaching Hospitals, gastric intrinsic factor antibody test page", "undated", "",
           "the laboratory page", "primary"),
    Source("MAYO", "Mayo Clinic Laboratories test catalogue, vitamin B12 and intrinsic factor antibody", "undated", "",
           "the test pages, which ask for two weeks without an injection", "primary"),
    Source("GLOS", "Gloucestershire G-care pathway on vitamin B12", "undated",
           "https://g-care.glos.nhs.uk/pathway/867/resource/11", "the pathway page", "primary"),
    Source("BNSSG", "Bristol, North Somerset and South Gloucestershire Remedy page on vitamin B12", "2025-06",
           "https://remedy.bnssg.icb.nhs.uk/adults/haematology/vitamin-b12", "the page", "primary"),
    Source("LOTHIAN", "NHS Lothian RefHelp: vitamin B12 and gastrointestinal conditions", "undated",
           "https://apps.nhslothian.scot/refhelp/vitamin-b12-g-i-conditions", "the page", "primary"),
    Source("FDA", "FDA labels: cyanocobalamin injection and hydroxocobalamin injection", "undated",
           "https://api.fda.gov/drug/label", "the opening of the label records and digests of the rest", "secondary"),
    Source("AAFP17",
           "Langan and Goodbred: Vitamin B12 deficiency, recognition and management, Am Fam Physician 96:384-9", "2017",
           "https://aafp.org/pubs/afp/issues/2017/0915/p384.html", "the abstract; the band figures are from memory",
           "primary"),
    Source("NEJM13", "Stabler: Vitamin B12 deficiency, N Engl J Med 368:149-60", "2013", "",
           "the first page; the doses through a digest", "primary"),
    Source("UTD", "UpToDate: Treatment of vitamin B12 and folate deficiencies", "2022", "", "the opening", "primary"),
    Source("DELPHI", "Obeid and others: expert consensus on vitamin B12 deficiency, J Clin Med", "2024",
           "https://pmc.ncbi.nlm.nih.gov/articles/PMC11050313", "the article from its beginning", "primary"),
    Source("NHG", "Dutch College of General Practitioners, statement on vitamin B12 deficiency", "2014", "",
           "the statement", "primary"),
    Source("NTvG", "Duyvendak and Veldhuis on treating vitamin B12 deficiency, Ned Tijdschr Geneeskd", "undated", "",
           "a copy of the article", "primary"),
    Source("BC", "British Columbia guideline on vitamin B12 (cobalamin) deficiency", "2023-01-18", "",
           "the opening; an older edition through a digest", "primary"),
    Source("DE", "Deximed, the German encyclopaedia for general practice, vitamin B12 deficiency", "undated", "",
           "the page", "primary"),
    Source("AU", "Australian pages: RACGP examination notes, RCH Melbourne on nitrous oxide, KEMH Perth on pregnancy",
           "undated", "", "the three pages, from their beginnings", "primary"),
    Source("NHS", "NHS pages for the public on treating vitamin B12 deficiency", "undated",
           "https://nhs.uk/Conditions/Anaemia-vitamin-B12-and-folate-deficiency",
           "an older treatment page; the medicines page through quotations", "primary"),
    Source("RCEM", "Royal College of Emergency Medicine: Suspected nitrous oxide toxicity in the emergency department",
           "2024-06", "https://rcemlearning.co.uk/foamed/suspected-nitrous-oxide-toxicity-in-the-ed/",
           "the recommendations", "primary"),
    Source("MHRA", "MHRA Drug Safety Update: metformin and reduced vitamin B12 levels", "2022-06-20", "",
           "three pages that reproduce the update", "secondary"),
    Source("AGA", "AGA clinical practice update on atrophic gastritis", "2021",
           "https://pmc.ncbi.nlm.nih.gov/articles/PMC8740554", "the article from its beginning", "primary"),
    Source("MAPS", "ESGE guideline MAPS III on precancerous conditions of the stomach", "2025", "",
           "a monitoring page quoting it", "secondary"),
    Source("WHO24", "WHO guideline on haemoglobin cut-offs to define anaemia", "2024-03-04",
           "https://guidelinecentral.com/guideline/3534081",
           "two summaries of the cut-offs; the severity grades are from memory", "secondary"),
    Source("FED15",
           "Fedosov, Brito, Miller, Green, Allen: combined indicator of vitamin B12 status, Clin Chem Lab Med 53:1215",
           "2015", "", "the abstract; the coefficients are from memory", "primary"),
    Source("DKRI", "Danish reference intervals for methylmalonic acid and vitamin B12", "undated", "", "the abstract",
           "primary"),
    Source("HARR", "Harrington on functional markers of vitamin B12, J Clin Pathol", "2017", "", "part of the abstract",
           "primary"),
    Source("CBLA", "Carmel and Agrawal, and Yang and Cook: failures of B12 assays in pernicious anaemia, N Engl J Med",
           "2012", "", "two reports that give the figures", "primary"),
    Source("BOMSS", "British Obesity and Metabolic Surgery Society: nutritional guidance for general practice",
           "2023-03-06", "https://bomss.org/bomss-post-bariatric-surgery-nutritional-guidance-for-gps/", "the opening",
           "primary"),
    Source("ASMBS", "American Society for Metabolic and Bariatric Surgery, nutritional guidelines", "2019", "",
           "not seen", "unverified"),
    Source("ICD10CM", "ICD-10-CM tabular list, categories D51 and E53", "2021-01", "",
           "the notes under both codes in a structured copy", "primary"),
)  # fmt: skip

SOURCES = MappingProxyType({source.key: source for source in _SOURCES})
"""Every source by its key. A page written by a language model is never a source."""


def source_of(citation: str) -> Source:
    """The source a citation names; one that names none is the author's mistake."""
    key = re.split(r"[ ,]", citation, maxsplit=1)[0]
    if re.fullmatch(r"S\d+", key):
        return SOURCES["ARTICLE"]
    if re.fullmatch(r"[RMG]\d+", key):
        return SOURCES["SPEC"]
    if key not in SOURCES:
        raise RuleError(
            f"the citation {citation!r} names no source of knowledge/sources.py; write it as 'NICE 1.3', 'S13' or 'R3'"
        )
    return SOURCES[key]
