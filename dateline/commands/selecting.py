"""The options by which a command is told which part of the record is wanted.

``selecting`` puts them behind a command's own: the command gets them gathered as one mapping, ``asked``.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from dateline.commands.signature import parameters_of, set_parameters

_DAYS = {
    "since": "Only what may lie on this day (YYYY-MM-DD) or later.",
    "until": "Only what may lie on this day or earlier.",
}
_LISTS = {
    "place": ("NAME", "A place, by its name or its province's or country's, or GeoNames number."),
    "country": ("NAME", "A country, by its English name or code of two letters."),
    "kind": ("KIND", "A kind of event, or a family of kinds."),
    "status": ("STATUS", "happened, ongoing, planned, possible, called_for or denied."),
    "actor": ("NAME", "Who did it or whom it was done to: a name, or an id of the register."),
    "origin": ("NAME", "A body that it rests on or that denies it."),
    "outlet": ("NAME", "An outlet that tells it."),
    "report": ("NAME", "A report that tells it."),
    "grade": ("GRADE", "admitted, corroborated, claimed, contested or unattributed."),
    "source": ("NAME", "A body or outlet that tells or denies it."),
    "text": ("WORDS", "Words that its title, outlets, places or quotes all hold."),
    "incident": ("ID", "An incident, or how its id begins."),
    "claim": ("ID", "A claim of it, or how its id begins."),
}
_FLAGS = {
    "undated": "With days asked: keep also what nobody dates.",
    "contested": "Only what has a field on which accounts differ.",
}
_BOX = "Only what lies in this box, in degrees."


def selecting(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of a selection; its argument ``asked`` has the values of each that was given."""

    @functools.wraps(command)
    def told(**given: Any) -> None:
        asked: dict[str, list[str]] = {}
        for name in (*_DAYS, *_LISTS, *_FLAGS, "box"):
            value = given.pop(name)
            if value:
                asked[name] = list(value) if isinstance(value, list) else [str(value).lower()]
        command(**given, asked=asked)

    own = [one for one in parameters_of(command) if one.name != "asked"]
    set_parameters(told, [*own, *_options()])
    return told


def _options() -> list[inspect.Parameter]:
    def option(name: str, kind: object, default: object, told: Mapping[str, Any]) -> inspect.Parameter:
        annotation = Annotated[kind, typer.Option(f"--{name}", **told)]  # type: ignore[valid-type]
        return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)

    none = str | None
    found = [option(name, none, None, {"metavar": "DATE", "help": said}) for name, said in _DAYS.items()]
    found += [
        option(name, list[str] | None, None, {"metavar": shown, "help": said})
        for name, (shown, said) in _LISTS.items()
    ]
    found += [option(name, bool, False, {"help": said}) for name, said in _FLAGS.items()]
    return [*found, option("box", none, None, {"metavar": "W,S,E,N", "help": _BOX})]
