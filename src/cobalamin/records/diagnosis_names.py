"""What a diagnosis or an operation is by its name, where no code of it is known: problem lists hold free text, and value sets end.

A name makes nobody ill: it is told, and keeps the question open that silence would otherwise answer with no (registers R75, R79).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from cobalamin.records.blood_names import BLOOD
from cobalamin.records.medicine_names import NAMED_B12, normal
from cobalamin.records.record import MOTHER
from cobalamin.records.sign_names import NERVES, SYMPTOMS
from cobalamin.records.sign_names_abroad import ABROAD
from cobalamin.records.stems import Patterns

_OF_EITHER_EXTENT = (
    r"(?<!sleeve )(?<!total )(?<!partial )(?<!distal )gastrectom(y|ie|[ií]a)"
    r"(?! (total|parci|parzi|partiel|subtotal|vertical|tubular|en manga|longitudinal|laparosc[óo]pica (vertical|tubular)))|"
    r"(?<!sleeve[ -])(?<!total )(?<!totale )(?<!totalt )(?<!partielle )(?<!partiell )(?<!partiel )(?<!distal )gastrektomi|"
    r"\bmagsäcksresektion|\bventrikelresektion|\bventrikkelreseksjon|\bmahalaukun resektio|"
    r"(?<!totale )(?<!partielle )(?<!partiële )(?<!subtotale )(?<!distale )(magenresektion|maagresectie)(?! (totaal|parti))|"
    r"(?<!partial )(?<!wedge )\bresection of (the )?stomach\b"
)
"""A gastrectomy of which nobody says whether it was total: both are asked about."""
_WHIPPLE = (
    r"pancreat(ic)?o-?duodenectom|whipple('s)? (procedure|operation|resection)|pan[ck]reat(ik)?odu?odene[ck]tomi|"
    r"duodenopancreat"
)
"""It takes the pancreas, and often a part of the stomach: both are asked about."""
_AUTOIMMUNE = r"auto[ -]?i(m|n)?mu+n"
"""As German and Dutch run it together with the stomach, and the Romance languages put it behind."""
_COBALAMIN = rf"{NAMED_B12}|[ck]obal|コバラミン|コバルト|[钴鈷]|코발"
_ALLERGIC = r"all?erg|hypersensitiv|hipersensib|anaphyla|anafila|intoleran|unverträglich"
_SEROLOGY = r"screen(?:ing)?|serology|antibod(?:y|ies)|test|panel"
_SIGNS = {**NERVES, **SYMPTOMS}
_NAMES: Mapping[str, str] = {
    **_SIGNS,
    **{sign: f"{_SIGNS[sign]}|{abroad}" for sign, abroad in ABROAD.items()},
    "autoimmune_gastritis": r"pernicious an|perni[zcs]i[öoø]+s(?:[ei][mnrs]?)? an|an[ée]mie pernicieuse|anemia perniciosa|"
    r"pernicieuze an|"
    rf"biermer|{_AUTOIMMUNE}\w*[ -]?(\w+ )?gastri|gastrit\w* (\w+ )?{_AUTOIMMUNE}(e|itari[ao])\b|typ[ -]a[ -]gastrit|"
    r"gastritis,? typ[ -]?a\b",
    "total_gastrectomy": r"\btotal gastrectomy|\btotale? gastrektomi|gastrectom[ií]a total|gastrectomie totale|"
    r"\btotale (magenresektion|maagresectie)|maagresectie totaal|\bmahalaukun poisto|"
    rf"{_OF_EITHER_EXTENT}",
    "partial_gastrectomy": rf"{_WHIPPLE}|"
    r"(partial|subtotal|distal) gastrectomy|billroth|(partielle?|partiel|subtotale?|distal) gastrektomi|"
    r"(partielle|subtotale|distale|partiële) (magenresektion|maagresectie)|maagresectie parti|"
    r"\bmahalaukun (osa-?|osittainen )poisto|"
    rf"gastrectom[ií]a (parcial|parziale|subtotal)|gastrectomie (partielle|subtotale)|{_OF_EITHER_EXTENT}",
    "bariatric_surgery": r"\brygb\b|gastric band|\blap(aroscopic)? band|gastric bypass|roux.en.y|sleeve gastrectomy|"
    r"gastric sleeve|biliopancreatic|duodenal switch|bariatri|"
    r"sleeve[ -]gastrektomi|gastrisk bypass|mahalaukun (ohitus|kavennus)|lihavuusleikkau|\bfe(d|t)m[ae]operas?[jt]i?on|"
    r"gastrectom[ií]a (laparosc[óo]pica )?(vertical|tubular|en manga|longitudinal)|gastrectomie longitudinale|\bmanga g[áa]strica|"
    r"sleeve[ -]gastrectomie|\bbanda g[áa]strica|\bmagenband|\banneau gastrique|\by de roux|"
    r"magenbypass|schlauchmagen|bypass g[áa]stri[cq]|maagbypass|bypass stomach to|excision of stomach,.*\bvertical",
    "partial_ileal_resection": r"\bil(e|é)(al|um|o-?c(a|o)?ecal|oc[æé]cale?|ozökal\w*)\W+(resection|résection|resektion|resectie)|"
    r"(resection|résection|resektion|resectie|ressec[cç]ão) (of|de[rs]?|do|van) (the |l'|het )?(terminal(en|e)? )?[ií]l[eé]|"
    r"ileozökalresektion|\bileum-?res(ektion|eksjon|ektio|ectie)|\bileoc(oe|æ|e)[ck]al-?res(ektion|eksjon)|"
    r"resecci[oó]n ileal|excision of (terminal )?ileum\b(?!.*diagnostic)|"
    r"resection of \d+ ?cm (of )?(the )?(terminal |distal )?il[eé]|\bile(um|al loop) (was )?(resected|removed)\b",
    "ileal_crohns_disease": r"\bcrohn",
    "coeliac_disease": r"\bc(o|œ)?eliac (disease|sprue)|\bc(o|œ)?eliac(s)?\b(?! (art|trunk|plex|axis|screen|serol|antib|node|gangl|"
    r"nerve|dis|spr|stenosis|compress|test|panel|tTG))|\bcoeliakie|\bzöliakie|cel[ií]aca|celiaqu[ií]a|maladie c(œ|oe)liaque|"
    r"\bc[eø]liaki|\bkeliaki|\bceliachi|"
    rf"\b(?:c(?:o|œ)?eliac (?:{_SEROLOGY})|ttg)\b(?:(?!\bno)[\w ]){{0,12}}\W{{1,3}}"
    r"(?:is |was |strongly |weakly )*(?:positiv|\+|raised|high)|"
    rf"\bpositive (?:c(?:o|œ)?eliac (?:{_SEROLOGY})|ttg)\b",
    "bacterial_overgrowth": r"bacterial overgrowth|\bsibo\b|blind loop|bakterielle (fehl|über)besiedlung|"
    r"sobrecrecimiento bacteriano",
    "pancreatic_insufficiency": rf"{_WHIPPLE}|"
    r"pancreatic insufficiency|chronic pancreatitis|pankreasinsuffizienz|insuficiencia pancreática",
    "atrophic_gastritis": r"atrophic gastritis|atrophische gastritis|gastritis atr[óo]fica|gastrite (atrophique|atrofica)|"
    r"atrofisk gastrit|\bgastric (mucosal? )?atroph|\batrophy of (the )?(stomach|gastric)|magen(schleimhaut)?atrophie|"
    r"atrofia g[áa]str|atrophie gastrique",
    "abdominal_radiotherapy": r"radio-?th[eé]rap(y|ie)|radioterap(ia|i\b)|radiation (therapy|treatment)|brachytherap|teletherap|"
    r"strahlen(?:therap|behandl)|bestrahlung|strå(l|le)behandling|(?<!ultraviolet )(?<!\buv )\birradiation",
    "fish_tapeworm": r"diphyllobothri|fish tapeworm|fischbandwurm",
    "other_malabsorption": r"\bright hemi-?colectom|\bhemicolectom[íi]a derecha|\bhemikolektomie rechts|\bil(e)?o-?c(a)?ecectom|"
    r"\b(small )?bowel resection|\bresection of (the )?small (bowel|intestine)|short (bowel|gut)|kurzdarm|tropical sprue|"
    r"\bwhipple('?s)? disease|\b(morbus|m\.|enfermedad de|maladie de) whipple|"
    r"zollinger|\bmalabsor",
    "hereditary_b12_disorder": r"imerslund|gr[äa]sbeck|transcobalamin (ii )?deficiency|methylmalonic acid(uria|(a)?emia)|"
    r"\bcbl ?[a-gj]\b|\bcobalamin [a-gj] (deficien|defect|disease)",
    "pregnant": r"\bpregnan(t|cy)\b(?! (test|induced|planning|advice))|\bgravid\b|\bgestation\b|\bembaraz(o|ada)\b|\bschwanger|"
    r"\bgestante\b|\bgestaci[óo]n\b(?! (previa|anterior))|\bssw \d|\benceinte\b|\bgrossesse|\bzwanger",
    "breastfeeding": r"\bbreast-?feed|\blactating\b|\blactancia|\bstillend|\ballait|\bborstvoeding",
    "pancytopenia_recorded": r"\bpancytop(a)?eni|\bpanzytop|\bpancitop",
    "nitrous_oxide": r"\bn2o\b|\bwhipp?its?\b|\bwhippets\b|\bnangs?\b|\bhippy crack|\bgalaxy gas|\bsmartwhip|\bnos (balloon|"
    r"canister|"
    r"cartridge|use|inhal|gas)|\b(inhal\w*|uses|using) balloons|\bentonox|nitrous oxide|laughing gas|lachgas|protoxyde d'azote|"
    r"óxido nitroso",
    "low_b12_diet": r"\bv[eé]gan|(?<!\bnon)(?<!\bnon[ -])vegetarian|\bv[ée]g[ée]tal(ien|isme)|\bvegetarier|\bv[ée]g[ée]tarien|"
    r"\bplant(-| )based diet|\beats? no (meat|animal)|\bno (meat|animal (products?|foods?))\b|"
    r"\b(does not|doesn't|do not|never) eat (any )?(meat|animal)",
    "glossitis": r"\bglos(s)?itis|\bglossite|\bzungenbrennen|\blengua (roja|depapilada|lisa|dolorosa)|\blangue (lisse|"
    r"d[ée]papill)|\bsore (mouth and )?tongue|\b(smooth|beefy|depapillated) tongue|\btongue\W+(is )?(sore|smooth|"
    r"burning)",
    "hypersegmented_neutrophils": r"\bhypersegment",
    "megaloblastic_picture": r"\bmegaloblast",
    "haemolysis_picture": r"\bh(a)?emolytic an(a)?emia|\bthrombotic microangiopath|\bmicroangiopathic h|\bschistocyt",
    "copper_deficiency": r"\bcopper deficien|\bhypocupr",
    **BLOOD,
    "cobalamin_or_cobalt_allergy": rf"({_ALLERGIC})[^,.;\n]{{0,40}}?({_COBALAMIN})|({_COBALAMIN})[^,.;\n]{{0,40}}?({_ALLERGIC})",
    "leber_optic_neuropathy": r"leber('?s)? (hereditary )?optic|[óo]ptica (hereditaria )?de leber|\blhon\b|"
    r"\bleber(sche[nr]?|'sche[nr]?)? ?-?(heredit\w+ )?opti[ck]us|optique (h[ée]r[ée]ditaire )?de leber|"
    r"(?<!dominant )(hereditary|familial) optic (nerve )?(neuropath|atroph)\w*(?! \W?(opa|kjer))|"
    r"(neuropat[íi]a|atrofia) [óo]ptica hereditaria(?! de leber)|(neuropathie|atrophie) optique h[ée]r[ée]ditaire(?! de leber)",
}
"""Finding -> its names in English, German, French, Spanish and Dutch, of the first causes in Italian and the Nordic languages too,
of operations also in Finnish: causes that would be missed, the nerves (most signs in English and Spanish alone), Leber's disease.
Looked up in no source (register R79).
"""
_FORMS = Patterns(_NAMES)
_BELOW = re.compile(
    r"abdom|pelvi|rect(um|al)|\bcervi[xc]|uter|endometri|ovar|vagin|prostat|bladder|bowel|para-?aort|stomach|gastri|pancrea|"
    r"\bliver|"
    r"iliac|inguin|colon|becken|bauch|bassin|bekken|spine|spinal|lumbar|sacr|whole body|total body",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\b(?:breast|mamm|brust|sein\b|chest|thora|lung|bronch|oesoph|esophag|brain|cerebr|crani|head|neck|laryn|pharyn|thyroid|"
    r"skin|scalp|face|eye|orbit|oral|tongue|shoulder|arms?\b|hands?\b|legs?\b|knee|foot|limb|extremit)",
    re.IGNORECASE,
)
"""Where irradiation reaches the bowel, and where it does not: a place that begins a word, for *Bestrahlung* ends in one."""
_ALLERGEN = re.compile(_COBALAMIN, re.IGNORECASE)
_NOT_BEFORE = re.compile(
    r"\b(famil|fh\b|mother|father|brother|sister|sibling|parents?\b|screen|risk|exclu|ruled? out|no\b|not\b|den(y|ies|ied)\b|"
    r"without|negative|niega|descart|ausschluss|kein|nicht\b|ohne\b|sans\b|sin\b|pas d|aucun|absence d|ausencia d|geen\b|"
    r"ingen\b|inte\b|ikke\b|utan\b|uten\b|"
    r"uden\b|senza\b)",
    re.IGNORECASE,
)
_NOT_BEHIND = re.compile(
    r"\b(excluded|ruled out|negative|ausgeschlossen|family history|"
    r"in (the |his |her )?(family|mother|father|brother|sister|sibling))",
    re.IGNORECASE,
)
"""What is said of a relative, looked for, or denied."""


def _names(form: re.Pattern[str], text: str) -> bool:
    """Whether it stands anywhere of the patient: a denial counts to the end of its sentence, or of its clause behind the name."""
    for found in form.finditer(text):
        before = _SENTENCE.split(text[: found.start()])[-1]
        behind = _CLAUSE.split(text[found.end() :])[0]
        if not _NOT_BEFORE.search(before) and not _NOT_BEHIND.search(behind):
            return True
    return False


_HER = r"\b(?:mother|mum|mom|maternal|madre|matern[ao]|mutter|m[èe]re)\b"
_HER_LACK = (
    r"\b(?:vegan\w*|vegetarian\w*|plant(?:-| )based|pernicious|pernicios\w*|bariatric|gastric bypass|"
    r"low (?:vitamin )?b-?12|(?:vitamin )?b-?12(?:-| )(?:deficien\w*|mangel)|deficiencia de (?:vitamina )?b-?12)\b"
)
_OF_MOTHER = Patterns({MOTHER: rf"{_HER}[^.;\n]{{0,40}}?{_HER_LACK}|{_HER_LACK}[^.;\n]{{0,30}}?{_HER}"})
_DENIED_OF_HER = re.compile(r"\b(?:not?|never|denies|sin|nicht|keine?|excluded|ruled out)\b", re.IGNORECASE)
_HER_DIET = "low_b12_diet"
_SENTENCE, _CLAUSE = re.compile(r"[.;\n] |\n"), re.compile(r"[,.;\n]")
Names = Callable[[str], tuple[str, ...]]
"""The facts that a text names."""


@lru_cache(maxsize=16_384)
def allergies_named(text: str) -> tuple[str, ...]:
    """The allergy a substance named in words stands for."""
    return ("cobalamin_or_cobalt_allergy",) if _names(_ALLERGEN, normal(text)) else ()


@lru_cache(maxsize=16_384)
def findings_named(text: str) -> tuple[str, ...]:
    """The findings a text names; none where it speaks of a relative, a search or an absence."""
    plain = normal(text)
    found = _found(_FORMS, plain)
    of_mother = any(
        _DENIED_OF_HER.search(each[0]) is None for _, form in _OF_MOTHER.tried(plain) for each in form.finditer(plain)
    )
    return (*(each for each in found if not (of_mother and each == _HER_DIET)), *((MOTHER,) if of_mother else ()))


def naming(facts: Iterable[str]) -> Names:
    """What looks a text through for these findings alone."""
    forms = Patterns({fact: _NAMES[fact] for fact in facts})
    return lru_cache(maxsize=16_384)(lambda text: tuple(_found(forms, normal(text))))


def _found(forms: Patterns, text: str) -> list[str]:
    found = [fact for fact, form in forms.tried(text) if _names(form, text) and not _lies_elsewhere(fact, text)]
    if not found or not _EXTENTS.issubset(found):
        return found
    not_meant = {fact for fact, form in _OTHER_EXTENT.items() if form.search(text)}
    return found if len(not_meant) != 1 else [fact for fact in found if fact not in not_meant]


_OTHER_EXTENT = {
    "total_gastrectomy": re.compile(r"\b(?:sub-?total|partial|partiel|parti[ëe]l|parci|parzi|distal)", re.IGNORECASE),
    "partial_gastrectomy": re.compile(r"\btotal", re.IGNORECASE),
}
"""What says, in any form of the word, that it was the other of the two: *Z.n. totaler Gastrektomie* was asked about as both."""
_EXTENTS = frozenset(_OTHER_EXTENT)


@lru_cache(maxsize=16_384)
def asks_for_sign(question: str) -> bool:
    """Whether a word or a figure behind it makes a finding of a question that names none: "Romberg", "muscle power"."""
    return any(findings_named(f"{question}: {answer}") for answer in ("positive", "absent", "1 /5"))


IRRADIATED, _ILEAL = "abdominal_radiotherapy", "ileal_crohns_disease"
_OF_COLON = re.compile(
    r"\b(of|of the|de|del|du|des) (colon|côlon|large (bowel|intestine)|intestino grueso|gros intestin|dickdarm\w*|kolons?)\b|"
    r"\bcolonic crohn|\bdickdarm-?crohn",
    re.IGNORECASE,
)
_OF_SMALL_BOWEL = re.compile(r"il[eé]|small|jejun|yeyun|duoden|dünn|dunn|delgado|gr[êe]le", re.IGNORECASE)


def _lies_elsewhere(fact: str, text: str) -> bool:
    """Whether the text puts it where B12 is not taken up: irradiation above the bowel, Crohn's disease of the colon alone."""
    if fact == _ILEAL:
        return _OF_COLON.search(text) is not None and _OF_SMALL_BOWEL.search(text) is None
    return fact == IRRADIATED and is_above(text)


def is_above(place: str) -> bool:
    """Whether it names a part of the body that is irradiated without the bowel, and none below."""
    return _ABOVE.search(place) is not None and _BELOW.search(place) is None
