from __future__ import annotations

import pytest

from dateline.fetch.decode import decode


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Rebels left.", "Rebels left."),
        ("Ḩamāh fell – “today”.".encode(), "Ḩamāh fell – “today”."),
        (b"\xef\xbb\xbfWith a mark", "With a mark"),
        ("Two bytes é".encode("utf-16"), "Two bytes é"),
        (b"\xfe\xff" + "Big end".encode("utf-16-be"), "Big end"),
        ("Four bytes".encode("utf-32"), "Four bytes"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ],
)
def test_text_is_read_without_a_problem(raw: bytes, text: str) -> None:
    decoded = decode(raw)
    assert (decoded.text, decoded.problem) == (text, None)


def test_windows_text_is_read_and_told() -> None:
    decoded = decode("The mayor of Orléans said “no”.".encode("cp1252"))
    assert decoded.text == "The mayor of Orléans said “no”."
    assert decoded.kind == "encoding"
    assert decoded.problem is not None
    assert "byte 16" in decoded.problem


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7 rest", "binary"),
        (b"PK\x03\x04rest", "binary"),
        (b"text with a NUL \x00 in it", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"\xff\xfeo", "encoding"),
        ("Повстанцы взяли город".encode("cp1251"), "encoding"),
        (
            b"A fine start \x81\x8d\x8f but undefined bytes in every code page, even the last resort",
            "encoding",
        ),
    ],
)
def test_what_is_no_text_is_refused(raw: bytes, kind: str) -> None:
    decoded = decode(raw)
    assert decoded.text is None
    assert decoded.kind == kind
    assert decoded.problem
