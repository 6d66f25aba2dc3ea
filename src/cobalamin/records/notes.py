"""What a note in free text says against a dose: notes are not read, but for a reaction nobody may have written elsewhere (R146).

A note is a nurse's: most that hold such a word say that there was none, or that the kit stood ready.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from cobalamin.knowledge.treatment import COBALAMINS, INJECTED, Product, product_named, route_named
from cobalamin.records.codes import unmapped_but_relevant
from cobalamin.records.comments import tells_of_injections
from cobalamin.records.diagnosis_names import naming
from cobalamin.records.medicine_names import NAMED_B12, normal
from cobalamin.records.sign_names import NERVES

_B12 = rf"(?:{NAMED_B12}|\b\w*[ck]obal\w*|\bneo-?cytamen|\bcytamen)"
_DOSE = r"(?:injections?|inj|injectie|injektion\w*|inyecci[oó]n|iniezione|jabs?|shots?|doses?|dosis|dosi|spritze|piq[uû]re|prik)\b"
_WORSE = r"(?:all?[eé]rgi\w*|hypersensiti\w*|hipersensib\w*|ipersensib\w*|intoleran\w*|overgevoelig\w*|överkänslig\w*|overfølsom\w*"
_REACTION = r"r[eé]a(?:ctions?|ktion|cci[oó]n|ksjon|ctie|zione)"
_SIGN = (
    r"(?:rash(?:es)?|urticaria\w*|hives|w(?:h)?eals?|angio-?o?edema|itch(?:y|ing|ed)|pruritus|wheez\w+|collapsed?|"
    r"(?:lips?|face|facial|tongue|throat) (?:swelling|swelled|swollen)|"
    r"(?:swollen|swelling of(?: the)?) (?:lips?|face|tongue|throat)|"
    r"hautausschlag|ausschlag|juckreiz|huiduitslag|galbulten|erupci[oó]n|ronchas|urticaire|éruption|orticaria|eruzione)"
)
"""What an allergic reaction looks like; a faint is the needle's, and what stays about the place of the injection is none."""
_SINCE = r"(?:after|post|following|since|with|nach|na|après|despu[eé]s de|tras|dopo)"
_A_DOSE = rf"\W+(?:\w+\W+){{0,3}}?(?:{_DOSE}|last\b(?!\W+(?:night|week|month|year)))"
_LATER = r"(?:\w+ )?(?:min(?:ute)?s?|hours?|hrs?|days?) later\b"
_SIGNS_AFTER_A_DOSE = re.compile(
    rf"\b{_SIGN}\b(?:\W+(?!site\b|local\w*)\w+){{0,4}}?\W+(?:{_SINCE}{_A_DOSE}|afterwards\b|{_LATER}|danach\b)"
    rf"|\b{_SINCE}{_A_DOSE}(?:\W+(?!site\b|local\w*)\w+){{0,5}}?\W+{_SIGN}\b",
    re.IGNORECASE,
)
_REACTED = re.compile(
    rf"\?\s*all?erg(?:y|ic)\b(?!\W+(?:to|rhin\w*|asthma|conj\w*|contact|derm\w*)\b)"
    rf"|\ball?erg(?:y|ic)\W+(?:do not|don['’]?t|no (?:more|further)|stop)\b"
    rf"|\bana(?:ph|f)[iy]la\w*"
    rf"|\b{_WORSE}|{_REACTION}|react(?:ed|s|ing))\W+(?:to|gegen|auf|an|à|al?|sur|contra|voor|op|mot|overfor)\b"
    rf"\W+(?:\w+\W+){{0,3}}?(?:{_B12}|{_DOSE})"
    rf"|{_B12}\W+(?:\w+\W+)?(?:all?[eé]rg\w*|hypersensiti\w*)"
    rf"|\b(?:all?[eé]rg\w*|severe|serious|bad|adverse|systemic|schwere|grave)\W+{_REACTION}"
    rf"|{_REACTION}\W+(?:all?[eé]rg|advers|grave|anaph)\w*"
    r"|\breacted (?:badly|severely)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:no|not|nil|none|never|any|without|den(?:y|ies|ied)|negative|fear\w*|afraid|worried|risks?|signs?|symptoms?|possib\w*|"
    r"advi[sc]e\w*|aware|inform\w*|told|warn\w*|explain\w*|counsel\w*|discuss\w*|observ\w*|monitor\w*|watch\w*|in case|screen\w*|"
    r"exclu\w*|ruled? out|famil\w*|fh|mother|father|brother|sister|sibling|son|daughter|"
    r"kein\w*|nicht|ohne|geen|zonder|niet|pas|sans|aucune?|sin|niega|ning\w*|senza|nessun\w*|ingen|inte|ikke|utan|uden|uten|ei)\b",
    re.IGNORECASE,
)
"""What makes of the word before whose end it stands a denial, a question, a warning, or one of somebody else."""
_AT_HAND = re.compile(
    r"\W*(?:kit|pack|box|tray|set|drugs?|protocol|policy|guid\w+|training|plan|equipment|advice|leaflet|risk|available|checked|"
    r"excluded|ruled out|negative|no\b|nil\b|none\b|denied)",
    re.IGNORECASE,
)
"""What makes of the word it stands behind one of what is kept ready, or a denial."""
_CLAUSE = re.compile(r"[.;\n!?](?:\s|$)|\n|\b(?:but|however|although|aber|jedoch|pero|mais|maar)\b", re.IGNORECASE)


_WINDOW = 200
"""So many characters before a word are looked at: an engineering limit, for a note may be a whole file."""


@lru_cache(maxsize=16_384)
def names_reaction_to_b12(note: str) -> bool:
    """Whether a note beside a B12 product names a reaction that the patient had."""
    text = normal(note)
    found = chain(_REACTED.finditer(text), _SIGNS_AFTER_A_DOSE.finditer(text))
    return any(_was_had(text, each) for each in found)


def _was_had(text: str, found: re.Match[str]) -> bool:
    before = _CLAUSE.split(text[max(found.start() - _WINDOW, 0) : found.start()])[-1]
    return _DENIED.search(before) is None and _AT_HAND.match(text, found.end()) is None


_ANAESTHESIA = re.compile(
    r"an(?:a?e|o)sth|anest[eé]s|an[aä]sthes|narkose|narcosi|narcose|sedat|sedier|sedaci|analges|dental|dentist|extraction|"
    r"theat(?:re|er)|surg(?:ery|ical)|operati|\b(?-i:GA)\b|ectomy\b|plasty\b|[so]tomy\b|scop(?:y|ic)\b|c(?:a?e|o)sarean|"
    r"\brepair|replacement|"
    r"labou?r\b|\binduction|\bbirth",
    re.IGNORECASE,
)
_NOT_TO_BE_GIVEN = re.compile(
    r"\bavoid\w*|\bfree\b|contra-?indicat|\binstead of|\ballerg|\brecreation|\b(?:ab|mis)?us(?:e|es|ed|er|ers|ing)\b|\bbal+oons?\b|"
    r"\bhistory\b|\bprevious|\bvermeid|\bverzicht|\bevit|\b[ée]vit|\bconsum|\bmissbrauch|\bexposure|\btoxic",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def names_gas_to_come(ordered: str, note: str = "") -> bool:
    """Whether an order is of nitrous oxide, or a note of an anaesthetic says that it will be given; not of one who inhales it."""
    said = note or ordered
    if not _gas_named(said) or _NOT_TO_BE_GIVEN.search(said):
        return False
    return not note or _ANAESTHESIA.search(f"{ordered} {note}") is not None


_DIED = re.compile(
    r"\b(?:(?-i:RIP|R\.I\.P)|deceased|died|passed away|verstorben|gestorben|overleden|falleci[dó]\w*|décédée?)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:husband|wife|spouse|partner|mother|father|mum|dad|parents?|brother|sister|son|daughter|uncle|aunt|cousin|friend|dog|"
    r"not|never|famil\w*|ehe\w+|mutter|vater|marido|esposa|madre|padre)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_death(note: str) -> bool:
    """Whether a note may say that the patient has died."""
    befores = (note[max(found.start() - _WINDOW, 0) : found.start()] for found in _DIED.finditer(note))
    return any(_RELATIVE.search(before) is None for before in befores)


_OF_NEEDLES = (
    r"needle[- ]?phobi\w*|trypanophobi\w*|(?:fear|afraid|scared|phobia) of (?:the )?(?:needles?|injections?)|"
    r"spritzenangst|spritzenphobie|fobia a las agujas|miedo a las agujas"
)
_ENDS = re.compile(
    rf"\b(?:declin\w*|refus\w*|{_OF_NEEDLES}|"
    r"stopped|stop|discontinu\w*|ceased|on hold|hold|paused|await\w*|tablets?|tabs?|oral|by mouth|moved|"
    r"transferred|left (?:the )?(?:practice|area|surgery)|deregistered|deducted|no longer|removed|deleted|struck|gone|emigrated|"
    r"elsewhere|self[- ]?(?:inj\w*|administ\w*)|sub-?cut\w*|(?:district|community) nurses?|(?-i:DNs?|CTAC)|d/n|"
    r"(?:nursing|care|residential) home|hospice|palliative|private(?:ly)?|(?:on )?hol(?:iday)?s?|"
    r"(?:wife|husband|partner|son|daughter|carer|family) (?:gives?|injects?|does|to give)|"
    r"(?:at|in|by|from|via) (?:the )?(?:hospital|pharmacy|clinic|home|work|paramedics?)|away (?:until|till?|for)|abroad|"
    r"(?:see|ask|speak to|discuss with|review by) (?:the )?(?:gp|dr|doctor|consultant|nurse)|"
    r"(?:do not|don['’]?t|not to) (?:give|have)|"
    r"abgelehnt|abgesetzt|pausiert|verzogen|umgezogen|tabletten|krankenhaus|selbst\w*|geweigerd|gestopt|verhuisd|ziekenhuis|zelf|"
    r"rechaza\w*|suspendid\w*|trasladad\w*|comprimidos|pastillas|autoinyec\w*|"
    r"not needed|no (?:more|further)|finish\w*|completed?|cancel\w*|level (?:is )?(?:too )?(?:high|normal|raised)|"
    r"high (?:b12|level)|re-?load\w*)\b|~~",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_an_end(note: str) -> bool:
    """Whether a note in a list of injections may say that they ended, wait or are given elsewhere."""
    return _ENDS.search(note) is not None or injects_at_home(note) or names_doses_elsewhere(note)


_NERVES = re.compile(
    r"\b(?:numb\w*|tingl\w*|pins (?:and|&|n) needles|neuropath\w*|neuro(?:logical)?|paraesthesia\w*|unstead\w*|balance|"
    r"falls?|falling|"
    r"weak(?:ness|er)?|memory|confus\w*|vision|visual|eyesight|leber\w*|optic|"
    r"kribbel\w*|taubheit\w*|schwanger\w*|tintel\w*|zwanger\w*|hormigue\w*|entumec\w*|embaraz\w*|pregnan\w*|breast-?feeding|"
    r"antenatal|postnatal|edd)\b"
    r"|\b\d\d?/40\b|\bp ?& ?n\b",
    re.IGNORECASE,
)


_BLEEDS = re.compile(
    r"\b(?:anticoag\w*|antikoag\w*|warfarin|phenprocoumon|marcumar|acenocoumarol|acenocumarol|sintrom|apixaban|rivaroxaban|"
    r"edoxaban|"
    r"dabigatran|doac|noac|inr|bleed\w*|ha?emophil\w*|h[äa]mophil\w*|platelets?)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_a_sign(note: str) -> bool:
    """Whether a note in a list of injections may concern the nerves, the eyes, a pregnancy or a risk of bleeding."""
    said = names_what_lasts(note) or any(_was_had(note, found) for found in _NERVES.finditer(note))
    return said or bool(_signs_named(note))


_signs_named = naming((*NERVES, "pregnant", "breastfeeding"))
_leber_named, _gas_named = naming(("leber_optic_neuropathy",)), naming(("nitrous_oxide",))


@lru_cache(maxsize=16_384)
def names_what_lasts(note: str) -> bool:
    """Whether a note may concern what outlasts its day: a risk of bleeding into the muscle, or Leber's disease."""
    return names_bleeding(note) or bool(_leber_named(note))


@lru_cache(maxsize=16_384)
def names_bleeding(note: str) -> bool:
    """Whether a note may concern a risk of bleeding into the muscle, which outlasts the day of the note."""
    return any(_was_had(note, found) for found in _BLEEDS.finditer(note))


_FEAR = re.compile(rf"\b(?:{_OF_NEEDLES})\b", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def names_fear_of_needles(text: str) -> bool:
    """Whether it says that the patient fears the needle."""
    return any(_was_had(text, found) for found in _FEAR.finditer(text))


_DECLINED = re.compile(r"\b(?:declin\w*|refus\w*|dissent|abgelehnt|verweigert|rechaza\w*|geweigerd)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def names_injection_declined(text: str) -> bool:
    """Whether words that speak of B12 say that the injection was declined."""
    injected = re.search(r"\binj|\binye|\bspritz|\bprik", text, re.IGNORECASE)
    return injected is not None and any(_was_had(text, found) for found in _DECLINED.finditer(text))


_WISH = re.compile(
    rf"\b(?:declin\w*|refus\w*|{_OF_NEEDLES}|abgelehnt|rechaza\w*|"
    r"(?:prefer\w*|wants?|wish\w*|would like|request\w*|ask\w* for|switch\w* to|chang\w* to) (?:\w+ ){0,3}"
    r"(?:tablets?|tabs|oral))\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_a_wish(note: str) -> bool:
    """Whether a note may say that the patient does not want the next injection."""
    return any(_was_had(note, found) for found in _WISH.finditer(note))


_AT_HOME = re.compile(
    r"\bself[- ]?(?:inj\w*|admin\w*)|\binject(?:s|ing)? (?:\w+ ){0,2}?(?:at home|(?:him|her|them)sel(?:f|ves))|"
    r"\bautoinyec\w*|\bse (?:la )?inyecta en casa|\bse l[ao]s? pone (?:en casa|\w+ mism[oa]|sol[oa])|\bselbst ?(?:inj|"
    r"spritz)\w*|\bspritzt (?:sich )?selbst",
    re.IGNORECASE,
)
_NOT_AT_HOME = re.compile(
    r"\b(?:no|not|never|unable|cannot|can['’]?t|declin\w*|refus\w*|consider\w*|teach\w*|taught|train\w*|learn\w*|discuss\w*|"
    r"wants?|would|wish\w*|plan\w*|stopped|longer|until|\?)(?:\b|$)",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def injects_at_home(note: str) -> bool:
    """Whether a note says that the patient injects at home, and not that it was only talked about."""
    found = _AT_HOME.search(note)
    if found is None:
        return False
    clause = _CLAUSE.split(note[max(found.start() - _WINDOW, 0) : found.start()])[-1]
    return _NOT_AT_HOME.search(clause + _CLAUSE.split(note[found.end() : found.end() + _WINDOW])[0]) is None


_END_OF_LIFE = re.compile(
    r"\bpalliati\w*\b(?! (?:radio|chemo|chimio|strahl|immuno|intent|surg|op\b|resect|bypass|stent|gastr|drain))|\bhospice\b|"
    r"\bend[- ]of[- ]life\b|\b(?-i:EOLC?)\b|\bpaliativ\w*|\bsterbebegleitung|\bfin de vie\b|\blast days of life\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_end_of_life(text: str) -> bool:
    """Whether it says that the patient is in palliative care; a palliative operation or irradiation alone says nothing of it."""
    return any(_was_had(text, found) for found in _END_OF_LIFE.finditer(text))


_ELSEWHERE = re.compile(
    r"\b(?:given|had|received|loaded|loading|doses?|inj\w*)\b[^.;,]{0,40}\b(?:elsewhere|(?:at|by|in|from) "
    r"(?:the |his |her |their )?(?:previous|old|other|last|former) (?:practice|surgery|gp|clinic|hospital))\b|"
    r"\b(?:now|currently|usually|always|already) (?:has|have|having|gets?|getting|given|receiv\w*)\b[^.;]{0,30}\b(?:at|by|in|from) "
    r"(?:the |a |another )?(?:\w+ )?(?:hospital|clinic|practice|surgery|outpatients?|unit|pharmacy|ward)\b|"
    r"\bse l[ao]s? ponen? en (?:el |la |otr[oa] )(?:hospital|centro|consulta|farmacia|ambulatorio)|"
    r"\b(?:bekommt|erhält)\b[^.;]{0,40}\b(?:im krankenhaus|in der klinik|beim hausarzt|in der praxis von)",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_doses_elsewhere(note: str) -> bool:
    """Whether a note may tell of doses that were given elsewhere, and are not among the entries."""
    return _ELSEWHERE.search(note) is not None


_OTHERS = (
    r"(?:district|community|visiting) nurs\w*|gp\b|general pract\w*|(?:doctor's|another|other) (?:practice|surgery)\b(?! nurse)|"
    r"pharmacy|hospital|outpatient\w*|day unit|infusion (?:unit|cent\w+)|ca(?:re|ring) home|nursing home|carers?\b"
)
_BY_OTHERS = re.compile(
    r"\b(?:given|administered|injected|injections?|doses?|received|gets|has (?:it|them|her|his|these|injections?))\b[^.;]{0,40}?\b"
    rf"(?:by|at|in|via|from|through)\b (?:the |a |an |his |her |their |own |local ){{0,2}}(?:{_OTHERS})|"
    r"\b(?:durch|beim?|vom) (?:den |die |das )?(?:hausarzt\w*|pflegedienst|sozialstation|pflegeheim)|"
    r"\bse l[ao]s? ponen? en (?:el |la )?(?:centro de salud|farmacia|hospital|ambulatorio)|"
    r"\badministrad[oa]s? en (?:el |la )?centro",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_doses_by_others(note: str) -> bool:
    """Whether a note beside an order may tell of doses that somebody gives who does not record them here."""
    return names_doses_elsewhere(note) or any(_was_had(note, found) for found in _BY_OTHERS.finditer(note))


_ANOTHER_DOSE = re.compile(
    r"\b(?:given|had|done|received|injected|administered)\b.{0,40}?\b\d{1,2}\W\d{1,2}\b"
    r"|\b(?:given|had|done|injected) (?:it |one |inj\w* )?(?:at|elsewhere)\b"
    r"|\b(?:chang\w*|now|go(?:es)? to|reduc\w*|increas\w*|mov\w* to|try|needs?|wants|to be|back to|switch\w*|re:?)\b"
    r".{0,30}?(?:/ ?(?:52|12)\b|week|wk|month|mth)",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def names_another_dose(note: str) -> bool:
    """Whether a note in a list of injections may tell of a dose that is not in it, or of another interval."""
    return _ANOTHER_DOSE.search(note) is not None


# --- words that say that B12 was injected: no dose, and a question of the recall (register R128) ---

_GIVEN = re.compile(
    r"\b(?:administ\w*|given|applied|verabreich\w*|gegeven|toediening|administrad[oa]|administraci[oó]n)\b", re.I
)
_NOT_SO = re.compile(
    r"\b(?:not|no|nil|declin\w*|refus\w*|due|overdue|recall\w*|remind\w*|invit\w*|letter|appointment|book\w*|advi[sc]\w*|educat\w*|"
    r"consent|dna|did|cancel\w*|levels?|test\w*|counsel\w*|discuss\w*|plan\w*|need\w*|requir\w*|request\w*|stop\w*|allerg\w*|"
    r"reaction|intoleran\w*|contraindicat\w*|family|history|consider\w*|suggest\w*|keine?|nicht|geen|sin|sans|pas)\b|\?",
    re.IGNORECASE,
)
"""What makes of it an invitation, a denial, a test or something else: that is told as any words that speak of B12 are."""


_NOT_GIVEN_HERE = re.compile(
    r"\b(?:mother|father|wife|husband|partner|sister|brother|mutter|vater|madre|padre|m[èe]re|p[èe]re|start\w*|commenc\w*|offer\w*|"
    r"if|may|ended|former\w*)\b",
    re.IGNORECASE,
)
"""Somebody else's, or a treatment that is only thought of."""
_ON_INJECTIONS = re.compile(
    r"\b(?:on|having|has|gets) (?:(?:\d+|two|three|monthly|weekly|\d+/12|quarterly|regular|im|long[- ]term|lifelong|maintenance|"
    r"vit|vitamin|b-?12)[- ]){0,4}(?:injections?|jabs|shots)\b|\bb-?12[- ]?(?:spritzen?|injektion(?:en)?)\b",
    re.IGNORECASE,
)
_NEEDS_B12 = re.compile(r"\bperni[cz]i|biermer", re.IGNORECASE)


@lru_cache(maxsize=4096)
def on_injections_said(text: str) -> bool:
    """Whether the text of a diagnosis says that B12 is injected: "pernicious anaemia, on 3-monthly injections"."""
    if _NOT_GIVEN_HERE.search(text):
        return False
    of_b12 = unmapped_but_relevant(text) or _NEEDS_B12.search(text) is not None
    told = of_b12 and _ON_INJECTIONS.search(text) is not None and not _NOT_SO.search(text)
    return told or injection_said(text) is not None or tells_of_injections(text)


@lru_cache(maxsize=4096)
def injection_said(text: str) -> Product | None:
    """The product that a text says was injected, or given by somebody; None where it says something else."""
    product = product_named(text)
    if product not in COBALAMINS or _NOT_SO.search(text):
        return None
    route = route_named(text)
    return product if route in INJECTED or (route is None and _GIVEN.search(text)) else None
