"""The page: self-contained, safe whatever a report says, readable without a script."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest

from dateline.publish import Options, publish
from tests.publish import build

ATTACK = "\"'><script>alert(1)</script><img src=x onerror=alert(1)><!-- \u202e]]>&lt;"
FREE_TEXT = (
    "name",
    "title",
    "why",
    "outlet",
    "url",
    "place",
    "holder",
    "change",
    "value",
    "person",
    "path",
    "problem",
)


class Page(HTMLParser):
    """Collects elements, attributes and ids of a page."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: dict[str, list[str]] = {}
        self._stack: list[str] = []
        self.feed(data.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._stack and self._stack.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._stack:
            self.text.setdefault(self._stack[-1], []).append(data)


def page(run: Any) -> Page:
    return Page(publish(run, build.tables())["brief.html"])


def poisoned(record: Any, attack: str = ATTACK) -> Any:
    """The record with an attack in every free text of it and of what it holds."""
    if isinstance(record, tuple):
        return tuple(poisoned(item, attack) for item in record)
    if not is_dataclass(record) or isinstance(record, type):
        return record
    changed: dict[str, Any] = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, str) and field.name in FREE_TEXT:
            changed[field.name] = f"{value} {attack}"
        elif (
            isinstance(value, tuple)
            and value
            and isinstance(value[0], str)
            and field.name in ("means", "outlets")
        ):
            changed[field.name] = tuple(f"{v} {attack}" for v in value)
        else:
            changed[field.name] = poisoned(value, attack)
    return replace(record, **changed)


def attacked(attack: str = ATTACK, url: str = "javascript:alert(1)//") -> Any:
    run = poisoned(build.run(), attack)
    reports = tuple(replace(r, text=f"{r.text}\n{attack}", url=f"{url}{attack}") for r in run.reports)
    return replace(run, reports=reports, words=attack, version=attack)


def test_no_text_of_a_run_becomes_markup() -> None:
    found = page(attacked())
    assert [tag for tag, _ in found.tags].count("script") == 1
    assert not any(tag in ("img", "iframe", "object", "link", "form", "base") for tag, _ in found.tags)
    for tag, attrs in found.tags:
        assert not any(name.startswith("on") or name == "style" for name in attrs), (tag, attrs)
    assert "alert(1)" in "".join("".join(parts) for parts in found.text.values())


def test_links_lead_only_into_the_page_or_to_the_web() -> None:
    found = page(attacked())
    ids = {attrs["id"] for _, attrs in found.tags if "id" in attrs}
    links = [attrs["href"] or "" for tag, attrs in found.tags if tag == "a"]
    assert links
    for link in links:
        assert (link.startswith("#") and link[1:] in ids) or link.startswith(("https://", "http://")), link


def test_ids_are_unique() -> None:
    ids = [attrs["id"] for _, attrs in page(build.run()).tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_the_policy_allows_this_style_and_script_and_nothing_else() -> None:
    data = publish(build.run(), build.tables())["brief.html"].decode("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', data)
    assert policy is not None and policy[1].startswith("default-src 'none'")
    for kind in ("style", "script"):
        body = re.search(rf"<{kind}>(.*?)</{kind}>", data, re.S)
        assert body is not None
        digest = base64.b64encode(hashlib.sha256(body[1].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy[1]
    assert "unsafe" not in policy[1]


def test_the_page_needs_nothing_from_outside() -> None:
    data = publish(build.run(), build.tables())["brief.html"].decode("utf-8")
    assert not re.search(r"(?:src|@import|url)\s*[=(]\s*[\"']?(?:https?:)?//", data)


def test_sections_stand_in_their_order() -> None:
    found = page(build.run())
    sections = [attrs["id"] for tag, attrs in found.tags if tag == "section"]
    order = (
        "situation map timeline control incidents disagreements unconfirmed plans totals reports made"
    ).split()
    assert sections == [name for name in order if name in sections]
    assert set(order) - set(sections) <= {"totals"}


def test_reports_without_a_date_are_named_with_the_way_out() -> None:
    run = build.run()
    undated = tuple(replace(r, published=None, published_from=None) for r in run.reports)
    data = publish(replace(run, reports=undated), build.tables())["brief.html"].decode()
    assert "No report here has a date" in data
    assert data.count("--published YYYY-MM-DD") == 1
    assert "--published" not in publish(run, build.tables())["brief.html"].decode()


def test_a_given_date_is_named() -> None:
    run = build.run()
    given = tuple(replace(r, published_from="option") for r in run.reports)
    data = publish(replace(run, reports=given, options=Options(published=build.TUESDAY)), build.tables())
    assert "had no date of its own, 4 March 2025 was given" in data["brief.html"].decode()


def test_boilerplate_is_grey() -> None:
    data = publish(build.run(), build.tables())["brief.html"].decode()
    assert '<span class="boiler">Subscribe to our newsletter.</span>' in data


@pytest.mark.parametrize("name", ["situation", "disagreements", "plans"])
def test_citations_open_the_words(name: str) -> None:
    data = publish(build.run(), build.tables())["brief.html"].decode()
    section = data[data.index(f'<section id="{name}">') :].split("</section>")[0]
    cited = re.findall(r'href="#c(\d+)"', section)
    assert cited
    assert all(f'id="c{number}"' in data and f"#c{number}:target~.k{number}" in data for number in cited)


def test_what_a_person_wrote_cannot_break_the_page() -> None:
    hostile = build.accepted("post-1")
    decision = replace(hostile.decision, by="<script>alert(1)</script>", reason='"><img src=x onerror=y>')
    out = publish(build.run(decisions=(replace(hostile, decision=decision),)), build.tables())
    page = out["brief.html"].decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>" not in out["brief.md"].decode().replace("\\<", "")
