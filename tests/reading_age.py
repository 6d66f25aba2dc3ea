"""How hard a text is to read: the Flesch-Kincaid grade, with syllables counted upwards."""

import re

GRADE_LIMIT = 6.0
"""US school grade 6 is age 11."""


def syllables(word: str) -> int:
    """Vowel groups without a silent ending, hiatus (dia, doing) counted twice; letters are read out, B12 is two.

    Where English is irregular it errs upwards ("whole" counts two), so that a text is never called too easy.
    """
    if any(c.isdigit() for c in word):
        return 2
    if word.isupper() and len(word) > 1:
        return len(word)
    low = word.lower()
    hiatus = len(re.findall(r"(?<![cts])i[ao]|[aeiouy]ing$", low))
    low = re.sub(r"(?<=[^aeiouyltsxzcgh])es$|(?<=[^aeiouydt])ed$|(?<=[^l])e$", "", low)
    return max(1, len(re.findall(r"[aeiouy]+", low)) + hiatus)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[A-Za-z][A-Za-z0-9]*", text.replace("'", ""))
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    return 0.39 * len(words) / sentences + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
