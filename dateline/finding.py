"""The search over a store as its readers see it: what was found in what was read, as persons decided it.

In: the path of a store and what is looked for; out: reports and claims with the words found. Claims stand with the
values of today; those that a person rejected are left out, those that a person added or mended are found by what the
person wrote too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dateline.decide.apply import Applied, apply
from dateline.decide.ledger import in_force
from dateline.errors import UsageError
from dateline.model import Claim, Decision
from dateline.store.address import Address
from dateline.store.query import Query, read_query
from dateline.store.searching import Found, Matches, Piece, ReportHit, Window
from dateline.store.store import Store, open_store, version_of
from dateline.words.tables import Words

_MOST_CALLED = 8
"""Bodies that one acronym may stand for in a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim as it stands today, and the words by which it was found."""

    claim: Claim
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a search found: reports and claims, and how many of each there are."""

    query: Query
    reports: tuple[ReportHit, ...]
    report_matches: Matches
    claims: tuple[FoundClaim, ...]
    claim_matches: Matches


def search(store_path: Address, text: str, window: Window, load: Callable[[], Words]) -> Answer:
    """What a store holds of what is looked for; ``load`` gives the word tables, where decisions need them.

    Raises:
        UsageError: nothing is looked for, a filter has no such value, or private names are to stay blotted out.
        StoreError: the store cannot be used.
        SetupError: a word table is missing or wrong.
    """
    query = read_query(text, lambda name: _names(name, load()))
    with open_store(store_path, write=False) as store:
        last = store.last_run()
        if last is not None and dict(last.options).get("redact") == "true":
            raise UsageError(
                "This store's outputs have the names of private persons blotted out, and a search would show them."
            )
        found = store.search(query, window)
        decisions = store.decisions()
        claims = _as_decided(store, found, query, decisions, load) if decisions else _as_read(found)
    return Answer(
        query=query,
        reports=found.reports,
        report_matches=found.report_matches,
        claims=claims,
        claim_matches=found.claim_matches,
    )


def _names(name: str, words: Words) -> tuple[str, ...]:
    """What the register calls the bodies that a name, an acronym or an id stands for, in whatever country."""
    actors = words.actors
    countries = (None, *sorted({one.country for one in actors.entries.values() if one.country is not None}))
    found = [actors.entry(name)]
    found += [actors.lookup(told, country) for told in (name, name.upper()) for country in countries]
    names = tuple(dict.fromkeys(one.name for one in found if one is not None))
    # What is called so in every country ("army") is a noun: the claims are found by the word itself.
    return names if len(names) <= _MOST_CALLED else ()


def _as_read(found: Found) -> tuple[FoundClaim, ...]:
    return tuple(FoundClaim(claim=hit.claim, pieces=hit.pieces) for hit in found.claims)


def _as_decided(
    store: Store, found: Found, query: Query, decisions: tuple[Decision, ...], load: Callable[[], Words]
) -> tuple[FoundClaim, ...]:
    """The claims found, with the values of today, those first that were found by what a person wrote."""
    written = {one.decision: one for one in in_force(decisions) if one.action in ("set", "add")}
    by_person = [written[name] for name in found.decisions if name in written]
    homes = {name for one in by_person if (name := _home(store, one)) is not None}
    applied = _applied(store, homes | {hit.claim.report for hit in found.claims}, decisions, load())
    today = {claim.claim: claim for claim in applied.claims}
    out: dict[str, FoundClaim] = {}
    for decision in by_person:
        for claim in applied.claims:
            if decision.decision in claim.decisions and _fits(claim, query):
                told = tuple(Piece(text=quote, found=False) for quote in claim.quotes)
                out[claim.claim] = FoundClaim(claim=claim, pieces=told)
    for hit in found.claims:
        if hit.claim.claim in today:
            out[hit.claim.claim] = FoundClaim(claim=today[hit.claim.claim], pieces=hit.pieces)
    return tuple(out.values())


def _home(store: Store, decision: Decision) -> str | None:
    return decision.subject if decision.action == "add" else store.home(decision.subject)


def _applied(store: Store, names: Iterable[str], decisions: tuple[Decision, ...], words: Words) -> Applied:
    """The claims of some reports as the decisions make them."""
    reports = [report for name in sorted(names) if (report := store.report(name)) is not None]
    codings = [store.coding(version_of(report)) for report in reports]
    claims = [claim for coding in codings if coding is not None for claim in coding.claims]
    return apply(claims, reports, decisions, words)


def _fits(claim: Claim, query: Query) -> bool:
    """Whether a claim passes the filters on its report; those on claims are looked up in what was read."""
    day = claim.published
    return (
        not query.about_claims
        and (query.report is None or query.report == claim.report)
        and (query.outlet is None or query.outlet.casefold() == (claim.outlet or "").casefold())
        and (query.since is None or (day is not None and day >= query.since))
        and (query.until is None or (day is not None and day <= query.until))
    )
