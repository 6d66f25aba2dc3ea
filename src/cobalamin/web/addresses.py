"""The parts of the service by their addresses: who is let in, what a card links to and what is counted goes by these."""

from __future__ import annotations

OPEN = ("/health", "/metrics", "/schema", "/schema/openapi.json")
"""Without patient data, they need no signature; everything else does, pages excepted by their secret address."""
ANSWERS = "/answers/"
SMART = "/smart/"
LAUNCH = f"{SMART}launch"
"""A launch is signed for by the EHR's authorization server, not by a token of ours."""
WORKBENCH = ("/", "/compare", "/recall", "/guideline", "/checklist")
"""The pages of the workbench, where the site turned it on: their GET has no patient; their forms go below /pages/."""
POSTS = "/pages/"
"""Where the forms of the pages are sent; everything else that is posted is for programs."""
STATIC = "/static/"
