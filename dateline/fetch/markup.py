"""Bytes of marked-up text to characters, and trees that cannot reach out.

In come raw bytes and the encoding a server told; out comes the text as it stands, with the name of the encoding
(so that offsets lead back to the bytes), or a tree parsed with no network, no entities and bounded depth.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dateline.fetch.decode import MARKS

if TYPE_CHECKING:
    from lxml import etree
    from lxml.html import HtmlElement

_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s{0,100}<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,40})["']""")
_LOOKED_AT = 4096
# What browsers read (the WHATWG Encoding Standard), by Python's names: only these may be told by a page. Others obey
# escapes (UTF-7, unicode-escape), or mean by their bytes what stands before them, so that no offset leads to words.
_READ_AS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gbk", "shift_jis": "cp932", "euc_kr": "cp949",
    **{name: name for name in "utf-8 cp866 koi8-r koi8-u mac-roman mac-cyrillic gbk gb18030 big5 euc_jp".split()},
    **{f"cp{page}": f"cp{page}" for page in (874, 932, 949, *range(1250, 1259))},
    **{f"iso8859-{part}": f"iso8859-{part}" for part in (*range(2, 9), 10, *range(13, 17))},
}  # fmt: skip
_DECLARED = re.compile(r"<!ENTITY|<!DOCTYPE[^<>\[]{0,1000}\[", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Decoded markup. ``exact`` is false where some bytes were no characters, so that offsets do not hold.

    ``assumed`` is a sentence where the encoding was told by nobody, or wrongly.
    """

    text: str
    encoding: str
    exact: bool
    assumed: str | None = None


def decode_markup(raw: bytes, charset: str | None = None) -> Source:
    """Reads bytes by their mark, then what the server told, then what they tell themselves, else UTF-8."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return _decoded(raw, encoding, None)
    head = raw[:_LOOKED_AT]
    for name in (
        charset,
        *(found.group(1).decode("ascii") for p in (_XML, _META) if (found := p.search(head))),
    ):
        known = _known(name)
        if known is None:
            continue
        source = _decoded(raw, known, None)
        if source.exact:
            return source
    try:
        return Source(text=raw.decode("utf-8"), encoding="utf-8", exact=True)
    except UnicodeDecodeError as fault:
        said = f"byte {fault.start} is not UTF-8; the text was read as Windows-1252 (western European)"
        source = _decoded(raw, "cp1252", said)
        if source.exact:
            return source
        return _decoded(raw, "utf-8", f"byte {fault.start} is not UTF-8, and no other encoding fits")


def html_tree(source: str) -> HtmlElement | None:
    """The tree of a page; ``None`` where there is nothing in it. Raises nothing on bad markup."""
    from lxml import etree
    from lxml import html as lxml_html

    # The parser stops at 256 levels by itself (without huge_tree): deeper nesting is no page that people read.
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def declares_entities(source: str) -> bool:
    """Whether XML brings declarations of its own: they can swell it a millionfold, or fetch files."""
    return _DECLARED.search(source[: _LOOKED_AT * 16]) is not None or "<!ENTITY" in source


def xml_tree(source: str) -> etree._Element | None:
    """The tree of an XML document without entities, network or external files; ``None`` where it is broken."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        return etree.fromstring(source.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _known(name: str | None) -> str | None:
    try:
        return _READ_AS.get(codecs.lookup(name or "").name)
    except (LookupError, ValueError):
        return None


def _decoded(raw: bytes, encoding: str, assumed: str | None) -> Source:
    try:
        return Source(text=raw.decode(encoding), encoding=encoding, exact=True, assumed=assumed)
    except UnicodeDecodeError:
        return Source(text=raw.decode(encoding, "replace"), encoding=encoding, exact=False, assumed=assumed)
