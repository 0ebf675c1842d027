"""Date figures: marked text in, counts of found and right expressions out."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import dateline
from dateline.evaluate.dates import DateCounts, count_dates, find_timexes, read_timeml
from dateline.mention.dategrammar import read_date_words

TABLE = Path(dateline.__file__).parent / "data" / "lexicon" / "en" / "dates.tsv"
WORDS = read_date_words(TABLE.read_text(encoding="utf-8"))
DOCUMENT = """<TimeML><DCT>
<TIMEX3 tid="t0" functionInDocument="CREATION_TIME" value="2024-12-05">x</TIMEX3></DCT>
<TEXT>Rebels <EVENT>entered</EVENT> the town <TIMEX3 tid="t1" type="DATE" value="2024-12-04">yesterday</TIMEX3> after
<TIMEX3 tid="t2" type="DURATION" value="P14Y">14 years</TIMEX3> of war &amp;
<TIMEX3 tid="t3" value="2024-W48">last week</TIMEX3>
<TIMEX3 tid="t4" value="XXXX">on that fateful hour</TIMEX3>.</TEXT></TimeML>"""


def test_marks_are_read_with_their_offsets() -> None:
    document = read_timeml(DOCUMENT)
    assert document.published == dt.date(2024, 12, 5)
    assert [document.text[m.start : m.end] for m in document.marks] == [
        "yesterday", "14 years", "last week", "on that fateful hour"]  # fmt: skip


def value_f1(counts: DateCounts) -> float:
    return 2 * counts.right / (counts.predicted + counts.gold)


def test_figures_count_overlap_and_value_apart() -> None:
    counts = count_dates([read_timeml(DOCUMENT.replace("2024-W48", "2024-W47"))], WORDS)
    assert (counts.gold, counts.predicted, counts.overlapping, counts.right) == (4, 3, 3, 2)
    assert value_f1(counts) == pytest.approx(4 / 7)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on Monday night", "2024-12-02TNI"), ("at 14:05", "2024-12-05T14:05"), ("in March 2016", "2016-03"),
        ("the 1990s", "199"), ("more than a decade", "P10Y"), ("the past 24 hours", "PT24H"), ("since 2011", "2011"),
        ("two months ago", "2024-10"), ("for several days", "PXD"), ("in the summer of 2015", "2015-SU"),
    ],
)  # fmt: skip
def test_value(text: str, value: str) -> None:
    source = DOCUMENT[: DOCUMENT.index("<TEXT>")] + f"<TEXT>Fighting went on {text}.</TEXT></TimeML>"
    assert [t.value for t in find_timexes(read_timeml(source), WORDS, "news")] == [value]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "mode", "floor"), [("TimeBank", "news", 0.72), ("wikiwars", "narrative", 0.77)]
)
def test_floor_on_corpora_kept_beside_the_project(corpus: str, mode: str, floor: float) -> None:
    folder = Path(__file__).parents[2] / ".." / "shared" / "corpora" / "dates" / corpus
    if not folder.exists():
        pytest.skip("needs the TIMEX3 corpora in ../shared/corpora/dates, which are not part of the project")
    documents = [read_timeml(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.tml"))]
    assert documents
    assert value_f1(count_dates(documents, WORDS, "narrative" if mode == "narrative" else "news")) >= floor
