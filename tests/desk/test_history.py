from __future__ import annotations

from pathlib import Path

from dateline.desk.history import arrivals, bearing, changed, states
from dateline.desk.record import Records
from dateline.desk.settings import Settings
from dateline.words.tables import Words
from tests.decide.making import decision
from tests.desk.conftest import NOON, browser
from tests.desk.reading import Page
from tests.test_decisions import ALL, keep


def test_an_incident_tells_what_came_with_which_run_and_what_changed(tmp_path: Path, words: Words) -> None:
    """Two runs tell one shelling on two mayors' word; then a person says that it was an airstrike."""
    first, second = ALL[0], ALL[3]
    told = decision("set", first[1].claim, field="kind", old="shelling", new="airstrike")
    merged = decision("merge", "i", minutes=1, groups=((first[1].claim,), (second[1].claim,)))
    path = keep(tmp_path / "s.sqlite", [[first], [second]], [merged, told])
    record = Records(path, Settings(now=lambda: NOON, words=words, patience=None)).current()
    incident = record.incident_of[first[1].claim]
    assert [[c.report for c in one.claims] for one in arrivals(incident, record)] == [["r0"], ["r3"]]
    assert {one.decision.decision for one in bearing(incident, record)} == {told.decision, merged.decision}
    shown = changed(states(incident, record))
    assert [state.moment.number for state, _ in shown] == [1, 2, 3, 4]
    assert shown[0][0].incident is not None
    assert len(shown[0][0].incident.claims) == 1
    last = shown[-1][0].incident
    assert last is not None
    assert set(last.claims) == {first[1].claim, second[1].claim}
    assert any(fields for _, fields in shown)
    page = Page(browser(path, words).get(f"/incidents/{incident.incident}/history").text)
    assert [a for a in page.all("td") if "differs" in a.get("class", "")]
    whole = browser(path, words).get(f"/incidents/{incident.incident}").text
    assert "Run 2" in whole
    assert "A. Reader" in whole
