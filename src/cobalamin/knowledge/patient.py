"""The patient's checklist in plain words: specification §8 as data, bound to the facts of the record.

Every text reads at age 11 or lower, claims no diagnosis, and has not been signed off by a clinician. Where an item's
facts are all unknown its question is asked; otherwise its words are shown with what the record says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Item:
    """One line of the checklist: the facts it shows, what it is called, and what is asked where they are unknown."""

    id: str
    facts: tuple[str, ...]
    words: str
    question: str


@dataclass(frozen=True)
class Section:
    """A part of the checklist. `cites` are the statements of the base article that ask for it."""

    id: str
    title: str
    about: str
    items: tuple[Item, ...]
    cites: tuple[str, ...]


INTRODUCTION: tuple[str, ...] = (
    "This page is for you to take to your visit.",
    "It lists what your notes say and what is still missing.",
    "It does not tell you what is wrong with you. Only you and your care team can work that out.",
    "No doctor has checked or signed off the words on this page yet.",
    "Do not start or stop any drug because of this page.",
)

SECTIONS: tuple[Section, ...] = (
    Section("results", "Your blood tests", "Bring these results. If one was not done, ask if you need it.", (
        Item("b12", ("total_b12",), "The B12 in your blood", "Was the B12 in your blood tested?"),
        Item("active_b12", ("active_b12",), "The part of the B12 that your body can use (active B12)",
             "Was the part of the B12 that your body can use tested? It is called active B12."),
        Item("blood_count", ("haemoglobin", "anaemia_recorded"), "The red part of your blood (haemoglobin)",
             "Was a full blood count done? It shows if your blood is low in red cells."),
        Item("cell_size", ("mcv",), "The size of your red blood cells (MCV)",
             "Does the blood count show how big your red blood cells are?"),
        Item("other_cells", ("white_cells", "platelets"), "Your white cells, and the cells that stop you from bleeding",
             "Does the count show your white cells, and the cells that stop you from bleeding?"),
        Item("mma", ("mma",), "A test that shows if your cells lack B12 (MMA for short)",
             "Was a test called MMA done? It shows if your cells lack B12."),
        Item("homocysteine", ("homocysteine",), "One more test that shows if your cells lack B12 (homocysteine)",
             "Was the test called homocysteine done? It can show if your cells lack B12."),
        Item("antibody", ("intrinsic_factor_antibody", "parietal_cell_antibody"),
             "A test that shows if your body attacks its own stomach",
             "Was a test done to see if your body attacks its own stomach?"),
        Item("folate_iron", ("serum_folate", "ferritin", "folate_deficiency", "iron_deficiency"),
             "Your folate and your iron", "Were your folate and your iron tested?"),
    ), ("S45", "S73", "S83")),
    Section("symptoms", "How you feel", "Write down when each one began. Say if it is getting worse.", (
        Item("tingling", ("paraesthesia",), "Numb skin, or pins and needles",
             "Do you have numb skin, or pins and needles?"),
        Item("balance", ("impaired_balance", "gait_disturbance"), "Poor balance, falls or a change in how you walk",
             "Is your balance poor, do you fall, or has the way you walk changed?"),
        Item("weak_limbs", ("weakness",), "Weak arms or legs", "Are your arms or legs weak?"),
        Item("memory", ("memory_or_concentration_problem", "confusion"),
             "Trouble thinking clearly, or keeping things in mind",
             "Is it hard to think clearly, or to keep things in mind?"),
        Item("mood", ("depression", "psychosis"), "Low mood, or hearing or seeing things that are not there",
             "Is your mood low? Do you hear or see things that are not there?"),
        Item("sight", ("visual_loss",), "Loss of sight", "Has your sight got worse?"),
        Item("bladder_bowel", ("bladder_or_bowel_dysfunction",), "New trouble holding or passing pee or poo",
             "Has it become hard to hold or pass pee or poo?"),
        Item("getting_worse", ("neurological_progression",), "Nerve signs that are getting worse",
             "Are the numb skin, the poor balance or the weak legs getting worse?"),
        Item("tired", ("fatigue", "exercise_intolerance"), "Being very tired, or worn out by small tasks",
             "Are you very tired, or worn out by small tasks?"),
        Item("breath", ("breathlessness",), "Being short of breath", "Are you short of breath?"),
        Item("daily_life", ("marked_functional_impairment",), "Not being able to do your normal daily tasks",
             "Have you had to give up any of your normal daily tasks?"),
        Item("tongue", ("glossitis",), "A sore or very smooth tongue", "Is your tongue sore or very smooth?"),
        Item("heart", ("heart_failure", "angina", "syncope"), "Heart trouble, pain in the chest or fainting",
             "Do you have heart trouble, pain in the chest, or do you faint?"),
        Item("bleeding_fever", ("bleeding", "fever"), "Bleeding or a fever", "Do you bleed a lot, or have a fever?"),
    ), ("S46", "S72", "S84")),
    Section("risks", "Why your body may not take up B12", "Food and tablets pass through the stomach and the gut.", (
        Item("told_low_b12", ("b12_deficiency_diagnosed",), "Low B12 in the past",
             "Have you been told before that your B12 was low?"),
        Item("pernicious", ("autoimmune_gastritis",), "A stomach that cannot take up B12",
             "Have you been told that your stomach cannot take up B12? The name for it is pernicious anaemia."),
        Item("stomach_surgery", ("total_gastrectomy", "partial_gastrectomy"),
             "Having all or part of your stomach taken out", "Have you had all or part of your stomach taken out?"),
        Item("weight_loss_surgery", ("bariatric_surgery",), "Surgery to lose weight",
             "Have you had surgery to lose weight?"),
        Item("gut_surgery", ("complete_terminal_ileal_resection", "partial_ileal_resection"),
             "Having part of your gut taken out", "Have you had part of your gut taken out? Do you know which part?"),
        Item("radiation", ("abdominal_radiotherapy",), "Strong rays used on your belly to treat an illness (radiation)",
             "Have you had strong rays used on your belly to treat an illness?"),
        Item("gut_disease",
             ("ileal_crohns_disease", "coeliac_disease", "bacterial_overgrowth", "pancreatic_insufficiency",
              "atrophic_gastritis", "fish_tapeworm", "other_malabsorption"),
             "A long illness of the stomach or the gut, such as Crohn's or coeliac disease",
             "Have you been ill for long with your stomach or your gut? Crohn's and coeliac disease count."),
        Item("kidneys", ("chronic_kidney_disease",), "A long illness of the kidneys",
             "Do you have a long illness of the kidneys?"),
        Item("family", ("hereditary_b12_disorder",), "A B12 problem you were born with",
             "Were you born with a B12 problem, or does one run in your family?"),
        Item("laughing_gas", ("nitrous_oxide",), "Laughing gas, as a drug or for an operation",
             "Have you used laughing gas, or been given it for an operation?"),
        Item("alcohol", ("alcohol_excess",), "Drinking a lot of alcohol", "Do you drink a lot of alcohol?"),
        Item("diet", ("low_b12_diet", "undernutrition"), "Eating no meat, fish, eggs or milk, or not much at all",
             "Do you eat no meat, fish, eggs or milk, or not much at all?"),
        Item("pregnancy", ("pregnant", "breastfeeding"), "A baby on the way, or one that you breastfeed",
             "Are you pregnant, or do you breastfeed?"),
    ), ("S47", "S74", "S85")),
    Section("medicines", "What you take", "Bring a list of all drugs and pills. Do not stop one on your own.", (
        Item("metformin", ("metformin",), "Metformin, a pill for high blood sugar",
             "Do you take metformin for your blood sugar?"),
        Item("acid", ("proton_pump_inhibitor", "h2_blocker"), "Pills for too much acid in the stomach",
             "Do you take pills for too much acid in the stomach?"),
        Item("other_drugs", ("colchicine", "anticonvulsant", "pregabalin", "cholestyramine"),
             "Drugs for gout, for fits, for nerve pain or to bind bile",
             "Do you take a drug for gout, for fits, for nerve pain or to bind bile?"),
        Item("the_pill", ("combined_oral_contraceptive",), "The birth control pill",
             "Do you take the birth control pill?"),
        Item("folic_acid", ("folic_acid_without_b12",), "Folic acid that you take with no B12",
             "Do you take folic acid without B12?"),
        Item("blood_thinner", ("anticoagulant", "bleeding_disorder"),
             "A drug that thins the blood, or an illness that makes you bleed",
             "Do you take a drug that thins the blood, or do you bleed easily?"),
        Item("b12_now", ("oral_b12", "b12_injections"), "B12 that you take or get now, as tablets or shots",
             "Do you take or get B12 now, as tablets or shots? Since when?"),
        Item("hair_vitamins", ("biotin",), "Pills for hair, skin and nails",
             "Do you take pills for hair, skin and nails?"),
    ), ("S44",)),
    Section("tablets", "If tablets would work for you",
            "Tablets need to be taken each day, and to be taken up by your gut.", (
        Item("swallow", ("swallowing_difficulty",), "Tablets that are hard to swallow",
             "Is it hard for you to swallow tablets?"),
        Item("keep_down", ("vomiting", "oral_intolerance"), "Tablets that make you sick or come back up",
             "Do tablets make you sick, or do they come back up?"),
        Item("each_day", ("poor_adherence", "needs_supervised_treatment"),
             "Help that you need to take tablets each day",
             "Is it hard for you to take a tablet each day, or do you need help with it?"),
        Item("tried_tablets", ("oral_treatment_failed", "oral_treatment_doubtful"), "B12 tablets that did not help",
             "Have you tried B12 tablets that did not help? How much, and for how long?"),
    ), ("S48", "S75", "S86")),
    Section("safety", "Before a shot", "Tell the nurse before each shot.", (
        Item("allergy", ("cobalamin_or_cobalt_allergy",), "A bad reaction to B12 or to a metal called cobalt",
             "Have you had a bad reaction to B12, or to a metal called cobalt?"),
        Item("leber", ("leber_optic_neuropathy",), "Leber's, an eye disease that runs in families",
             "Do you or your family have an eye disease called Leber's?"),
        Item("skin", ("injection_site_infection",), "Sore or red skin where the shot would go",
             "Is the skin sore or red where the shot would go?"),
        Item("thick_blood", ("polycythaemia_vera",), "An illness in which you make too much blood",
             "Have you been told that you make too much blood?"),
    ), ("S44",)),
    Section("aim", "What the treatment is for", "Some need B12 just for a while. Some need it for life.", (
        Item("cause_gone", ("cause_resolved",), "The cause has been dealt with",
             "Has the cause of the low B12 been found and dealt with?"),
        Item("other_cause", ("another_diagnosis_explains", "copper_deficiency"), "Some other cause for how you feel",
             "Could some other cause explain how you feel?"),
    ), ("S49", "S77", "S87")),
)  # fmt: skip

QUESTIONS_TO_ASK: tuple[str, ...] = (
    "Why might my B12 be low?",
    "Do my test results fit with how I feel?",
    "Would tablets work for me, or do I need shots?",
    "Do I need treatment just for now, or for life?",
    "How soon should I start?",
    "Do I need more blood tests before the first dose?",
    "Which signs should get better first, and when?",
    "My nerves may heal slowly, or not fully. What can I expect?",
    "When will you see me again to check how I feel?",
    "What should I do if I miss a dose?",
    "If I feel well, who decides if the shots can stop?",
)
"""S45 to S49 and S83 to S87 ask for this talk; the wording is ours."""

BEFORE_TREATMENT = frozenset(("How soon should I start?", "Do I need more blood tests before the first dose?"))
"""Those of them that whoever takes or gets B12 already does not ask."""

GET_HELP_AT_ONCE: tuple[str, ...] = (
    "Your legs get weak, numb skin spreads, or you can no longer walk as you did.",
    "You lose control of your bladder or your bowels.",
    "Your sight gets worse over hours or days.",
    "You are muddled, or you see or hear things that are not there.",
    "You have pain in the chest, you faint, or you cannot catch your breath.",
    "You have a fever or you bleed, and you were told that your blood count is very low.",
    "You have used laughing gas and now have numb skin, weak legs or poor balance.",
    "You had a B12 shot and now your face swells, you wheeze or you feel faint.",
    "A baby who was well gets floppy or sleepy, or stops doing things it could do.",
)
"""Each of these is seen the same day: S44, S70, S82 and the same-day rung of urgency."""

GET_HELP_TITLE = "Get help at once if one of these is true for you"

GET_HELP_HOW: tuple[str, ...] = (
    "Do not wait for your visit. Call your doctor now. If you cannot reach one, go to a hospital.",
    "Call an ambulance if you faint, your chest hurts, your face swells or you cannot catch your breath.",
    "Also if a baby is floppy or hard to wake.",
)
"""What "at once" means to whoever reads it at home; the wording is ours."""

NAMES: Mapping[str, str] = MappingProxyType({
    "haemoglobin": "haemoglobin", "anaemia_recorded": "noted as low, with no number", "white_cells": "white cells",
    "platelets": "platelets", "serum_folate": "folate", "ferritin": "iron store (ferritin)",
    "folate_deficiency": "low folate", "iron_deficiency": "low iron",
    "intrinsic_factor_antibody": "intrinsic factor antibody", "parietal_cell_antibody": "parietal cell antibody",
    "impaired_balance": "poor balance or falls", "gait_disturbance": "a change in how you walk",
    "memory_or_concentration_problem": "trouble keeping things in mind", "confusion": "being muddled",
    "depression": "low mood", "psychosis": "hearing or seeing things that are not there",
    "fatigue": "being very tired", "exercise_intolerance": "being worn out by small tasks",
    "heart_failure": "a weak heart", "angina": "pain in the chest", "syncope": "fainting",
    "bleeding": "bleeding", "fever": "a fever",
    "total_gastrectomy": "all of the stomach", "partial_gastrectomy": "part of the stomach",
    "complete_terminal_ileal_resection": "all of the last part of the small gut",
    "partial_ileal_resection": "part of the small gut",
    "ileal_crohns_disease": "Crohn's disease", "coeliac_disease": "coeliac disease",
    "bacterial_overgrowth": "too many germs in the small gut", "pancreatic_insufficiency": "a weak pancreas",
    "atrophic_gastritis": "a thin stomach wall", "fish_tapeworm": "a worm from raw fish",
    "other_malabsorption": "food that is not taken up well",
    "low_b12_diet": "no meat, fish, eggs or milk", "undernutrition": "not eating much at all",
    "pregnant": "a baby on the way", "breastfeeding": "a baby at the breast",
    "proton_pump_inhibitor": "pills called PPI", "h2_blocker": "pills called H2 blockers",
    "colchicine": "colchicine", "anticonvulsant": "phenobarbital, primidone or topiramate",
    "pregabalin": "pregabalin", "cholestyramine": "colestyramine",
    "anticoagulant": "a drug that thins the blood", "bleeding_disorder": "an illness that makes you bleed",
    "oral_b12": "tablets", "b12_injections": "shots",
    "vomiting": "being sick", "oral_intolerance": "feeling ill from tablets",
    "poor_adherence": "tablets that get missed", "needs_supervised_treatment": "help needed with tablets",
    "oral_treatment_failed": "a full try that did not help", "oral_treatment_doubtful": "a short or a small try",
    "another_diagnosis_explains": "some other illness", "copper_deficiency": "low copper",
})  # fmt: skip
"""What each fact is called where a line shows several. Names of drugs, tests and illnesses stand as on a label or a form."""

PROPER_NAMES: tuple[str, ...] = (
    "haemoglobin", "platelets", "intrinsic_factor_antibody", "parietal_cell_antibody", "ferritin", "coeliac_disease", "colchicine",
    "anticonvulsant", "pregabalin", "cholestyramine", "pancreatic_insufficiency",
)  # fmt: skip
"""Facts whose name is a proper one: there is no plainer word by which a patient could find it on a label or a form."""

WHY_NOT_USED: Mapping[str, str] = MappingProxyType({
    "too old": "Your notes hold one, but it is too old.",
    "not final": "A test was done, but its result is not final yet.",
    "after an injection": "B12 that you took or got can change this test, so it does not count.",
    "contradictory": "Your notes say both yes and no.",
    "in the future": "Its date is in the future. Ask your team to check it.",
    "not confirmed": "Your notes are not sure about this.",
    "not dated": "Your notes hold one, but with no date.",
})  # fmt: skip
"""Why something in the notes could not be used, where more can be said than the next line."""

SPOILT = "A test was done, but the lab does not trust its result. Ask if it has to be done again."
NOT_READ = "Your notes hold one that could not be read. Ask your team to check it."

HOW_LONG: Mapping[str, str] = MappingProxyType({
    "stays": "Your notes name a cause that stays. Ask if you need B12 for life.",
    "may stay": "Your notes name a cause that may stay. Ask if you need B12 for a while or for life.",
    "may go": "Your notes name a cause that may go away. Ask if you need B12 for a while or for life.",
    "not named": "Your notes name no cause. Ask what it is. It shows if you need B12 for a while or for life.",
})  # fmt: skip
"""Correction only, or for the long term: a talk to have, never an answer (S49, S77, S87)."""

CHECKS_IN_WORDS: Mapping[str, str] = MappingProxyType({
    "early_potassium": "A blood test for the salts in your blood",
    "early_fluid": "A check of your heart and your breath",
    "reticulocytes": "A blood test to see if your body makes new red cells",
    "blood_count": "A full blood count",
    "first_review": "A visit to talk about how you feel",
    "first_review_pregnancy": "A visit to talk about how you feel",
    "later_review": "Your yearly visit to talk about how you feel",
})  # fmt: skip
"""The dated checks of the follow-up, as a patient is told of them."""

NOT_FOR_PATIENTS: tuple[str, ...] = (
    "age", "female", "trimester_1", "trimester_2", "trimester_3", "haematocrit", "neutrophils", "reticulocytes",
    "reticulocytes_percent", "egfr", "creatinine", "potassium", "inr", "hypersegmented_neutrophils",
    "megaloblastic_picture", "pancytopenia_recorded", "haemolysis_picture", "food_bound_malabsorption",
    "impaired_position_or_vibration_sense", "peripheral_neuropathy", "abnormal_reflexes_or_plantars",
    "subacute_combined_degeneration", "developmental_regression",
)  # fmt: skip
"""Facts that only an examination, a film or a form can tell: the checklist leaves them out on purpose."""
