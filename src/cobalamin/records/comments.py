"""What a laboratory's comment says of its result: that it is not to be relied on, or that B12 is injected (register R171).

A comment makes no value true. What is printed under every result speaks of what may be, not of this sample: it says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cobalamin.knowledge.facts import FactEntry
from cobalamin.language.nodes import Measure, Threshold
from cobalamin.language.patient import holds
from cobalamin.language.truth import Truth
from cobalamin.records.drawn_on_b12 import LEVELS
from cobalamin.records.medicine_names import NAMED_B12, normal
from cobalamin.records.messages import short
from cobalamin.records.record import Missing, Result, Tells
from cobalamin.records.results import placed

_SAMPLE = (
    r"(?:samples?|specimen|serum|probe|material|blutprobe|muestra|suero|[ée]chantillon|pr[ée]l[èe]vement|tube|volumen?|menge|"
    r"quantit[yé])"
)
_FEW = r"(?:insufficient|inadequate|insuficiente|insuffisante?|unzureichend\w*|nicht ausreichend|zu wenig)"
_SPOILT = (
    r"(?:too old|old|aged|unsuitable|clotted|geronnen\w*|coagul\w*|non conforme|no v[aá]lid[ao]|zu alt|inadecuad[ao])"
)
_FOR = r"(?! (?:for|to|für|para|pour)\b)"
"""What is said for another test that was not made: this one has a result."""
_IN_GENERAL = r"(?! (?:in|for|during|if|when|as|marker|test|bei|für|als|en|para|como|pour|chez|comme)\b)"
"""A range that is not valid in pregnancy, a test that is unreliable in renal failure: no word of this sample."""
_LATER = r"(?! (?:in|after|within|at|every|annually|types?|results?|received|nach|dentro|dans)\b)"
"""Another sample in three months is a control."""
_UNFIT = re.compile(
    r"\bha?emoly[sz]ed\b|\bha?emolytic (?:sample|specimen|serum)|\bh(?:ä|ae)moly(?:tisch\w*\b(?! an[äa]| kris| syn)|siert)|"
    r"\bhemoli[sz]ad\w*|\bmuestra hemol[ií]tica|\bh[ée]molysée?s?\b|\b(?:gross|marked|moderate|severe|in[- ]?vitro|starke|"
    r"deutliche) "
    r"h(?:a?emolysis|ämolyse)|\b(?:ha?emolysis|h[äé]molyse|hem[oó]lisis)\W{0,3}(?:\+\+|present|detected|pr[ée]sent|vorhanden)|"
    rf"\b{_FEW} (?:\w+ )?{_SAMPLE}\b{_FOR}|\b{_SAMPLE} (?:\w+ )?(?:{_FEW}|{_SPOILT})\b{_FOR}|\b(?-i:QNS)\b|"
    rf"\b{_SPOILT} {_SAMPLE}\b(?! results?\b)|"
    r"\bcontamina(?:t\w*|d[ao])\b|\b[ck]ontamin(?:ée?|ier\w*|ation)\b|\bverunreinig\w*|\b(?:drip|infusion)s?[- ]?(?:arm|"
    r"site|line)\b|"
    r"\b(?:iv|i\.v\.) (?:arm|line|fluids)\b|\bbrazo de (?:la )?(?:perfusi[oó]n|v[ií]a)|\bmis-?label\w*|\bunlabel\w*|"
    r"\bwrong (?:blood|patient|tube|bottle)\b|\bverwechs\w*|\bfalsche[sn]? röhrchen|\b(?:not|nicht|no) (?:be )?(?:reliable|"
    r"relied|valid|"
    rf"interpretable|verwertbar|beurteilbar|plausibel|valorable|fiable|v[aá]lid[oa])\b{_IN_GENERAL}|\bunreliable\b{_IN_GENERAL}|"
    rf"\binvalid (?:result|value|{_SAMPLE})|\b(?:results?|values?|{_SAMPLE}) (?:is |are )?invalid\b{_IN_GENERAL}|"
    r"\bininterpr[ée]table|"
    r"\b(?:biotin|assay|heterophile?|antibod(?:y|ies)|paraprotein|antikörper|anticuerpos|"
    r"anticorps)\W+(?:\w+ )?interf[eé]ren\w*|"
    r"\binterferen(?:ce|z) (?:by|from|with|due|durch)\b|\bmacro-?\W?(?:b[- ]?12|complex|vitamin)|"
    r"\b(?:falsely|spurious\w*|fälschlich)\b(?!(?: \w+){1,4} (?:in|with|during|by|bei|en)\b)|"
    r"\b(?:fresh|new|repeat|neue|nueva|nouvel) (?:\w+ )?(?:sample|specimen|probe|einsendung|muestra|extracci[oó]n|"
    rf"[ée]chantillon)\b{_LATER}|"
    r"\b(?:please|pls|kindly) (?:repeat|re-?send|re-?collect)\b(?=\W*$|\W*[.;,!)\n]| (?:asap|urgent|now|today|to confirm))|"
    r"\bbitte (?:um )?(?:wiederhol|erneut|neue)\w*|\brepetir (?:la )?(?:muestra|extracci[oó]n)|\bnouveau pr[ée]l[èe]vement|"
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
    r"(?:reference|normal) (?:range|interval)s?|mother|father|donor|previous|earlier|last)\b",
    re.IGNORECASE,
)
"""What makes of the words behind it a denial, what may be in general, or another sample."""
_OF_THIS = re.compile(
    r"\b(?:may|might|could) (?:be|have been)(?: \w+){0,3}\W*$|\bcannot be \w+\W*$|\b(?:should|must|can|do)\W*$",
    re.IGNORECASE,
)
"""*May be contaminated* is said of this sample."""
_DENIED_AFTER = re.compile(
    r"\W*(?:index|none|nil|no|neg\w*|0|absent|normal|keine?|nein|not)\b|"
    r"\W+(?:(?!cannot|not|nicht|no)\w+ ){0,3}?(?:excluded|ruled out|ausgeschlossen|descartad\w*|exclue?)\b|"
    r"\W(?:\w+ ){0,3}?(?:may|might|can|could|will|kann|können|puede\w*|peut|peuvent)\b",
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


@lru_cache(maxsize=4096)
def is_not_relied_on(comment: str) -> bool:
    """Whether a comment says of this sample that its result is not to be relied on."""
    text = normal(comment[:_LOOKED_AT])
    return any(_is_of_this(text, found) for found in _UNFIT.finditer(text))


def _is_of_this(text: str, found: re.Match[str]) -> bool:
    before, after = _around(text, found)
    if (
        _SLIGHT.search(before)
        or _DENIED_AFTER.match(after)
        or _OTHER_TESTS.search(before + after)
        or _OF_MANY.search(before + after)
    ):
        return False
    return _NOT_THIS.search(before) is None or _OF_THIS.search(before) is not None


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
    """A result with the first comment that says not to rely on it, told beside it."""
    comment = next(filter(is_not_relied_on, comments), "")
    if not comment or result.problem is not None:
        return result
    note = "; ".join(filter(None, (result.note, f"the laboratory's comment: {short(comment)!r}")))
    return result._replace(note=note, doubt=comment)


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
    r"interf[eé]ren|biotin|hetero(?:ph|f)il|paraprotein|macro-?\W?(?:b[- ]?12|complex|vitamin)", re.IGNORECASE
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
