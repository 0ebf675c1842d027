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
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from sys import intern
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from dateline.errors import StoreError

T = TypeVar("T")


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_SHARED = 64
"""Strings of so many characters are kept once however often they are read: names, kinds and digests come again."""
_SCALARS = frozenset({type(None), bool, int, float, str})
_Reader = Callable[[Any], object]
_Writer = Callable[[Any], object]


def dumps(value: object) -> str:
    """One line of JSON for a record, or for plain values holding records."""
    return _ENCODER.encode(plain(value))


def digest(value: object) -> str:
    """The SHA-256 of a record's JSON, in hexadecimal."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def plain(value: object) -> object:
    """A record as JSON values: objects, lists, strings, numbers; dates as ISO strings."""
    kind: Any = type(value)
    return _writer(kind)(value)


def loads(kind: type[T], text: str) -> T:
    """The record of class ``kind`` that :func:`dumps` wrote.

    Raises:
        StoreError: the text is no such record.
    """
    try:
        wanted: Any = kind
        value = _reader(wanted)(json.loads(text))
    except (ValueError, TypeError, KeyError) as fault:
        raise StoreError(f"A stored {kind.__name__.lower()} cannot be read back: {fault}.") from None
    if not isinstance(value, kind):
        raise StoreError(f"A stored {kind.__name__.lower()} cannot be read back.")
    return value


@functools.cache
def _writer(kind: Any) -> _Writer:
    """The function that turns an instance of a class into JSON values; worked out once for each class."""
    if issubclass(kind, (tuple, list)):
        return lambda value: [plain(item) for item in value]
    if is_dataclass(kind):
        return _record_writer(kind)
    if issubclass(kind, dt.date):
        return lambda value: value.isoformat()
    if issubclass(kind, Mapping):
        return lambda value: {str(key): plain(item) for key, item in value.items()}
    return lambda value: value


def _record_writer(kind: Any) -> _Writer:
    """Fields that can hold nothing but what JSON has itself are taken as they are: most of a record's are such."""
    hints = get_type_hints(kind)
    names = [one.name for one in fields(kind)]
    bare = [name for name in names if _is_bare(hints[name])]
    deep = [name for name in names if not _is_bare(hints[name])]

    def write(value: Any) -> object:
        found = {name: getattr(value, name) for name in bare}
        for name in deep:
            found[name] = plain(getattr(value, name))
        return found

    return write


def _is_bare(hint: Any) -> bool:
    """Whether an annotation allows strings, numbers, truth values and ``None`` only."""
    if get_origin(hint) in (types.UnionType, Union):
        return all(_is_bare(part) for part in get_args(hint))
    return get_origin(hint) is Literal or hint in _SCALARS


@functools.cache
def _reader(kind: Any) -> _Reader:
    """The function that makes a JSON value an instance of the annotation ``kind``; worked out once for each."""
    origin = get_origin(kind)
    if origin in (types.UnionType, Union):
        inner = _reader(next(a for a in get_args(kind) if a is not type(None)))
        return lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_reader(kind)
    if origin is Literal:
        return _literal_reader(kind)
    if not isinstance(kind, type):
        raise ValueError(f"{kind} cannot be read back")
    if is_dataclass(kind):
        return _record_reader(kind)
    if issubclass(kind, dt.date):
        return _date_reader(kind)
    return _scalar_reader(kind)


def _tuple_reader(kind: Any) -> _Reader:
    item = _reader(get_args(kind)[0])

    def read(value: Any) -> object:
        if not isinstance(value, list):
            raise ValueError(f"{value!r} is not one of {kind}")
        return tuple([item(one) for one in value])

    return read


def _literal_reader(kind: Any) -> _Reader:
    allowed = get_args(kind)

    def read(value: Any) -> object:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {kind}")
        return value

    return read


def _record_reader(kind: type) -> _Reader:
    hints = get_type_hints(kind)
    readers = {name: _reader(hint) for name, hint in hints.items()}
    # Most of a record's fields hold what JSON has itself, of which only the type is to be looked at.
    bare = {name: _bare_types(hint) for name, hint in hints.items()}

    def read(value: Any) -> object:
        if not isinstance(value, dict):
            raise ValueError(f"{value!r} is no {kind.__name__}")
        for name, item in value.items():
            kinds = bare.get(name)
            if kinds is None:
                raise ValueError(f"unknown field {name!r}")
            if type(item) not in kinds:
                value[name] = readers[name](item)
            elif type(item) is str and len(item) <= _SHARED:
                value[name] = intern(item)
        return kind(**value)

    return read


def _bare_types(hint: Any) -> frozenset[type]:
    """The types whose values an annotation takes as JSON has them."""
    if get_origin(hint) in (types.UnionType, Union):
        return frozenset().union(*map(_bare_types, get_args(hint)))
    return frozenset({hint}) & _SCALARS if isinstance(hint, type) else frozenset()


def _date_reader(kind: type[dt.date]) -> _Reader:
    def read(value: Any) -> object:
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is no {kind.__name__}")
        return kind.fromisoformat(value)

    return read


def _scalar_reader(kind: type) -> _Reader:
    def read(value: Any) -> object:
        if type(value) is kind:
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise ValueError(f"{value!r} is no {kind.__name__}")

    return read
