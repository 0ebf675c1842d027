"""Shares as the tables of figures give them."""

from __future__ import annotations


def ratio(hits: float, total: float) -> float | None:
    """A share, rounded to a thousandth; ``None`` of nothing."""
    return round(hits / total, 3) if total else None


def f1(hits: float, found: float, wanted: float) -> float | None:
    """The harmonic mean of precision and recall, rounded; ``None`` where nothing was found or wanted."""
    return round(2 * hits / (found + wanted), 3) if found + wanted else None
