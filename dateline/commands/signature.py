"""Functions whose options are put together by code: Typer reads them off a signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable


def parameters_of(function: Callable[..., object]) -> list[inspect.Parameter]:
    """A function's parameters in order, their annotations evaluated."""
    return list(inspect.signature(function, eval_str=True).parameters.values())


def set_parameters(function: Callable[..., object], parameters: Iterable[inspect.Parameter]) -> None:
    """Makes ``parameters``, in this order, the options and arguments by which a command is called."""
    signature = inspect.Signature(list(parameters))
    vars(function)["__signature__"] = signature
    function.__annotations__ = {one.name: one.annotation for one in signature.parameters.values()}
