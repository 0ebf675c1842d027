"""Who did it and who suffered it, where accounts of one happening have somebody for both.

In: claims, and the names that they give for the doers and for the victims. Out: the same names, nobody among both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from dateline.model import Claim

Names = tuple[str, ...]


def apart(claims: Sequence[Claim], doers: Iterable[str], victims: Iterable[str]) -> tuple[Names, Names]:
    """Doers and victims, each in the order given: a name among both is what more claims have it for, in doubt the
    victim."""
    done = Counter(actor.name for claim in claims for actor in claim.actors)
    met = Counter(target.name for claim in claims for target in claim.targets)
    suffered = set(victims)
    did = tuple(name for name in doers if name not in suffered or done[name] > met[name])
    return did, tuple(name for name in victims if name not in did)
