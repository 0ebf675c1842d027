"""The figures behind the charts: counted from incidents, nothing added that no incident tells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dateline.desk.links import actor_key
from dateline.desk.lookup import counted
from dateline.model import AFFIRMED, Incident
from dateline.publish.tables_csv import harm_range

MOST = 12
"""How many actors or means a chart shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deaths:
    """People told to have been killed on a day, over its incidents; ``open`` where some tell no upper end."""

    day: dt.date
    low: int
    high: int
    open: bool
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """``per_day`` counts incidents by day and family; ``not_to_a_day`` how many are left out of it, and of
    ``deaths``, for their day is not told. ``actors`` are (key, name, incidents); ``means`` (name, incidents)."""

    per_day: tuple[tuple[dt.date, str, int], ...]
    not_to_a_day: int
    deaths: tuple[Deaths, ...]
    actors: tuple[tuple[str, str, int], ...]
    means: tuple[tuple[str, int], ...]


def charts(incidents: Sequence[Incident], families: Mapping[str, str]) -> Charts:
    """The figures of what happened or goes on among these incidents; plans, calls and denials are none."""
    done = [incident for incident in incidents if incident.status in AFFIRMED]
    dated = [(day, incident) for incident in done if (day := day_of(incident)) is not None]
    per_day: dict[tuple[dt.date, str], int] = {}
    for day, incident in dated:
        key = day, families.get(incident.kind, "other")
        per_day[key] = per_day.get(key, 0) + 1
    names = {actor_key(a): a.name for i in reversed(done) for a in i.actors}
    actors = counted([key for i in done for key in {actor_key(a) for a in i.actors}])
    means = counted([mean for i in done for mean in set(i.means)])
    return Charts(
        per_day=tuple((day, family, number) for (day, family), number in sorted(per_day.items())),
        not_to_a_day=len(done) - len(dated),
        deaths=_deaths(dated),
        actors=tuple((key, names[key], number) for key, number in actors[:MOST]),
        means=tuple(means[:MOST]),
    )


def day_of(incident: Incident) -> dt.date | None:
    """The day of an incident, where it is told to the day."""
    when = incident.when
    return when.earliest if when.earliest is not None and when.earliest == when.latest else None


def _deaths(dated: Sequence[tuple[dt.date, Incident]]) -> tuple[Deaths, ...]:
    """The dead of each day; totals over several happenings are left out, as they are never added to single ones."""
    days: dict[dt.date, list[tuple[int | None, int | None]]] = {}
    for day, incident in dated:
        low, _, high = harm_range(incident.counts, "deaths")
        if incident.kind != "toll" and (low, high) != (None, None):
            days.setdefault(day, []).append((low, high))
    return tuple(
        Deaths(
            day=day,
            low=sum(low or 0 for low, _ in told),
            high=sum((high if high is not None else low) or 0 for low, high in told),
            open=any(high is None for _, high in told),
            incidents=len(told),
        )
        for day, told in sorted(days.items())
    )
