"""From facts to a clause: the templates of ``phrases.tsv`` filled, and nothing added."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dateline.model import AREAS, FORWARD, Place
from dateline.publish import english
from dateline.publish.facts import Facts, Reckoning
from dateline.publish.tables import Phrase, Tables

_OPTION = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)(?::(\w+))?\}")
_NUMBERED = (
    "killed", "killed_or_injured", "injured", "missing", "freed", "detained", "captured", "abducted",
    "displaced", "evacuated", "affected", "present", "strikes", "destroyed",
)  # fmt: skip
_DONE = {
    "killed": "killed",
    "killed_or_injured": "killed or injured",
    "injured": "injured",
    "freed": "freed",
    "detained": "detained",
    "captured": "captured",
    "abducted": "abducted",
    "displaced": "displaced",
    "evacuated": "evacuated",
    "affected": "affected",
    "destroyed": "destroyed",
}
_MAX_NAMES = 4
_MAX_TITLE = 70
_LEADING = re.compile(r"^(?:the|an|a) ")


def clause(facts: Facts, tables: Tables, *, speaker: str | None = None, dated: bool = True) -> str:
    """Say the happening as a clause without a capital or a full stop.

    ``speaker`` is the one in whose mouth it is put, so that it can be "it" or "they"; figures that several
    origins give differently are left out (:func:`figures_apart` has them). A kind without a fitting phrase
    is named by its own word.
    """
    values, plurals = _values(facts, tables, speaker)
    used: set[str] = set()
    core = _first_fit(facts, tables, values, plurals, used) or f"{facts.kind.replace('_', ' ')}"
    if facts.means and facts.kind != "toll" and " with " not in core:
        core += f" with {english.listed([english.plural_means(m, tables.names) for m in facts.means[:3]])}"
    when = english.when_words(facts.when, ongoing=facts.status == "ongoing") if dated else ""
    if when:
        core += f" {when}"
    if facts.status in FORWARD:
        return core
    figures = [r for r in agreed_figures(facts) if r.what not in used]
    return f"{core}, and {figures_clause(figures)}" if figures else core


def noun(facts: Facts, tables: Tables) -> str:
    """Name the happening as a noun phrase: "the taking of Homs by Syrian rebels"."""
    values, plurals = _values(facts, tables, None)
    for phrase in tables.phrases.get(facts.kind, ()):
        if phrase.form == "noun":
            text = _fill(phrase, values, plurals, "happened", set())
            if text is not None:
                return text
    return facts.kind.replace("_", " ")


def title(facts: Facts, tables: Tables) -> str:
    """Name the happening as a heading: "Taking of Homs by Syrian rebels"; its words where no phrase is fair."""
    if facts.kind == "other" or not tables.phrases.get(facts.kind):
        text = " ".join(facts.quote.split())
        return f"“{text}”" if len(text) <= _MAX_TITLE else f"“{text[:_MAX_TITLE].rsplit(' ', 1)[0]} …”"
    return english.upper_first(_LEADING.sub("", noun(replace(facts, other_actors=()), tables), count=1))


def quoted_form(kind: str, tables: Tables) -> str | None:
    """``only`` where the words themselves must stand for the happening, ``also`` beside the clause, or None."""
    for phrase in tables.phrases.get(kind, ()):
        if phrase.form == "quoted":
            return phrase.text
    return None


def agreed_figures(facts: Facts) -> tuple[Reckoning, ...]:
    """Figures on which all who give one for that group agree, and which no single origin of several gives alone."""
    apart = figures_apart(facts)
    return tuple(r for r in facts.reckonings if r not in apart)


def figures_apart(facts: Facts) -> tuple[Reckoning, ...]:
    """Figures that differ by origin for one group, that not every origin gives, or that are no figure at all."""
    rivals: dict[tuple[str, str], list[Reckoning]] = {}
    for reckoning in facts.reckonings:
        rivals.setdefault((reckoning.what, reckoning.who), []).append(reckoning)
    return tuple(
        r
        for r in facts.reckonings
        if len(rivals[(r.what, r.who)]) > 1
        or not set(facts.origins) <= set(r.origins)
        or (r.low is None and r.high is None)
    )


def figure(reckoning: Reckoning) -> str:
    """A figure as a noun phrase: the words themselves where they give no number."""
    words = " ".join(reckoning.words.split())
    if english.is_vague(words, reckoning.low, reckoning.high):
        return english.vague_words(words, reckoning.who)
    return english.range_words(reckoning.low, reckoning.high, reckoning.who)


def figures_clause(figures: Sequence[Reckoning]) -> str:
    """Several figures as one clause: "5 soldiers were killed and 12 injured"."""
    figures = [one for one in figures if not any(_tells_who(other, one) for other in figures)]
    parts: list[str] = []
    for index, reckoning in enumerate(figures):
        before = figures[index - 1] if index else None
        exact = reckoning.low is not None and reckoning.low == reckoning.high and reckoning.low > 1
        if (
            before is not None
            and exact
            and before.who == reckoning.who
            and before.what in _DONE
            and reckoning.what in _DONE
        ):
            parts.append(f"{english.number(reckoning.low or 0)} {_DONE[reckoning.what]}")
        else:
            parts.append(figure_clause(reckoning))
    return english.listed(parts)


def _tells_who(one: Reckoning, bare: Reckoning) -> bool:
    """Whether one figure is another of people at large and says who they were: "51 civilians" of "51 people"."""
    same = (one.what, one.low, one.high) == (bare.what, bare.low, bare.high)
    return same and bare.who == "people" and one.who != "people"


def figure_clause(reckoning: Reckoning) -> str:
    """A figure as a clause: "12 civilians were killed"."""
    text, one = figure(reckoning), reckoning.low == reckoning.high == 1
    if reckoning.low is None and reckoning.high is None:
        return f"there were {text} ({_DONE.get(reckoning.what, reckoning.what)})"
    if reckoning.what == "missing":
        return f"{text} went missing"
    if reckoning.what == "present":
        return f"{text} {'was' if one else 'were'} there"
    if reckoning.what == "strikes":
        return f"there {'was' if one else 'were'} {strikes(reckoning)}"
    return f"{text} {'was' if one else 'were'} {_DONE.get(reckoning.what, reckoning.what.replace('_', ' '))}"


def strikes(reckoning: Reckoning) -> str:
    """A number of strikes, whatever the group says."""
    words = " ".join(reckoning.words.split())
    if english.is_vague(words, reckoning.low, reckoning.high):
        return english.vague_words(words, "strikes")
    return english.range_words(reckoning.low, reckoning.high, "strikes")


def _values(facts: Facts, tables: Tables, speaker: str | None) -> tuple[dict[str, str], dict[str, bool]]:
    names = tables.names
    values: dict[str, str] = {}
    plurals: dict[str, bool] = {}
    for key, told in (("actor", facts.actors), ("target", facts.targets)):
        values[key] = english.listed(_short(told, tables))
        plurals[key] = len(told) > 1 or any(english.is_plural(name, names) for name in told)
    if speaker is not None and facts.actors == (speaker,):
        values["actor"] = "they" if plurals["actor"] else "it"
    elif len(facts.actors) == 1 and facts.other_actors:
        others = english.listed([english.with_article(n, names) for n in facts.other_actors[:2]], "or")
        values["actor"] += f" ({others} in other accounts)"
    both = _short(facts.actors + facts.targets, tables)
    values["two"] = english.listed(both) if len(both) > 1 else ""
    values |= _place_values(facts.places)
    if {place.name for place in facts.places} <= set(facts.targets):
        values["at"] = values["from"] = ""
    plurals["place"] = len(facts.places) > 1
    for reckoning in agreed_figures(facts):
        values.setdefault(
            reckoning.what, strikes(reckoning) if reckoning.what == "strikes" else figure(reckoning)
        )
        plurals.setdefault(reckoning.what, not (reckoning.low == reckoning.high == 1))
    return values, plurals


def _place_values(places: Sequence[Place]) -> dict[str, str]:
    if not places:
        return {"place": "", "at": "", "from": "", "into": "", "about": ""}
    listed = english.listed(_shortened([place.name for place in places]))
    at = english.at_place(places[0]).removesuffix(places[0].name) + listed
    into = f"in {listed}" if places[0].precision in AREAS else f"into {listed}"
    return {"place": listed, "at": at, "from": f"from {listed}", "into": into, "about": at}


def _short(told: Sequence[str], tables: Tables) -> list[str]:
    return _shortened([english.with_article(name, tables.names) for name in told])


def _shortened(names: list[str]) -> list[str]:
    return names if len(names) <= _MAX_NAMES else [*names[:_MAX_NAMES], "others"]


def _first_fit(
    facts: Facts, tables: Tables, values: Mapping[str, str], plurals: Mapping[str, bool], used: set[str]
) -> str | None:
    for phrase in tables.phrases.get(facts.kind, ()):
        if phrase.form in ("active", "passive"):
            text = _fill(phrase, values, plurals, facts.status, used)
            if text is not None:
                return text
    return None


def _fill(
    phrase: Phrase, values: Mapping[str, str], plurals: Mapping[str, bool], status: str, used: set[str]
) -> str | None:
    """The phrase with its slots filled, or None where a slot outside brackets has no value."""

    def known(slot: str) -> bool:
        return slot in ("v", "be", "bes") or bool(values.get(slot))

    def option(match: re.Match[str]) -> str:
        return match[1] if all(known(m[1]) for m in _SLOT.finditer(match[1])) else ""

    text = _OPTION.sub(option, phrase.text)
    slots = [m[1] for m in _SLOT.finditer(text)]
    if not all(known(slot) for slot in slots):
        return None
    used.update(slot for slot in slots if slot in _NUMBERED)

    def slot(match: re.Match[str]) -> str:
        if match[1] in ("be", "bes"):
            many = match[1] == "bes" or plurals.get(match[2] or "", False)
            return _be(status, many)
        if match[1] == "v":
            return _verb(phrase.verb or ("", "", ""), status, plurals.get("actor", False))
        return values[match[1]]

    return _SLOT.sub(slot, text)


def _be(status: str, many: bool) -> str:
    if status == "planned":
        return "are to be" if many else "is to be"
    if status in ("possible", "called_for"):
        return "may be" if status == "possible" else "should be"
    return "were" if many else "was"


def _verb(forms: tuple[str, str, str], status: str, many: bool) -> str:
    base, past, ing = forms
    if status == "planned":
        return f"{'intend' if many else 'intends'} to {base}"
    if status in ("possible", "called_for"):
        return f"{'may' if status == 'possible' else 'should'} {base}"
    if status == "ongoing":
        return ing[1:] if ing.startswith("=") else f"{'were' if many else 'was'} {ing}"
    return past
