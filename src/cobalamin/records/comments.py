"""What a laboratory's comment says of its result: that it is not to be relied on, or that B12 is injected (register R171).

A comment makes no value true. What is printed under every result speaks of what may be, not of this sample: it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Literal

from cobalamin.knowledge.facts import FactEntry
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import holds
from cobalamin.language.truth import Truth
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.medicine_names import NAMED_B12, normal
from cobalamin.records.messages import short
from cobalamin.records.record import Missing, Result, Source, Statement, Tells, asked_about
from cobalamin.records.results import placed

_SAMPLE = (
    r"(?:samples?|specimen|serum|blut|probe|probenmenge|material|blutprobe|muestra|suero|[ée]chantillon|pr[ée]l[èe]vement|tube|volumen?|menge|"
    r"quantit[yé])"
)
_FEW = r"(?:insufficient|inadequate|insuficiente|insuffisante?|unzureichend\w*|nicht ausreichend|zu wenig)"
_SPOILT = (
    r"(?:too old|old|aged|unsuitable|clotted|geronnen\w*|coagul\w*|non conforme|no v[aá]lid[ao]|zu alt|überlagert|überaltert|"
    r"inadecuad[ao])"
)
_FOR = r"(?! (?:\w+ )?(?:for|to|für|para|pour)\b)"
"""What is said for another test that was not made: this one has a result."""
_IN_GENERAL = r"(?! (?:in|for|during|if|when|as|marker|test|bei|für|als|en|para|como|pour|chez|comme)\b)"
"""A range that is not valid in pregnancy, a test that is unreliable in renal failure: no word of this sample."""
_LATER = (
    r"(?! (?:\w+ ){0,6}?(?:in|after|within|at|every|annually|types?|results?|received|nach|dentro|dans|[àa] distance|if|for|when|"
    r"bei|falls|zur|zum|para|si|pour)\b)"
)
"""Another sample in three months is a control; one for another test, or if something persists, is no doubt of this one."""
_FROM_LINE = (
    r"(?:(?:above|from|via|near|proximal to|ex) (?:\w+ ){0,3}?(?:iv|cannula|(?:central|arterial|iv) line|picc|drip)\b)"
)
_CLOTS = r"(?:fibrin )?clots? (?:in|present|detected|seen|found)\b"
_IDENTITY = (
    r"\b(?:patient )?(?:id|identity|identification) (?:query|error|mismatch|discrepan\w+)|"
    r"\b(?:query|check) (?:the )?(?:patient )?(?:id|identity)\b|"
    r"\b(?:details|names?|labels?)\b[^.;]{0,40}? do(?:es)? not match\b|\bdiscrepan\w+ between[^.;]{0,40}?\b(?:form|label)\b|"
    r"\blabel+ed with (?:another|the wrong|a different)\b|\bmix(?:ed)?[- ]up\b|"
    r"\b(?:from|of) another patient\b|\b(?:mal |erreur d\W)étiquet\w+|"
    r"\bfalsche probe\b|vertauschung\b|\bvertauscht\b|"
    r"\berror de identifica\w+|\berreur d\W?identit\w+"
)
_UNFIT = re.compile(
    r"\bha?emoly[sz]ed\b|\bha?emolytic (?:sample|specimen|serum)|\bh(?:ä|ae)moly(?:tisch\w*\b(?! an[äa]| kris| syn)|siert)|"
    r"\bhemoli[sz]ad\w*|\bmuestra hemol[ií]tica|\bh[ée]molysée?s?\b|\b(?:gross|marked|moderate|severe|in[- ]?vitro|starke|"
    r"deutliche) "
    r"h(?:a?emolysis|ämolyse)|\b(?:ha?emolysis|h[äé]molyse|hem[oó]lisis)\W{0,3}(?:\+\+|present|detected|pr[ée]sent|vorhanden)|"
    rf"\b{_FEW} (?:\w+ )?{_SAMPLE}\b{_FOR}|\b{_SAMPLE} (?:\w+ )?(?:{_FEW}|{_SPOILT})\b{_FOR}|\b(?-i:QNS)\b|"
    rf"\b{_SPOILT} {_SAMPLE}\b(?! (?:results?|colou?rs?|types?)\b)|"
    r"\bcontamina(?:t\w*|d[ao]|ci[oó]n)\b|(?<!un)[ck]ontamin(?:ée?|ier\w*|ation)\b|\bverunreinig\w*|"
    r"\b(?:drip|infusion)s?[- ]?(?:arm|"
    r"site|line)\b|"
    rf"{_CLOTS}|{_IDENTITY}|\b{_SAMPLE}(?: \w+)? ?(?:>|over|more than)? ?\d+ (?:d|days|h|hours) old\b|\b{_SAMPLE} age exceeds|"
    r"\bprobenalter\b|\bdelay(?:ed)? (?:in )?(?:receipt|transport|transit|separation|processing|centrifugation)\b|\bsame arm as\b|"
    rf"\b{_SAMPLE} (?:integrity )?compromised|\b{_SAMPLE} quality (?:is )?(?:poor|bad)\b|"
    r"\bnot (?:separated|spun|centrifuged) (?:in time|within)\b|\bunder-?filled (?:tube|sample)|\bincorrect tube\b|"
    r"\b(?:results?|values?) (?:\w+ )?affected by\b|\beingeschränkt (?:verwertbar|beurteilbar)\b|\bunter vorbehalt\b|"
    r"\bsous réserve\b(?! (?:de|d)\b)|\bh[ée]molyse (?:importante|nette|marquée|forte)|"
    r"\b(?:iv|i\.v\.) (?:arm|line|fluids)\b|\bbrazo de (?:la )?(?:perfusi[oó]n|v[ií]a)|"
    rf"\b(?:taken|collected|drawn) {_FROM_LINE}|\bfluidoterapia\b|"
    r"\? ?dilut\w+|\bdilut\w+ (?:sample )?(?=\?)|\bdiluted (?:by|with)\b|\bdilutional\b|\bverdünnungseffekt\b|"
    r"\bmis-?label\w*|\bunlabel\w*|"
    r"\bwrong (?:blood|patient|tube|bottle)\b|\b\w{0,30}verwechs\w*|\bfalsche[sn]? röhrchen|\b(?:not|nicht|no) (?:be )?(?:reliable|"
    r"relied|valid|"
    rf"interpretable|verwertbar|beurteilbar|plausibel|valorable|fiable|v[aá]lid[oa])\b{_IN_GENERAL}|\bunreliable\b{_IN_GENERAL}|"
    rf"\binvalid (?:result|value|{_SAMPLE})|\b(?:results?|values?|{_SAMPLE}) (?:is |are )?invalid\b{_IN_GENERAL}|"
    r"\bininterpr[ée]table|"
    r"\b(?:biotin|assay|heterophile?|antibod(?:y|ies)|paraprotein|antikörper|anticuerpos|"
    r"anticorps)\W+(?:\w+ )?interf[eé]ren\w*|"
    r"\binterferen(?:ce|z) (?:by|from|with|due|durch)\b|\bstörung durch (?:heterophile|biotin|[\w-]*antikörper)|"
    r"\binterf[eé]ren(?:ce|cia|z)s? (?:probable|suspect\w*|detected|likely|confirmed|nachgewiesen|vermutet)\b|"
    r"\bma[ck]ro-?\W?(?:b[- ]?12|complex|vitamin)|"
    r"\b(?:falsely|spurious\w*|fälschlich)\b(?!(?: \w+){1,4} (?:in|with|during|by|bei|en)\b)|"
    r"\b(?:fresh|new|repeat|neue|nueva|nouvel) (?:\w+ )?(?:sample|specimen|probe|einsendung|muestra|extracci[oó]n|"
    rf"[ée]chantillon)\b{_LATER}|"
    r"\b(?:(?:please|pls|kindly) (?:repeat|re-?send|re-?collect)|recollect(?:ion)?)\b"
    r"(?=\W*$|\W*[.;,!)\n]| (?:asap|urgent|now|today|to confirm))|"
    rf"\bbitte (?:um )?(?:wiederhol\w*|erneut\w*|neue? (?:{_SAMPLE}|blutabnahme|abnahme|einsendung))\b{_LATER}|"
    rf"\brepetir (?:la )?(?:muestra|extracci[oó]n)|\bnouveau pr[ée]l[èe]vement\b{_LATER}|"
    r"\bà renouveler\b",
    re.IGNORECASE,
)
"""What says of a sample that its result is not to be relied on, in English, German, Spanish and French."""
_SLIGHT = re.compile(
    r"\b(?:slight|mild|minimal|minor|trace|leicht|gering|schwach|leve|liger|l[ée]g[èe]r)\w*\W+(?:\w+\W+)?$",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:no|not|non|nil|none|never|without|free of|exclud\w*|kein\w*|nicht|ohne|sin|sans|pas|ni|if|when|where|whether|"
    r"unless|avoid\w*|"
    r"may|might|can|could|in case|should|falls|wenn|sofern|kann|können|bei|si|cuando|puede\w*|evit\w*|peut|peuvent|en cas|"
    r"subject to|prone to|susceptible|causes?|gives?|leads? to|produces?|"
    r"(?:reference|normal) (?:range|interval)s?|reject\w*|unacceptable|(?:samples|specimens|tubes|proben) that|add-?on|for mma|"
    r"consider|possibility of|mother|father|donor|(?:advice|information) on|(?<!with )(?<!from )(?:previous|earlier|last))\b",
    re.IGNORECASE,
)
"""What makes of the words behind it a denial, what may be in general, or another sample."""
_OF_THIS = re.compile(
    r"\b(?:may|might|could) (?:be|have been)(?:(?! caused| due| affected| elevated| raised) \w+){0,3}\W*$(?<! by )|"
    r"\bcannot be \w+\W*$|\b(?:should|must|can|do)\W*$",
    re.IGNORECASE,
)
"""*May be contaminated* is said of this sample."""
_DENIED_AFTER = re.compile(
    r"\W*(?:index\W*(?:\d{1,2}\b|<|normal)|none|nil|no|neg\w*|0|absent|keine?|nein|not|stabil)\b|"
    r"\W+(?:bei|falls|wenn|if|when|where|si|possible|m[öo]glich)\b|"
    r"\W+(?:samples|specimens|tubes|proben|muestras|[ée]chantillons)\b|"
    r"\W+[\w ,]{0,60}?(?:(?<!as )\bpossible|(?<!wie )\bm[öo]glich|\bposible|\brejected|\bdiscarded|\bnot accepted|"
    r"\bstab(?:le|il))\b|"
    r".*?\b(?:not|nicht|no) (?:done|performed|measured|tested|bestimmt|durchgeführt|realizad\w)\b|"
    r"\W+(?:(?!cannot|not|nicht|no)\w+ ){0,3}?(?:excluded|ruled out|ausgeschlossen|descartad\w*|exclue?)\b|"
    r"\W(?:\w+ ){0,3}?(?:may|might|can|could|will|causes?|produces?|gives?|leads?|kann|können|puede\w*|peut|peuvent)\b",
    re.IGNORECASE,
)
_OTHER_TESTS = re.compile(
    r"\b(?:potassium|kalium|potasio|ldh|ast|magnes\w*|phosph\w*|troponin\w*|aptt|urine?|orina|"
    r"folate?|folat|folato|ferritin\w*|glucose|glukose|glucosa|platelets?|thrombozyten|plaquetas|bilirubin|coag\w* screen|"
    r"clotting screen|"
    r"fbc|full blood count|blutbild|hemograma)\b",
    re.IGNORECASE,
)
"""Of these such a comment is often made alone."""
_OF_MANY = re.compile(r"\b(?:patients|people|persons|individuals|women|patienten|pacientes)\b", re.IGNORECASE)
"""What is said of many is printed under every result."""
_INJECTED = re.compile(
    rf"\b(?:patient\w*|pt|paciente|known|already|currently|recent\w*|now|still|is|was|has|gets?|on|had|having|post|after|"
    rf"unter|nach|"
    rf"bekommt|erhält|recib\w*|con|tras|sous|reçoit|receiv(?:es|ed|ing))\W+(?:\w+\W+){{0,4}}?(?:(?:{NAMED_B12}|"
    rf"\w*[ck]obalamin\w*)\W+"
    rf"(?:im |i\.m\. |depot)?(?:inj\w*|inyec\w*|spritze\w*|shots?|jabs?|therapy|replacement|therapie|substitution|tratamiento)|"
    rf"(?:inj\w*|inyec\w*|spritzen?)\W+(?:of |of vitamin |de |de vitamina |mit |von )?(?:vit\w* )?(?:{NAMED_B12}|"
    rf"\w*[ck]obalamin\w*)|"
    rf"hydroxo?[ck]obalami\w*)",
    re.IGNORECASE,
)
_ADVISED = re.compile(
    r"\b(?:patients|people|those|persons|pacientes|patienten|if|unless|not|no|nil|when|whether|should|consider|suggest\w*|"
    r"recommend\w*|"
    r"advis\w*|start|commence|requir\w*|needs?|before|prior|until|routine\w*|falls|wenn|empf\w*|ggf|si|nicht|kein\w*|sin|"
    r"recom\w*|valorar|never|declin\w*|refus\w*|stopped|mother|family)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[.;\n!](?:\s|$)|\n|\b(?:but|however|although|aber|jedoch|pero|mais)\b", re.IGNORECASE)
_LOOKED_AT = 2000
"""So many characters are looked at: an engineering limit."""


_CAUTION = re.compile(
    r"\b(?:interpret|treat|view)(?:ed)? (?:\w+ ){0,2}?with (?:care|caution)\b|\bmit vorsicht\b|\bcon precauci[oó]n\b|"
    r"\bavec prudence\b|\b(?:gross|marked|moderate)\w* lipa?emi[ac]\b|\bunexpected result\b|\b[àa] contr[ôo]ler\b|"
    r"\b(?:tube|sample|specimen) expired\b",
    re.IGNORECASE,
)
"""What says of a result to be careful with it, and not that it is wrong."""


def is_not_relied_on(comment: str) -> bool:
    """Whether a comment says of this sample that its result is not to be relied on."""
    return _heard(comment) == "unfit"


@lru_cache(maxsize=4096)
def _heard(comment: str) -> Literal["", "doubt", "unfit"]:
    text = normal(comment[:_LOOKED_AT])
    heard = set()
    for found in _UNFIT.finditer(text):
        if (weight := _weight(text, found)) == "unfit":
            return weight
        heard.add(weight)
    careful = any(not _is_in_general(*_around(text, found)) for found in _CAUTION.finditer(text))
    return "doubt" if careful or "doubt" in heard else ""


def _weight(text: str, found: re.Match[str]) -> Literal["", "doubt", "unfit"]:
    before, after = _around(text, found)
    before = "" if before.rstrip().endswith("?") else before  # a suspicion, whatever was said before it
    if _DENIED_AFTER.match(after) or _OTHER_TESTS.search(before + after) or _is_in_general(before, after):
        return ""
    return "doubt" if _SLIGHT.search(before) else "unfit"


def _is_in_general(before: str, after: str) -> bool:
    """Whether the words around deny it, or speak of many, of what may be or of another sample."""
    return _OF_MANY.search(before + after) is not None or (
        _NOT_THIS.search(before) is not None and _OF_THIS.search(before) is None
    )


@lru_cache(maxsize=4096)
def tells_of_injections(comment: str) -> bool:
    """Whether a comment says that the patient has B12 injected, and not that it is advised, or of others."""
    text = normal(comment[:_LOOKED_AT])
    found = _INJECTED.search(text)
    return found is not None and _ADVISED.search(" ".join((*_around(text, found), found[0]))) is None


def _around(text: str, found: re.Match[str]) -> tuple[str, str]:
    """The clause before and behind what was found."""
    return _CLAUSE.split(text[: found.start()])[-1], _CLAUSE.split(text[found.end() :])[0]


def commented(result: Result, comments: Iterable[str]) -> Result:
    """A result with the first comment that says not to rely on it, told beside it; one that asks for care is told alone."""
    said = tuple(comments)
    unfit = next(filter(is_not_relied_on, said), "")
    return _told(result, unfit or next(filter(_heard, said), ""), unfit)


def doubtful(result: Result, comment: str) -> Result:
    """A result that is not to be relied on, with what the laboratory says of it told beside it."""
    return _told(result, comment, comment)


def injections_told(comment: str, source: Source) -> Statement:
    """The injections of which a comment tells: asked about, and no dose."""
    what = f"the laboratory's comment {short(comment)!r} tells of it; ask whether this is correct"
    return asked_about("b12_injections", "in words only", what, source)


def denial_doubted(entry: FactEntry, comment: str, source: Source) -> Missing | None:
    """Why a test that is negative says nothing, where its comment says not to rely on it."""
    return doubted(entry, doubtful(Result(entry.name, "negative", source, None), comment), {})


def _told(result: Result, comment: str, doubt: str) -> Result:
    if not comment or result.problem is not None:
        return result
    note = "; ".join(filter(None, (result.note, f"the laboratory's comment: {short(comment)!r}")))
    return result._replace(note=note, doubt=doubt)


def doubted(entry: FactEntry, result: Result, figures: Mapping[str, Threshold]) -> Missing | None:
    """Why a result with such a comment is not used: one that reassures; what would press counts, for nobody may miss it."""
    if not result.doubt or entry.name not in _RULES_OUT or not _reassures(entry, result, figures):
        return None
    disturbed = entry.name in LEVELS and _DISTURBED.search(result.doubt) is not None
    instead = "a metabolite tells more" if disturbed else "repeat it"
    said = f"sent as {short(result.source.sent)}, and the laboratory's comment is {short(result.doubt)!r}: not relied on; {instead}"
    tells: Tells = "disturbed" if disturbed else "spoilt"
    return Missing("contradictory", f"{entry.fact.label}: {said}", result.source, tells=tells)


_DISTURBED = re.compile(
    r"interf[eé]ren|biotin|hetero(?:ph|f)il|paraprotein|störung durch|ma[ck]ro-?\W?(?:b[- ]?12|complex|vitamin)",
    re.IGNORECASE,
)
"""What disturbs the assay of a level: it would read the same on another sample."""


def _reassures(entry: FactEntry, result: Result, figures: Mapping[str, Threshold]) -> bool:
    """Whether it lies where it speaks against a deficiency; of a haemoglobin, where it is no anaemia of anybody."""
    if not isinstance(entry.fact, Measure):
        return result.value == "negative"
    value, (_, high) = placed(entry, result, figures), entry.word_limits
    if value is None:
        return False
    limit = entry.fact > figures[high] if high else entry.fact < figures["hb.men"]
    return holds(limit, value) is (Truth.YES if high and entry.reassuring == "high" else Truth.NO)


_RULES_OUT = frozenset({
    "total_b12", "active_b12", "mma", "homocysteine", "haemoglobin", "mcv", "intrinsic_factor_antibody",
    "parietal_cell_antibody",
})  # fmt: skip
"""What may rule a deficiency or its cause out: of the others a normal one is what another result is read by."""
