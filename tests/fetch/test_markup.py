"""Bytes of a page are read as browsers read them, and by no encoding in which bytes obey escapes."""

from __future__ import annotations

import pytest

from dateline.fetch.markup import decode_markup


@pytest.mark.parametrize(
    ("told", "raw", "text", "encoding"),
    [
        ("iso-8859-1", b"\x93It fell\x94", "\u201cIt fell\u201d", "cp1252"),
        ("us-ascii", b"Port\x97gone", "Port\u2014gone", "cp1252"),
        ("ISO-8859-2", b"\xa3om\xbfa", "\u0141om\u017ca", "iso8859-2"),
        ("windows-1251", b"\xca\xe8\xe5\xe2", "\u041a\u0438\u0435\u0432", "cp1251"),
        ("gb2312", b"\xd5\xbd", "\u6218", "gbk"),
    ],
)
def test_a_told_encoding_is_read_as_browsers_read_it(told: str, raw: bytes, text: str, encoding: str) -> None:
    page = b'<meta charset="' + told.encode() + b'">' + raw
    for source in (decode_markup(raw, told), decode_markup(page)):
        assert source.text.endswith(text)
        assert (source.encoding, source.exact, source.assumed) == (encoding, True, None)


@pytest.mark.parametrize(
    "told", ["utf-7", "unicode_escape", "raw_unicode_escape", "iso-2022-jp", "hz", "rot13", "no such"]
)
def test_an_encoding_that_obeys_escapes_is_not_taken(told: str) -> None:
    raw = rb"+ADw-script+AD4- \x3cscript\x3e ~{<:Ky2;~}"
    source = decode_markup(raw, told)
    assert (source.text, source.encoding) == (raw.decode(), "utf-8")
