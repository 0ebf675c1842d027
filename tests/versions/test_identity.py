from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.versions.identity import canonical


@pytest.mark.parametrize(
    "address",
    [
        "https://www.courier.example/world/almar?id=7&utm_source=feed",
        "http://courier.example/world/almar/?id=7#top",
        "https://m.courier.example:443/world/almar?fbclid=x&id=7",
        "https://amp.courier.example/world/almar/amp?id=7",
    ],
)
def test_forms_of_one_address_name_one_article(address: str) -> None:
    assert canonical(address) == "courier.example/world/almar?id=7"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/x", "https://a.example/y"),
        ("http://a.example:8000/x", "http://a.example:9000/x"),
    ],
)
def test_other_addresses_name_other_articles(left: str, right: str) -> None:
    assert canonical(left) != canonical(right)


@pytest.mark.parametrize(
    "address", [None, "", "https://a.example/", "https://a.example", "file:///x", "x", "http://[::1"]
)
def test_what_names_no_article(address: str | None) -> None:
    assert canonical(address) is None


@settings(deadline=None)
@given(st.text(max_size=60))
def test_nothing_written_as_an_address_breaks_it(words: str) -> None:
    for address in (words, f"https://a.example/{words}", f"https://{words}/x"):
        assert canonical(address) is None or isinstance(canonical(address), str)
