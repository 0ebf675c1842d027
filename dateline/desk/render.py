"""Sets pages: every value is escaped, whatever page, and control and direction characters are made visible.

In: a request, the name of a template and its values; out: the page. A name that a template does not know is a fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dateline import __version__
from dateline.desk import links
from dateline.desk.record import Record, Records
from dateline.publish import english
from dateline.publish.markup import badge, count_range
from dateline.words.letters import visible

_LINKS = (
    "to_incident",
    "to_claim",
    "to_report",
    "to_words",
    "to_place",
    "to_named_place",
    "to_actor",
    "to_source",
    "actor_key",
)

HERE = Path(__file__).parent
STATIC = HERE / "static"


def records(request: Request) -> Records:
    """The keeper of the record that this desk shows."""
    found = request.app.state.records
    assert isinstance(found, Records)
    return found


def record(request: Request) -> Record:
    """The record as one request sees it, the same from its beginning to its end; raises as :meth:`Records.current`
    does."""
    if not hasattr(request.state, "record"):
        request.state.record = records(request).current()
    found = request.state.record
    assert isinstance(found, Record)
    return found


def forget(request: Request) -> None:
    """Lets what follows in a request see the record anew: somebody has decided something."""
    if hasattr(request.state, "record"):
        del request.state.record


def page(request: Request, template: str, values: Mapping[str, Any], *, status: int = 200) -> HTMLResponse:
    """The page that a template makes of these values; ``title`` is wanted among them."""
    shown = (
        environment()
        .get_template(template)
        .render(
            **values,
            path=request.url.path,
            nav=request.app.state.nav,
            store=records(request).store.name,
            session=request.state.session,
            behind=getattr(request.state, "record", None) is not None and request.state.record.behind,
            role=request.state.role,
            users=request.app.state.door.signing_in,
        )
    )
    return HTMLResponse(shown, status_code=status)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates, every value escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=plain,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {
        "day": english.day,
        "when": english.when_label,
        "words": lambda value: str(value).replace("_", " "),
        "listed": lambda items: english.listed(list(items)),
        "plural": lambda number, one, many=None: one if number == 1 else many or f"{one}s",
        "number": english.number,
        "url": lambda value: quote(str(value), safe=""),
    }
    made.filters.update(filters)
    made.tests["pointed"] = lambda kinds: "h" in kinds
    made.globals.update(
        badge=lambda label, short=False: Markup(badge(label, short=short)),
        range_of=lambda total: Markup(count_range(total.low, total.best, total.high)),
        static=static_address,
        **{name: getattr(links, name) for name in _LINKS},
        version=__version__,
    )
    return made


def plain(value: object) -> object:
    """A value on its way into a page: control and direction characters visible, nothing for ``None``."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return visible(value)
    return "" if value is None else value


@lru_cache(maxsize=64)
def static_address(name: str) -> str:
    """The address of a file of the desk, with a digest so that no old copy is used after an update."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?{digest}"
