from __future__ import annotations

from starlette.testclient import TestClient

from dateline.desk.accounts import side_by_side
from dateline.desk.record import Record
from dateline.model import Incident
from tests.desk.reading import Page


def togoga(record: Record) -> Incident:
    """The strike that the most bodies tell of."""
    return max(record.order, key=lambda one: len(one.origins))


def test_one_column_for_each_voice_and_each_denier(record: Record) -> None:
    for incident in record.order:
        columns = side_by_side(incident, record).columns
        told = [column for column in columns if column.bodies and not column.denies]
        assert len(told) == len({origin.voice for origin in incident.origins})
        assert {o.name for c in columns if c.denies for o in c.bodies} == {o.name for o in incident.denied_by}
        assert {c.claim for column in columns for c in column.claims} == set(incident.claims)


def test_every_value_leads_to_its_words(record: Record, desk: TestClient) -> None:
    table = side_by_side(togoga(record), record)
    followed = 0
    for row in table.rows:
        for cell in row.cells:
            for cite in (cite for item in cell.items for cite in item.cites):
                if "?at=" not in cite.href:
                    continue
                name, _, span = cite.href.removeprefix("/reports/").partition("?at=")
                first, last = (int(part) for part in span.removesuffix("#here").split("-"))
                assert record.reports[name].text[first:last] == cite.words
                followed += 1
    assert followed > 30
    page = Page(desk.get(cite.href.partition("#")[0]).text)
    assert [a for a in page.all("mark") if "hit" in a["class"].split()]
    assert [a for a in page.all("span") if a.get("id") == "here"]


def test_differences_are_marked_and_silence_is_not(record: Record) -> None:
    rows = {row.field: row for row in side_by_side(togoga(record), record).rows}
    assert not rows["when"].differs
    assert rows["counts"].differs
    assert rows["status"].contested
    for row in rows.values():
        assert not [cell for cell in row.cells if cell.differs and not cell.items]


def test_an_account_alone_differs_from_nothing(record: Record) -> None:
    alone = [one for one in record.order if len(one.claims) == 1]
    assert alone
    for incident in alone:
        assert not any(row.differs for row in side_by_side(incident, record).rows)
