"""Tells the language of a text, where it is long enough to tell.

A text in comes out as an ISO 639-1 code, or ``None`` where nobody could say. The identifier is a naive
Bayes model over byte n-grams (py3langid, after Lui and Baldwin 2012, "langid.py").
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

LEAST_LETTERS = 200
"""Fewer letters are never judged: a list of Arabic towns in Latin letters looks like any language."""

_JUDGED = 3000
_SURE = 0.6
_STILL_ENGLISH = 0.1

Identify = Callable[[str], str | None]


def tellable(text: str) -> bool:
    """Whether a text has enough letters for its language to be judged."""
    return sum(char.isalpha() for char in text[:_JUDGED]) >= LEAST_LETTERS


@lru_cache(maxsize=1)
def load_identifier() -> Identify:
    """Loads the model (about a second, the first time) and returns the function that uses it.

    The function judges the first 3,000 characters. It returns ``"en"`` unless another language is likely
    and English is not, and ``None`` for texts of fewer than 200 letters.
    """
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def identify(text: str) -> str | None:
        if not tellable(text):
            return None
        ranked = {str(name): float(share) for name, share in model.rank(text[:_JUDGED])}
        best = max(sorted(ranked), key=lambda name: ranked[name])
        if best != "en" and ranked[best] >= _SURE and ranked.get("en", 0.0) < _STILL_ENGLISH:
            return best
        return "en" if best == "en" else None

    return identify
