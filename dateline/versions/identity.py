"""What an article is known by: its address, as far as two addresses of one page agree.

In: an address; out: the part of it that tells one article from another. Scheme, ``www.``, a page's form for phones,
a fragment and what trackers add are left out; the rest of the query stays, for it may be what names the article.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlsplit

_TRACKING = re.compile(
    r"(?i)utm_\w+|at_\w+|mc_[ce]id|fbclid|gclid|dclid|msclkid|igshid|yclid|ocid|cmpid|ns_\w+|_ga|amp|outputType"
)
"""Names in a query that links bear and pages do not ask for."""


def canonical(address: str | None) -> str | None:
    """What names the article at an address; ``None`` for no address, or one of a whole site."""
    if address is None:
        return None
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    path = plain_path(parts.path)
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    )
    if not path and not query:
        return None
    shown = "&".join(f"{name}={value}" for name, value in query)
    where = plain_host(host) + (f":{port}" if port not in (None, 80, 443) else "")
    return f"{where}{path}" + (f"?{shown}" if shown else "")


def plain_host(host: str) -> str:
    """A host's name without what tells only the form of its pages."""
    return host.lower().removeprefix("www.").removeprefix("m.").removeprefix("amp.")


def plain_path(path: str) -> str:
    """A path without its last slash and what tells only the form of the page; empty for a site's first page."""
    return unquote(path).rstrip("/").removesuffix("/amp").removeprefix("/amp")
