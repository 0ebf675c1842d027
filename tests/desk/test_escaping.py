"""No script or markup from a report runs: attacks in every field of a record, looked for in every page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from dateline.model import Actor, Claim, Count, Original, Place, Report, Source, Span, When
from dateline.store.store import Coding, RunRecord, open_store, version_of
from dateline.words.digest import text_digest
from dateline.words.tables import Words
from tests.desk.conftest import NOON, browser, record_of
from tests.desk.reading import Page
from tests.merge.making import claim, report

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</title></style></textarea><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 1234567 * 3 }}{% include 'x' %}",
    "<!-- --><iframe srcdoc='<script>alert(1)</script>'>",
    "\u202etxet desrever\u202c \x00\x1b[31m",
)


def attacked(number: int, bad: str) -> tuple[Report, Claim]:
    """A report and a claim of it with an attack in every field that holds words."""
    text = f"{bad} was shelled in Hama, killing 9 people, {bad} said on Thursday."
    made = replace(
        report(f"r{number}{bad}", text, outlet=f"Outlet {bad}", published="2031-03-06"),
        title=f"Title {bad}",
        url=bad if number % 2 else f"https://example.org/{bad}",
        language="en",
        syndicated_from=bad,
        path=f"/tmp/{bad}.txt",
        published_from=bad,
    )
    span = Span(start=0, end=len(bad))
    told = claim(made, text[:-1], "shelled", "shelling", day="2031-03-06")
    person = Actor(name=f"Body {bad}", words=bad, span=span, type=f"type {bad}")
    return made, replace(
        told,
        claim=f"{number:04x}c1a1",
        actors=(person,),
        targets=(replace(person, name=f"Target {bad}"),),
        places=(
            Place(
                name=f"Town {bad}",
                words=bad,
                span=span,
                country="SY",
                lat=35.0,
                lon=36.0,
                admin1=bad,
                precision="settlement",
            ),
        ),
        when=When(
            earliest=dt.date(2031, 3, 6), latest=dt.date(2031, 3, 6), precision="day", words=bad, span=span
        ),
        counts=(Count(what="killed", who=f"who {bad}", low=9, high=9, words=bad, span=span),),
        means=(f"means {bad}",),
        said_by=(
            Source(name=f"Source {bad}", party="witness", words=bad, span=span, person=f"Person {bad}"),
        ),
        why=f"why {bad}",
        hedge="alleged",
    )


def attacked_store(path: Path) -> Path:
    """A store of one report for each attack, read from a file whose facts are attacks too."""
    rows = [attacked(number, bad) for number, bad in enumerate(ATTACKS)]
    reports = sorted((made for made, _ in rows), key=lambda one: one.report)
    with open_store(path) as opened:
        opened.add_reports(reports)
        opened.add_originals(
            reports,
            [
                Original(
                    report=one.report,
                    text_digest=text_digest(one.text),
                    digest=one.digest,
                    size=len(one.text.encode()),
                    format=f"txt {ATTACKS[0]}",
                    path=f"{ATTACKS[1]}",
                    url=ATTACKS[2],
                    retrieved_by=ATTACKS[3],
                    no_offsets=ATTACKS[0],
                )
                for one in reports
            ],
            lambda digest: __import__("zlib").compress(
                next(o.text for o in reports if o.digest == digest).encode()
            ),
        )
        for made, told in rows:
            opened.add_coding(Coding(version=version_of(made), producer="p", claims=(told,), problems=()))
        # A second version of one report, so that there is something to compare.
        made, told = rows[0]
        longer = replace(made, text=f"{made.text} {ATTACKS[1]}", title=f"Other {ATTACKS[1]}")
        opened.add_reports([longer])
        opened.add_coding(Coding(version=version_of(longer), producer="p", claims=(told,), problems=()))
        opened.add_run(RunRecord())
        opened.add_moment(NOON)
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return attacked_store(tmp_path_factory.mktemp("attacked") / "s.sqlite")


@pytest.fixture(scope="module")
def attacked_desk(store: Path, words: Words) -> TestClient:
    return browser(store, words)


def addresses(store: Path, words: Words) -> list[str]:
    """Every page of that record."""
    record = record_of(store, words)
    found = ["/", "/reports", "/places", "/actors", "/sources"]
    for one in record.order:
        found += [f"/incidents/{one.incident}", f"/incidents/{one.incident}/history"]
        found += [f"/places/{p.country}/{quote(p.name, safe='')}" for p in one.places]
        found += [f"/actors/{quote(a.name, safe='')}" for a in (*one.actors, *one.targets)]
        found += [f"/sources/{quote(o.name, safe='')}" for o in one.origins]
    found += [f"/reports/{quote(name, safe='')}" for name in record.reports]
    found += [f"/sources/{quote(r.outlet or '', safe='')}" for r in record.run.reports]
    for bad in ATTACKS:
        found += [
            f"/?text={quote(bad)}",
            f"/?place={quote(bad)}",
            f"/?actor={quote(bad)}",
            f"/?source={quote(bad)}",
        ]
        found += [f"/?kind={quote(bad)}&grade={quote(bad)}", f"/?since={quote(bad)}", f"/?box={quote(bad)}"]
        found += [
            f"/{quote(bad, safe='')}",
            f"/incidents/{quote(bad, safe='')}",
            f"/?on={quote(bad)}&page={quote(bad)}",
        ]
    return found


def test_no_word_of_a_report_becomes_markup(attacked_desk: TestClient, store: Path, words: Words) -> None:
    shown = 0
    for address in addresses(store, words):
        answer = attacked_desk.get(address)
        assert answer.status_code < 500, address
        page = Page(answer.text)
        assert not [
            tag for tag, _ in page.elements if tag in ("iframe", "img", "object", "embed", "base", "style")
        ], address
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on")], (address, tag, attributes)
            for name in ("href", "src", "action", "formaction", "hx-get", "srcdoc"):
                value = attributes.get(name, "/").strip().casefold()
                assert value.startswith(("/", "#", "https://example.org/")), (address, tag, value)
        scripts = page.all("script")
        assert all(one.get("src", "").startswith("/static/") for one in scripts), address
        assert not {"\x00", "\x1b", "\u202e", "\u202c"} & set(answer.text), address
        assert "3703701" not in page.text
        shown += "<script>alert(1)</script>" in page.text
    # The attacks were there to be seen, as words.
    assert shown > 10


def test_data_for_the_map_is_no_page(attacked_desk: TestClient) -> None:
    answer = attacked_desk.get("/situation.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert any("<script>" in one["name"] for one in answer.json()["spots"])
    assert all(one["href"].startswith("/places/") for one in answer.json()["spots"])
    assert all(ident.isalnum() for ident in answer.json()["incidents"]["id"])


def test_an_original_is_saved_and_never_shown(attacked_desk: TestClient, store: Path, words: Words) -> None:
    record = record_of(store, words)
    for name in record.reports:
        answer = attacked_desk.get(f"/reports/{quote(name, safe='')}/original")
        if answer.status_code == 200:
            assert answer.headers["content-type"] == "application/octet-stream"
            told = answer.headers["content-disposition"]
            assert told.startswith('attachment; filename="')
            assert not {"<", ">", "'", "\n"} & set(told.removeprefix("attachment; filename="))
            assert "sandbox" in answer.headers["content-security-policy"]
