"""The fitted weights of named features, as the choosers of places and dates read them.

In: the text of a table ``feature weight source``. Out: the weight of each feature. Read once for each text.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dateline.errors import DataError

Features = dict[str, float]
"""What speaks for or against a choice: how much of each named feature it has."""


@cache
def feature_weights(table: str, name: str) -> Mapping[str, float]:
    """The weight of each feature of a table's text; raises DataError, naming file and line, where one is malformed."""
    weights: dict[str, float] = {}
    for number, line in enumerate(table.splitlines()[1:], start=2):
        cells = line.split("\t")
        try:
            weights[cells[0]] = float(cells[1])
        except (IndexError, ValueError) as error:
            raise DataError(f"{name}:{number}: {line!r} is no row 'feature weight source'") from error
    return weights  # no proxy around it: features are asked for by the ten thousand, and a proxy doubles the cost


def weigh(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    """The sum of the weights of some features."""
    total = 0.0
    for name, value in features.items():
        total += weights.get(name, 0.0) * value
    return total
