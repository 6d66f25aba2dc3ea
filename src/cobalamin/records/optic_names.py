"""Words for an optic neuropathy of which no cause is told: whether it is Leber's disease is asked before cyanocobalamin (R102)."""

from __future__ import annotations

import re
from functools import lru_cache

from cobalamin.records.medicine_names import normal

_OPTIC = re.compile(
    r"\boptic (?:nerve )?(?:neuropath|atroph)|(?:neuropat[íi]a|atrofia) [óo]ptica|\b(?:neuropathie|atrophie) optique|"
    r"\bopti[ck]us-?(?:neuropathie|atrophie)|\bsehnerv\w*atrophie|\boptic dis[ck] (?:pallor|atrophy)",
    re.IGNORECASE,
)
_EXPLAINED = re.compile(
    r"gla?u[ck]om|isch[aä]?e?m|isqu[eé]m|\bn?a-?aion\b|\bn?aion\b|arteri|vas[ck]ul|neuritis|n[ée]vrite|multiple|scl[ée]ros|"
    r"esclerosis|"
    r"demyelin|\bms\b|\bnmo|\bmog\b|entzünd|inflam|infiltr|syphil|s[íi]fil|sar[ck]oid|nutri|tab[aá]k|tabac|tobac|"
    r"al[ck]o[ho]*l|amblyop|"
    r"to[xk][iín]|ethambut|methan|metan|b-?12|[ck]obal|folat|kupfer|copper|deficien|mangel|carenc|[ck]ompres|tum|mening|gliom|"
    r"pituit|"
    r"adenom|th?[iy]ro|grave|basedow|traum|papill?[oö]?[eé]?d|intra[ck]rani|radiat|radi(?:o|ó)?th?erap|strahl|domina|opa1|kjer|autosom|leber|lhon|"
    r"hereditar|"
    r"h[ée]r[ée]dit|wolfram|second|sekund|due to|caused|debid|\bbei\b|post|con[kg][eé]nit|retinit|pigment|stroke",
    re.IGNORECASE,
)
"""What names a cause, or another disease of the eye; of Leber's disease itself others hear."""

OPTIC_CODES = {"76976005": "Optic atrophy", "H47.20": "Unspecified optic atrophy"}
"""The codes of the visual loss that name no cause either, and what they mean where the record has no word beside them."""


@lru_cache(maxsize=4096)
def names_unexplained_optic(text: str) -> bool:
    """Whether it names an optic neuropathy or atrophy, and no cause of it."""
    plain = normal(text)
    return _OPTIC.search(plain) is not None and _EXPLAINED.search(plain) is None
