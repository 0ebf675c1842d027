"""What is told about one report, compared: a value that nothing contradicts is used, a conflict is a problem.

In come ``Told`` values, the surest first; out come the values to use, the same list with those marked, and
problems. Values agree that differ only as pages differ: in case, in a site's name after a title, in the zone a
moment is written in, in how long a name is given.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from dateline.fetch.document import problem, told
from dateline.model import Problem, Told
from dateline.versions.identity import plain_host, plain_path
from dateline.versions.times import read_moment
from dateline.words.credits import dateline_credit

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ'’.-]*(?:[ /,-]{1,2}[A-ZÀ-Þ][\w'’.-]*){0,6})"
    r"(?:,? (?P<day>(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8})(?:,? \d{4})?))?"
    r"(?:,? ?\([^()]{2,60}\))? ?[-–—]{1,2} "
)
_CHECKED = ("title", "outlet", "published", "url", "language", "byline", "credit", "dateline")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The values to use; ``None`` where nothing tells one, or where two contradict each other.

    ``dated`` is true where a publication date was told, even one that could not be used.
    """

    title: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    dated: bool = False
    url: str | None = None
    told: tuple[Told, ...] = ()
    problems: tuple[Problem, ...] = ()


def settle(where: str, facts: Sequence[Told], address: str | None = None) -> Settled:
    """Compares what is told about one report; ``address`` is where it was retrieved from."""
    out = _resolved(facts, address)
    problems: list[Problem] = []
    values: dict[str, str | None] = {}
    for name in _CHECKED:
        mine = [one for one in out if one.field == name]
        if name == "published":
            chosen, wrong = _date(where, mine)
        else:
            chosen, wrong = _agreed(where, mine, _ALIKE[name])
        problems.extend(wrong)
        values[name] = chosen.value if chosen is not None else None
        out = [replace(one, used=True) if one is chosen else one for one in out]
    if values["title"] is None and not any(one.field == "title" for one in out):
        values["title"], out = _page_title(out)
    moment = read_moment(values["published"] or "")
    return Settled(
        title=values["title"],
        outlet=values["outlet"],
        published=None if moment is None else moment.date(),
        dated=any(one.field == "published" for one in out),
        url=values["url"] or (address if address and address.startswith(("http://", "https://")) else None),
        told=tuple(out),
        problems=tuple(problems),
    )


def first_lines(text: str) -> tuple[Told, ...]:
    """The dateline and agency credit at the beginning of an article's first paragraphs, where they stand."""
    for line in text[:4000].split("\n")[:6]:
        found = _DATELINE.match(line.lstrip())
        credit = dateline_credit(found.group()) if found is not None else None
        if found is None or (found["day"] is None and credit is None):
            continue
        place = found.group().split("(")[0].strip(" -–—,")
        return (
            *told("dateline", place, "first paragraph"),
            *told("credit", credit, "first paragraph"),
        )
    return ()


def _resolved(facts: Sequence[Told], address: str | None) -> list[Told]:
    """The facts without those that cannot be: addresses that are none, made whole where they are relative."""
    out = []
    for one in dict.fromkeys(facts):
        if one.field == "url":
            try:
                whole = urljoin(address or "", one.value)
                if urlsplit(whole).scheme not in ("http", "https") or not urlsplit(whole).hostname:
                    continue
            except ValueError:
                continue
            one = replace(one, value=whole)
        out.append(one)
    return out


def _agreed(
    where: str, mine: list[Told], alike: Callable[[str, str], bool]
) -> tuple[Told | None, list[Problem]]:
    """The first value, unless another contradicts it."""
    for one in mine[1:]:
        if not alike(mine[0].value, one.value):
            return None, [_conflict(where, mine[0], one)]
    return (mine[0] if mine else None), []


def _date(where: str, mine: list[Told]) -> tuple[Told | None, list[Problem]]:
    read = [(one, read_moment(one.value)) for one in mine]
    good = [(one, moment) for one, moment in read if moment is not None]
    if not good:
        wrong = [
            problem(
                where, "date", f"published is {one.value[:60]!r} ({one.by}), which is no certain date", _MEND
            )
            for one in mine[:1]
        ]
        return None, wrong
    # A zone of its own tells the outlet's day better than the same moment in UTC; a bare day says least.
    best = max(
        good,
        key=lambda pair: (pair[1].utcoffset() not in (None, dt.timedelta(0)), pair[1].tzinfo is not None),
    )
    for one, moment in good:
        if not _same_day(best[1], moment):
            return None, [_conflict(where, best[0], one)]
    return best[0], []


def _same_day(left: dt.datetime, right: dt.datetime) -> bool:
    if left.tzinfo is None or right.tzinfo is None:
        days = {moment.date() for moment in (left, right)}
        for moment in (left, right):
            if moment.tzinfo is not None:
                days_of = {moment.date(), moment.astimezone(dt.UTC).date()}
                other = right if moment is left else left
                return other.date() in days_of
        return len(days) == 1
    return left.date() == right.date() or abs(left - right) < dt.timedelta(hours=1)


def _page_title(facts: list[Told]) -> tuple[str | None, list[Told]]:
    """The browser's title without the site's name, where nothing better is told."""
    for number, one in enumerate(facts):
        if one.field == "page_title":
            outlets = {bare(other.value) for other in facts if other.field == "outlet"}
            title = one.value
            for mark in (" | ", " - ", " – ", " — ", " :: "):
                head, _, tail = title.rpartition(mark)
                if head and bare(tail) in outlets:
                    title = head
            return title, [*facts[:number], replace(one, used=True), *facts[number + 1 :]]
    return None, facts


def bare(value: str) -> str:
    """The letters and digits of some words, without their case: what is left of them on any page."""
    return "".join(char for char in value.casefold() if char.isalnum())


def _words(value: str) -> set[str]:
    return {word for word in re.findall(r"\w+", value.casefold()) if word not in _SMALL}


def names_alike(left: str, right: str) -> bool:
    """Whether two names are most likely one body's: one holds the other, or they share a word that says something."""
    one, other = bare(left), bare(right)
    if not one or not other:
        return False
    return one in other or other in one or bool(_words(left) & _words(right))


def _titles_alike(left: str, right: str) -> bool:
    one, other = _words(left), _words(right)
    return (
        bare(left) in bare(right)
        or bare(right) in bare(left)
        or 3 * len(one & other) >= min(len(one), len(other))
    )


def _addresses_alike(left: str, right: str) -> bool:
    return _address(left) == _address(right)


def _address(value: str) -> tuple[str, str]:
    try:
        parts = urlsplit(value)
        host = plain_host(parts.hostname or "")
    except ValueError:
        return "", value
    return host, plain_path(parts.path).casefold()


def _languages_alike(left: str, right: str) -> bool:
    one, other = (re.split(r"[-_]", value.casefold())[0] for value in (left, right))
    return one == other or len(one) > 3 or len(other) > 3


def _conflict(where: str, left: Told, right: Told) -> Problem:
    said = (
        f"its {left.field} is {left.value[:80]!r} by {left.by} and {right.value[:80]!r} by {right.by}, "
        "so it stays unknown"
    )
    return problem(where, "metadata", said, "say in a manifest which one is right")


_MEND = "write it as YYYY-MM-DD in a manifest"
_SMALL = frozenset("the of and for a an in on to news".split())
_ALIKE: dict[str, Callable[[str, str], bool]] = {
    "title": _titles_alike,
    "outlet": names_alike,
    "url": _addresses_alike,
    "language": _languages_alike,
    "byline": names_alike,
    "credit": names_alike,
    "dateline": names_alike,
}
