"""``dateline decide``: records what a person decides about the record, takes it back, and lists it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.commands.shown import STORE, Json, OldStore, now, print_json, say

if TYPE_CHECKING:
    import datetime as dt

    from dateline.decide.asking import Asked

decide_app = typer.Typer(
    help="Record a correction that every rebuild applies; undo it; list all.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Claim = Annotated[
    str,
    typer.Argument(metavar="CLAIM", help="A claim's id or how it begins, or REPORT/c3.", show_default=False),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.", show_default=False)]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason.", show_default=False)]
At = Annotated[
    str | None,
    typer.Option(
        "--at", metavar="TIME", help="When it was decided, such as 2024-12-06T07:00Z; now where not given."
    ),
]


@decide_app.command()
def accept(
    claim: Claim, by: By, why: Why, at: At = None, store: OldStore = STORE, as_json: Json = False
) -> None:
    """Confirm that a claim is read right; takes back an earlier rejection."""
    from dateline.decide.asking import Asked

    _record(Asked(action="accept", subjects=(claim,), by=by, why=why, at=_at(at)), store, as_json)


@decide_app.command()
def reject(
    claim: Claim, by: By, why: Why, at: At = None, store: OldStore = STORE, as_json: Json = False
) -> None:
    """Set a claim aside: the report does not say that."""
    from dateline.decide.asking import Asked

    _record(Asked(action="reject", subjects=(claim,), by=by, why=why, at=_at(at)), store, as_json)


@decide_app.command(name="set")
def set_value(
    claim: Claim,
    field: Annotated[
        str,
        typer.Argument(
            metavar="FIELD",
            help="actors, counts, hedge, kind, means, places, said_by, status, targets or when.",
            show_default=False,
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="VALUE", help="The value; several are parted by ';', none is 'none'.", show_default=False
        ),
    ],
    by: By,
    why: Why,
    words: Annotated[
        list[str] | None,
        typer.Option(
            "--words", metavar="TEXT", help="The report's words for the value; once for each value."
        ),
    ] = None,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Set one field of a claim, marked as set by a person."""
    from dateline.decide.asking import Asked

    asked = Asked(
        action="set",
        subjects=(claim,),
        field=field,
        value=value,
        words=tuple(words or ()),
        by=by,
        why=why,
        at=_at(at),
    )
    _record(asked, store, as_json)


@decide_app.command()
def add(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="The report's name.", show_default=False)],
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="What happened, such as shelling.", show_default=False)
    ],
    quote: Annotated[
        str,
        typer.Argument(
            metavar="WORDS", help="The words that tell it, as they stand there.", show_default=False
        ),
    ],
    by: By,
    why: Why,
    trigger: Annotated[
        str | None,
        typer.Option("--trigger", metavar="TEXT", help="Those of the words that tell the event itself."),
    ] = None,
    start: Annotated[
        int | None,
        typer.Option("--start", metavar="N", min=0, help="The character at which the words begin."),
    ] = None,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Add a claim that the report makes and the program missed; 'decide set' fills it in."""
    from dateline.decide.asking import Asked

    words = (quote,) if trigger is None else (quote, trigger)
    asked = Asked(
        action="add", subjects=(report,), value=kind, words=words, start=start, by=by, why=why, at=_at(at)
    )
    _record(asked, store, as_json)


@decide_app.command()
def split(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The incident.", show_default=False)],
    claims: Annotated[
        list[str], typer.Argument(metavar="CLAIM", help="The claims to part from it.", show_default=False)
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Part claims from an incident: they tell another happening, and one happening."""
    from dateline.decide.asking import Asked

    asked = Asked(action="split", subjects=(incident, *claims), by=by, why=why, at=_at(at))
    _record(asked, store, as_json)


@decide_app.command()
def apart(
    incidents: Annotated[
        list[str],
        typer.Argument(
            metavar="INCIDENT", help="Two or more; a claim stands for its own.", show_default=False
        ),
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Keep incidents apart that are apart now: they are different happenings, whatever later reports bring."""
    from dateline.decide.asking import APART, Asked

    asked = Asked(action="split", field=APART, subjects=tuple(incidents), by=by, why=why, at=_at(at))
    _record(asked, store, as_json)


@decide_app.command()
def merge(
    incidents: Annotated[
        list[str],
        typer.Argument(
            metavar="INCIDENT", help="Two or more; a claim stands for its own.", show_default=False
        ),
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Join incidents, or hold claims of one incident together: they are one happening."""
    from dateline.decide.asking import Asked

    _record(Asked(action="merge", subjects=tuple(incidents), by=by, why=why, at=_at(at)), store, as_json)


@decide_app.command()
def alias(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As reports write it.", show_default=False)],
    actor: Annotated[
        str, typer.Argument(metavar="ACTOR", help="Id or name in the register of actors.", show_default=False)
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Say which body of the register a name stands for, wherever a claim gives it."""
    from dateline.decide.asking import Asked

    asked = Asked(action="alias", subjects=(name,), value=actor, by=by, why=why, at=_at(at))
    _record(asked, store, as_json)


@decide_app.command()
def place(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As reports write it.", show_default=False)],
    stands_for: Annotated[
        str,
        typer.Argument(
            metavar="PLACE",
            help="'Name, COUNTRY', 'Name, Province, COUNTRY' or a GeoNames number.",
            show_default=False,
        ),
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Say which place a name stands for, wherever a claim gives it."""
    from dateline.decide.asking import Asked

    asked = Asked(action="place", subjects=(name,), value=stands_for, by=by, why=why, at=_at(at))
    _record(asked, store, as_json)


@decide_app.command()
def undo(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Its id, or how that begins.", show_default=False)
    ],
    by: By,
    why: Why,
    at: At = None,
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Take a decision back, by one more decision; undoing that one brings it back."""
    from dateline.decide.asking import Asked

    _record(Asked(action="undo", subjects=(decision,), by=by, why=why, at=_at(at)), store, as_json)


@decide_app.command(name="list")
def list_all(store: OldStore = STORE, as_json: Json = False) -> None:
    """List every decision, in the order made, and how it stands."""
    from dateline import pipeline
    from dateline.publish.decisions import decision_json, decision_line

    found = pipeline.decisions(store)
    if as_json:
        print_json([decision_json(one) for one in found])
    for one in found if not as_json else ():
        say(f"{one.decision.decision}  {decision_line(one)}")
    if not found and not as_json:
        say("No decision has been made.")


def _at(text: str | None) -> dt.datetime:
    from dateline.errors import UsageError
    from dateline.store.moments import instant

    if text is None:
        return now()
    if "T" not in text:
        raise UsageError(f"--at {text!r} is no time: write it as YYYY-MM-DDThh:mmZ.")
    return instant(text)


def _record(asked: Asked, store: Path, as_json: bool) -> None:
    from dateline import pipeline
    from dateline.model import Standing
    from dateline.publish.decisions import decision_json, decision_line

    made = Standing(decision=pipeline.decide(store, asked, now()), state="in force")
    if as_json:
        print_json(decision_json(made))
    else:
        say(f"{made.decision.decision}  {decision_line(made)}")
