"""``dateline search``: full text over the reports and claims of a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dateline.commands.shown import STORE, Json, OldStore, print_json, say
from dateline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dateline.finding import Answer, FoundClaim
    from dateline.store.searching import Matches, Piece, ReportHit


def search(
    query: Annotated[
        str | None,
        typer.Argument(
            metavar="QUERY",
            help='Words, "a phrase", begin*, -without, OR; outlet:, report:, from:, to:, kind:, status:, who:, '
            "place:, by:, in:claims.",
            show_default=False,
        ),
    ] = None,
    store: OldStore = STORE,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=1000, help="Results of each sort at most.")
    ] = 20,
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Make the index again from what the store holds.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find words in the reports and claims of a store."""
    from dateline.finding import search as search_store
    from dateline.store.searching import Window
    from dateline.store.store import open_store
    from dateline.words.tables import load_words

    if rebuild:
        # One that is not there is told, not made; an older one is brought up to date.
        with open_store(store, write=not isinstance(store, Path) or store.exists()) as opened:
            opened.index_anew()
        if query is None:
            say("The index is made again.")
            return
    if query is None:
        raise UsageError("Give what to look for, such as: dateline search 'hama \"barrel bombs\"'.")
    answer = search_store(store, query, Window(size=limit), load_words)
    if as_json:
        print_json(answer_json(answer))
    else:
        say("\n".join(_lines(answer)))


def answer_json(answer: Answer) -> dict[str, Any]:
    """A search's answer as JSON; in ``words`` each stretch has whether it was looked for."""
    return {
        "reports": [_report(hit) for hit in answer.reports],
        "reports_found": _number(answer.report_matches),
        "claims": [_claim(hit) for hit in answer.claims],
        "claims_found": _number(answer.claim_matches),
    }


def _report(hit: ReportHit) -> dict[str, Any]:
    return {
        "report": hit.report,
        "outlet": hit.outlet,
        "published": None if hit.published is None else hit.published.isoformat(),
        "words": _words(hit.pieces),
    }


def _claim(hit: FoundClaim) -> dict[str, Any]:
    claim = hit.claim
    return {
        "claim": claim.claim,
        "id": f"{claim.report}/{claim.id}",
        "kind": claim.kind,
        "status": claim.status,
        "words": _words(hit.pieces),
    }


def _words(pieces: Iterable[Piece]) -> list[dict[str, Any]]:
    return [{"text": piece.text, "found": piece.found} for piece in pieces]


def _number(matches: Matches) -> dict[str, Any]:
    from dateline.store.searching import RANKED

    return {"number": min(matches.number, RANKED), "more": matches.more, "ranked": matches.ranked}


def _lines(answer: Answer) -> Iterable[str]:
    """The answer as text, what was found between « and »."""
    yield _told("report", answer.report_matches, len(answer.reports))
    for hit in answer.reports:
        day = hit.published.isoformat() if hit.published else "date unknown"
        yield f"  {hit.report}  ({hit.outlet or 'outlet unknown'}, {day})"
        yield f"    {_marked(hit.pieces)}"
    yield _told("claim", answer.claim_matches, len(answer.claims))
    for found in answer.claims:
        claim = found.claim
        yield f"  {claim.report}/{claim.id}  {claim.kind}, {claim.status}"
        yield f"    {_marked(found.pieces)}"


def _told(what: str, matches: Matches, shown: int) -> str:
    from dateline.store.searching import RANKED

    number = max(matches.number, shown)
    if matches.number > RANKED:
        return f"More than {RANKED:,} {what}s, the last kept first"
    if matches.more:
        return f"At least {number:,} {what}{'' if number == 1 else 's'}, the last kept first"
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _marked(pieces: Iterable[Piece]) -> str:
    text = "".join(f"«{piece.text}»" if piece.found else piece.text for piece in pieces)
    return " ".join(text.split())
