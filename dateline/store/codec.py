"""Records to JSON and back, without loss and with every type checked at the door.

In comes a record of :mod:`dateline.model` or its JSON; out comes the other. The JSON is compact with sorted
keys, so equal records have equal bytes and a digest of them names the record.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from dateline.errors import StoreError

T = TypeVar("T")


def dumps(value: object) -> str:
    """One line of JSON for a record, or for plain values holding records."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: object) -> str:
    """The SHA-256 of a record's JSON, in hexadecimal."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def plain(value: object) -> object:
    """A record as JSON values: objects, lists, strings, numbers; dates as ISO strings."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in _names(type(value))}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def loads(kind: type[T], text: str) -> T:
    """The record of class ``kind`` that :func:`dumps` wrote.

    Raises:
        StoreError: the text is no such record.
    """
    try:
        value = _build(kind, json.loads(text))
    except (ValueError, TypeError, KeyError) as fault:
        raise StoreError(f"A stored {kind.__name__.lower()} cannot be read back: {fault}.") from None
    if not isinstance(value, kind):
        raise StoreError(f"A stored {kind.__name__.lower()} cannot be read back.")
    return value


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


@functools.cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _build(kind: Any, value: object) -> object:
    """``value``, a JSON value, as an instance of the annotation ``kind``."""
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        return (
            None if value is None else _build(next(a for a in get_args(kind) if a is not type(None)), value)
        )
    if origin is tuple and isinstance(value, list):
        return tuple(_build(get_args(kind)[0], item) for item in value)
    if origin is Literal and value in get_args(kind):
        return value
    if isinstance(kind, type):
        return _build_class(kind, value)
    raise ValueError(f"{value!r} is not one of {kind}")


def _build_class(kind: type, value: object) -> object:
    if is_dataclass(kind) and isinstance(value, dict):
        hints = _hints(kind)
        unknown = sorted(set(value) - set(hints))
        if unknown:
            raise ValueError(f"unknown field {unknown[0]!r}")
        return kind(**{name: _build(hints[name], item) for name, item in value.items()})
    if issubclass(kind, dt.date) and isinstance(value, str):
        return kind.fromisoformat(value)
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if type(value) is kind:
        return value
    raise ValueError(f"{value!r} is no {kind.__name__}")
