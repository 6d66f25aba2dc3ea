"""What whatever leaves this program says of itself: one thing, as long as its place allows."""

from __future__ import annotations

NOTICE = (
    "Decision support for professionals: advice, not an order. Not signed off by a clinician, not a medical device; "
    "check it against the patient and the sources."
)
"""Of an answer, a page or a report."""

SHORT_NOTICE = "Decision support for review by a clinician; not signed off by a clinician."
"""Of a row of a recall list, which repeats it as often as it has patients."""

DRAFT_NOTICE = "Draft by decision support, not signed off by a clinician: check before signing."
"""Of an order drafted in the EHR, where somebody is about to sign it."""

PUBLISHED_NOTICE = "Not signed off by a clinician. Not a medical device. For research and education."
"""Of the rules published for another engine, which nobody has asked about a patient yet."""
