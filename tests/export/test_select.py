from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dateline.errors import UsageError
from dateline.export.asking import selection_of
from dateline.export.select import EVERYTHING, FIELDS, Selection, asked_by, select, told
from dateline.model import When
from dateline.publish import load_tables
from tests.publish.build import TUESDAY, run

TABLES = replace(
    load_tables(),
    families={"capture": "territory", "withdraw": "territory", "airstrike": "violence", "other": "other"},
    countries={"TL": "Tarland", "SY": "Syria", "LB": "Lebanon"},
)
WHOLE = run()


def chosen(**asked: str | list[str]) -> set[str]:
    given = {name: value if isinstance(value, list) else [value] for name, value in asked.items()}
    return {one.incident for one in select(WHOLE, selection_of(given, TABLES)).incidents}


def test_nothing_asked_is_everything() -> None:
    assert select(WHOLE, EVERYTHING) is WHOLE
    assert select(WHOLE, selection_of({"place": [" "], "kind": []}, TABLES)) is WHOLE


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"kind": "capture"}, {"almar", "besk"}),
        ({"kind": "territory"}, {"almar", "besk"}),
        ({"kind": ["airstrike", "capture"], "status": "happened"}, {"almar", "raid"}),
        ({"grade": "contested"}, {"besk-shelling"}),
        ({"contested": "true"}, {"almar"}),
        ({"place": "ALMAR city"}, {"almar", "raid", "flight"}),
        ({"place": "7"}, {"almar", "raid", "flight"}),
        ({"place": "Besk", "country": "tl"}, {"besk", "besk-shelling"}),
        ({"place": "Besk", "country": "SY"}, set()),
        ({"actor": "the northern army"}, {"almar", "besk"}),
        ({"actor": "civilians"}, {"raid"}),
        ({"origin": "Ministry of Defence"}, {"almar", "besk-shelling"}),
        ({"outlet": "Wire Agency"}, {"almar", "besk", "besk-shelling", "flight", "appeal"}),
        ({"report": "post"}, {"almar", "raid"}),
        ({"source": "River Watch"}, {"raid"}),
        ({"source": ["river watch", "the harbour post"]}, {"almar", "raid"}),
        ({"text": "JETS almar"}, {"raid"}),
        ({"place": "north"}, {"almar", "raid", "flight"}),
        ({"place": "Tarland", "grade": "unattributed"}, {"flight"}),
        ({"place": "tl", "status": "planned"}, {"besk"}),
        ({"country": "tarland", "grade": "unattributed"}, {"flight"}),
        ({"incident": "bes"}, {"besk", "besk-shelling"}),
        ({"claim": "post-1"}, {"almar"}),
        ({"since": "2025-03-04", "until": "2025-03-04"}, {"almar"}),
        ({"since": "2025-03-05"}, set()),
        ({"until": "2025-03-03", "undated": "true"}, {"raid", "besk", "besk-shelling", "flight", "appeal"}),
        ({"box": "-77.3,-8.6,-77.2,-8.4"}, {"almar", "raid", "flight"}),
        ({"box": "170,-90,-77.5,90"}, {"besk", "besk-shelling"}),
    ],
)  # fmt: skip
def test_each_field_chooses_incidents(asked: dict[str, str | list[str]], found: set[str]) -> None:
    assert chosen(**asked) == found


def test_what_is_chosen_comes_with_all_it_rests_on() -> None:
    part = select(WHOLE, Selection(kinds=("capture",), statuses=("happened",)))
    assert {one.claim for one in part.claims} == {"post-1", "wire-1"}
    assert {one.report for one in part.reports} == {"post", "wire"}
    assert [one.place for one in part.control] == ["Almar"]
    assert part.options.selected == "kind capture; status happened"
    alone = select(WHOLE, Selection(incidents=("raid",)))
    assert {one.report for one in alone.reports} == {"post"}
    assert alone.control == ()


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({"place": ["Almar"]}, {"Almar"}),
        ({"actor": ["Northern Army"]}, {"Almar"}),
        ({"actor": ["somebody else"]}, set()),
        ({"until": ["2025-03-03"]}, set()),
        ({"since": ["2031-01-01"], "place": ["Almar"]}, {"Almar"}),
        ({"grade": ["contested"], "place": ["Almar"]}, set()),
    ],
)
def test_control_is_asked_of_itself(asked: dict[str, list[str]], places: set[str]) -> None:
    part = select(WHOLE, selection_of(asked, TABLES))
    assert {one.place for one in part.control} == places


def test_an_open_interval_meets_every_day_of_its_open_side() -> None:
    told_open = replace(WHOLE.incidents[0], when=When(earliest=TUESDAY), incident="open")
    late = select(replace(WHOLE, incidents=(told_open,)), Selection(since=dt.date(2030, 1, 1)))
    early = select(replace(WHOLE, incidents=(told_open,)), Selection(until=dt.date(2020, 1, 1)))
    assert [one.incident for one in late.incidents] == ["open"]
    assert early.incidents == ()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"knid": ["x"]}, "did you mean 'kind'?"),
        ({"kind": ["captur"]}, "did you mean 'capture'?"),
        ({"grade": ["good"]}, "choose among admitted"),
        ({"status": ["done"]}, "is no status"),
        ({"since": ["yesterday"]}, "is no date"),
        ({"since": ["2025-03-04"], "until": ["2025-03-01"]}, "end before they begin"),
        ({"since": ["2025-03-04", "2025-03-05"]}, "Only one value of since"),
        ({"country": ["Syrai"]}, "is no country"),
        ({"undated": ["maybe"]}, "neither true nor false"),
        ({"box": ["1,2,3"]}, "is no box"),
        ({"box": ["1,2,3,nan"]}, "outside the world"),
        ({"box": ["1,5,3,4"]}, "ends south"),
    ],
)
def test_what_is_not_understood_is_one_sentence(asked: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UsageError) as fault:
        selection_of(asked, TABLES)
    assert said in str(fault.value)
    assert "\n" not in str(fault.value)


_UNHURRIED = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_COUNTRIES = {one.casefold() for one in (*TABLES.countries, *TABLES.countries.values())}
_WORD = st.text(min_size=1, max_size=9).filter(
    lambda one: one == one.strip() and one.casefold() not in _COUNTRIES
)
_WORDS = st.lists(_WORD, max_size=3, unique=True).map(tuple)
_DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2030, 1, 1))
_SELECTIONS = st.builds(
    Selection,
    since=st.none() | _DAYS,
    undated=st.booleans(),
    places=_WORDS,
    countries=st.sampled_from([(), ("SY",), ("SY", "LB")]),
    kinds=st.sampled_from([(), ("capture",), ("capture", "airstrike")]),
    grades=st.sampled_from([(), ("claimed",)]),
    actors=_WORDS,
    sources=_WORDS,
    texts=_WORDS,
    contested=st.booleans(),
    box=st.none()
    | st.tuples(
        st.floats(-180, 180), st.floats(-90, -1e-9), st.floats(-180, 180), st.floats(0, 90)
    ),
)  # fmt: skip


@_UNHURRIED
@given(_SELECTIONS)
def test_a_selection_is_asked_for_by_what_it_tells(wanted: Selection) -> None:
    asked = asked_by(wanted)
    assert selection_of(asked, TABLES) == wanted
    assert set(asked) <= set(FIELDS)
    assert bool(told(wanted)) == (wanted != EVERYTHING)


@_UNHURRIED
@given(_SELECTIONS)
def test_a_selection_tears_no_claim_from_its_incident(wanted: Selection) -> None:
    part = select(WHOLE, wanted)
    inside = {name for one in part.incidents for name in one.claims}
    assert {one.claim for one in part.claims} == inside
    assert {one.report for one in part.claims} <= {one.report for one in part.reports}
    assert select(part, wanted).incidents == part.incidents
