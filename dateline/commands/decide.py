"""``dateline decide``: records what a person decides about the record, takes it back, and lists it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, NotRequired, TypedDict

import typer

from dateline.commands.shown import STORE, Json, OldStore, now, print_json, say
from dateline.commands.signature import parameters_of, set_parameters

if TYPE_CHECKING:
    import datetime as dt

    from dateline.model import Action

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
Incidents = Annotated[
    list[str],
    typer.Argument(metavar="INCIDENT", help="Two or more; a claim stands for its own.", show_default=False),
]
Name = Annotated[str, typer.Argument(metavar="NAME", help="As reports write it.", show_default=False)]


class What(TypedDict):
    """What is asked, but for who asks, why and when: fields of ``decide.asking.Asked``."""

    action: Action
    subjects: tuple[str, ...]
    field: NotRequired[str]
    value: NotRequired[str]
    words: NotRequired[tuple[str, ...]]
    start: NotRequired[int | None]


def _at(text: str | None) -> dt.datetime:
    from dateline.errors import UsageError
    from dateline.store.moments import instant

    if text is None:
        return now()
    if "T" not in text:
        raise UsageError(f"--at {text!r} is no time: write it as YYYY-MM-DDThh:mmZ.")
    return instant(text)


def _record(
    what: What, by: By, why: Why, at: At = None, store: OldStore = STORE, as_json: Json = False
) -> None:
    from dateline import pipeline
    from dateline.decide.asking import Asked
    from dateline.model import Standing
    from dateline.publish.decisions import decision_json, decision_line

    asked = Asked(**what, by=by, why=why, at=_at(at))
    made = Standing(decision=pipeline.decide(store, asked, now()), state="in force")
    if as_json:
        print_json(decision_json(made))
    else:
        say(f"{made.decision.decision}  {decision_line(made)}")


def _recording(name: str | None = None) -> Callable[[Callable[..., What]], Callable[..., What]]:
    """Makes a command of a function that says what is asked: it gets the options of ``_record``, which it calls.

    The required ones come after its own arguments, the others after its own options.
    """

    def registered(what: Callable[..., What]) -> Callable[..., What]:
        _, *common = parameters_of(_record)

        @functools.wraps(what)
        def command(**given: Any) -> None:
            who = {one.name: given.pop(one.name) for one in common}
            _record(what(**given), **who)

        own = [(one.default is not one.empty, 0, one) for one in parameters_of(what)]
        ours = [(one.default is not one.empty, 1, one) for one in common]
        ordered = [one for *_, one in sorted([*own, *ours], key=lambda row: row[:2])]
        set_parameters(command, ordered)
        decide_app.command(name=name)(command)
        return what

    return registered


@_recording()
def accept(claim: Claim) -> What:
    """Confirm that a claim is read right; takes back an earlier rejection."""
    return {"action": "accept", "subjects": (claim,)}


@_recording()
def reject(claim: Claim) -> What:
    """Set a claim aside: the report does not say that."""
    return {"action": "reject", "subjects": (claim,)}


@_recording("set")
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
    words: Annotated[
        list[str] | None,
        typer.Option(
            "--words", metavar="TEXT", help="The report's words for the value; once for each value."
        ),
    ] = None,
) -> What:
    """Set one field of a claim, marked as set by a person."""
    return {
        "action": "set",
        "subjects": (claim,),
        "field": field,
        "value": value,
        "words": tuple(words or ()),
    }


@_recording()
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
    trigger: Annotated[
        str | None,
        typer.Option("--trigger", metavar="TEXT", help="Those of the words that tell the event itself."),
    ] = None,
    start: Annotated[
        int | None,
        typer.Option("--start", metavar="N", min=0, help="The character at which the words begin."),
    ] = None,
) -> What:
    """Add a claim that the report makes and the program missed; 'decide set' fills it in."""
    words = (quote,) if trigger is None else (quote, trigger)
    return {"action": "add", "subjects": (report,), "value": kind, "words": words, "start": start}


@_recording()
def split(
    incident: Annotated[str, typer.Argument(metavar="INCIDENT", help="The incident.", show_default=False)],
    claims: Annotated[
        list[str], typer.Argument(metavar="CLAIM", help="The claims to part from it.", show_default=False)
    ],
) -> What:
    """Part claims from an incident: they tell another happening, and one happening."""
    return {"action": "split", "subjects": (incident, *claims)}


@_recording()
def apart(incidents: Incidents) -> What:
    """Keep incidents apart that are apart now: they are different happenings, whatever later reports bring."""
    from dateline.decide.asking import APART

    return {"action": "split", "field": APART, "subjects": tuple(incidents)}


@_recording()
def merge(incidents: Incidents) -> What:
    """Join incidents, or hold claims of one incident together: they are one happening."""
    return {"action": "merge", "subjects": tuple(incidents)}


@_recording()
def alias(
    name: Name,
    actor: Annotated[
        str, typer.Argument(metavar="ACTOR", help="Id or name in the register of actors.", show_default=False)
    ],
) -> What:
    """Say which body of the register a name stands for, wherever a claim gives it."""
    return {"action": "alias", "subjects": (name,), "value": actor}


@_recording()
def place(
    name: Name,
    stands_for: Annotated[
        str,
        typer.Argument(
            metavar="PLACE",
            help="'Name, COUNTRY', 'Name, Province, COUNTRY' or a GeoNames number.",
            show_default=False,
        ),
    ],
) -> What:
    """Say which place a name stands for, wherever a claim gives it."""
    return {"action": "place", "subjects": (name,), "value": stands_for}


@_recording()
def undo(
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="Its id, or how that begins.", show_default=False)
    ],
) -> What:
    """Take a decision back, by one more decision; undoing that one brings it back."""
    return {"action": "undo", "subjects": (decision,)}


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
