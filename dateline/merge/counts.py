"""How many: low, best and high of each total over independent origins, the accounts kept beside it.

In: the affirming voices of an incident; out: one :class:`Total` for each thing counted of each group. A
number that one voice gives twice counts once; numbers of different things or groups are never added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.merge.facts import Fact
from dateline.merge.origins import Mouth
from dateline.model import AFFIRMED, Account, Count, Stands, Total

Key = tuple[str, str]
_SHORT = ("day", "days")
_LONG = ("month", "year", "longer")


def totals(rows: Sequence[Sequence[Mouth]], stands: Mapping[str, Stands]) -> tuple[Total, ...]:
    """Totals by what was counted and of whom, sorted; ``stands`` tells which origins gain by the incident."""
    rows = _done(rows)
    keys = sorted({(c.what, c.who) for row in rows for m in row for f in m.facts for c in f.claim.counts})
    return tuple(total for key in keys if (total := _total(key, rows, stands)) is not None)


def _done(rows: Sequence[Sequence[Mouth]]) -> Sequence[Sequence[Mouth]]:
    """The voices with the claims whose figures are the happening's own: what a body means to do to ten people
    counts none of those it did it to, and a month's figure none of a day's."""
    facts = [f for row in rows for m in row for f in m.facts]
    done = any(f.claim.status in AFFIRMED for f in facts)
    single = any(f.claim.counts and f.claim.when.precision in _SHORT for f in facts)

    def counts(fact: Fact) -> bool:
        long = single and fact.claim.when.precision in _LONG
        return not long and (not done or fact.claim.status in AFFIRMED)

    return [[replace(m, facts=tuple(f for f in m.facts if counts(f))) for m in row] for row in rows]


def _total(key: Key, rows: Sequence[Sequence[Mouth]], stands: Mapping[str, Stands]) -> Total | None:
    accounts = [account for row in rows for mouth in row if (account := _account(key, mouth)) is not None]
    if not accounts:
        return None
    lows = [a.low for a in accounts if a.low is not None]
    tops = [top for a in accounts if (top := a.high if a.high is not None else a.low) is not None]
    open_ended = (
        any(a.high is None and a.low is not None and a.low >= max(tops) for a in accounts) if tops else True
    )
    return Total(
        what=key[0],
        who=key[1],
        low=min(lows) if lows else None,
        best=_best(key, rows, stands),
        high=None if open_ended or not tops else max(tops),
        by=tuple(accounts),
    )


def _account(key: Key, mouth: Mouth) -> Account | None:
    told = [(c, f.claim.claim) for f in mouth.facts for c in f.claim.counts if (c.what, c.who) == key]
    if not told:
        return None
    lows = [c.low for c, _ in told if c.low is not None]
    highs = [c.high for c, _ in told if c.high is not None]
    return Account(
        origin=mouth.name,
        low=min(lows) if lows else None,
        high=None if len(highs) < len(told) and not highs else max(highs),
        claims=tuple(sorted({claim for _, claim in told})),
    )


def _best(key: Key, rows: Sequence[Sequence[Mouth]], stands: Mapping[str, Stands]) -> int | None:
    """The figure most voices give; of several, the middle one of those that do not gain by it, the lower of
    two."""
    by_voice: list[tuple[bool, int]] = []
    for row in rows:
        figures = [
            figure for m in row for f in m.facts for c in f.claim.counts if (figure := _figure(key, c))
        ]
        if figures:
            by_voice.append((any(stands.get(m.name) == "gains" for m in row), max(figures)))
    if not by_voice:
        return None
    free = sorted(figure for gains, figure in by_voice if not gains) or sorted(
        figure for _, figure in by_voice
    )
    often = {figure: sum(other == figure for _, other in by_voice) for figure in free}
    most = max(often.values())
    if most > 1:
        return min(figure for figure, times in often.items() if times == most)
    return free[(len(free) - 1) // 2]


def _figure(key: Key, count: Count) -> int | None:
    if (count.what, count.who) != key:
        return None
    return count.low if count.low is not None else count.high


def disjoint(a: Account, b: Account) -> bool:
    """Whether two accounts of one total cannot both be true; an open end agrees with anything beyond it."""
    if a.low is not None and b.high is not None and a.low > b.high:
        return True
    return b.low is not None and a.high is not None and b.low > a.high
