"""Readers of public corpora: small files of their formats, written for these tests, in; records out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dateline.coding import Loaded
from dateline.errors import UsageError
from dateline.evaluate.corpora import (
    airwars,
    case2021,
    events,
    india_police,
    muc4,
    polnear,
    re3d,
    sentences,
    timex,
    toponyms,
)
from dateline.evaluate.corpora.common import Bench, measured


@pytest.fixture(scope="session")
def bench(loaded: Loaded) -> Bench:
    return Bench(words=loaded.words, engine=loaded.engine)


def put(path: Path, *rows: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_snippets(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text('id\tEventSnippet\tSubType\n7\tJets bombed "a mill"\tAIR_STRIKE\n', encoding="utf-8")
    (one,) = case2021.read(path)
    assert (one.name, one.text, one.label) == ("7", 'Jets bombed "a mill"', "AIR_STRIKE")


def test_timexes_know_their_set(tmp_path: Path) -> None:
    text = '<TimeML><TEXT>in <TIMEX3 tid="t1" value="2031">2031</TIMEX3></TEXT></TimeML>'
    for folder in ("wikiwars", "TimeBank"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.tml").write_text(text, encoding="utf-8")
    assert [one.group for one in timex.read(tmp_path)] == [timex.NEWS, timex.HISTORIES]


LGL = """<articles><article docid="1"><text>Fire hit Homs on Monday.</text><toponyms><toponym><start>9</start>
<end>13</end><phrase>Homs</phrase><gaztag geonameid="1"><lat>34.72</lat><lon>36.72</lon></gaztag></toponym>
<toponym><start>0</start><end>4</end><phrase>Fire</phrase></toponym></toponyms></article></articles>"""
GWN = """<articles><article file="0"><text>Fire hit Homs on Monday.</text><toponyms><toponym><extractedName>Homs
</extractedName><start>2</start><end>6</end><geonamesID/><latitude>34.72</latitude><longitude>36.72</longitude>
</toponym></toponyms></article></articles>"""


@pytest.mark.parametrize(("xml", "group", "listed"), [(LGL, "LGL", True), (GWN, "GeoWebNews", False)])
def test_toponyms_are_put_where_their_words_stand(tmp_path: Path, xml: str, group: str, listed: bool) -> None:
    path = tmp_path / "x.xml"
    path.write_text(xml.replace("Homs\n<", "Homs<"), encoding="utf-8")
    (article,) = toponyms.read(path)
    (one,) = article.toponyms
    assert (article.group, article.text[one.span.start : one.span.end], one.listed) == (group, "Homs", listed)


def test_attributions_take_a_split_span_whole() -> None:
    text = "The mayor said it fell. He left."
    marks = "T1\tSource 0 9\tx\nT2\tCue 10 14\tx\nT3\tContent 15 22;24 31\tx\nE1\tAttribution:T2 "
    found = polnear.attributed(text, marks + "Source:T1 Cue:T2 Content:T3\n")
    assert found.of("Content") == [(15, 31)]
    assert found.whole == (((0, 9), (10, 14), (15, 31)),)


def test_polnear_reads_text_and_marks_of_one_name(tmp_path: Path) -> None:
    for folder, name, text in (("text", "a.txt", "Ann said no."), ("attributions", "a_x1.ann", "")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    (one,) = polnear.read(tmp_path)
    assert one.text == "Ann said no."
    assert one.spans == ()


def test_airwars_leaves_out_what_has_no_number(tmp_path: Path) -> None:
    rows = [
        {"Incident Code": name, "Airwars assessment": "x", "Civilians reported killed": told}
        for name, told in (("a", "3 – 5 ( 1 child )"), ("b", "Unknown"), ("c", "2"))
    ]
    found = airwars.read(put(tmp_path / "x.jsonl", *rows))
    assert [(one.name, one.killed) for one in found] == [("a", (3, 5)), ("c", (2, 2))]


KEY = """0.  MESSAGE: ID                     M-1 (SITE)
4.  INCIDENT: TYPE                  BOMBING / ATTACK
0.  MESSAGE: ID                     M-2
4.  INCIDENT: TYPE                  *
"""


def test_muc_takes_types_from_the_keys(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "k").write_text(KEY, encoding="latin-1")
    extracts = {"PerpInd": [[["two men", 0]]], "Victim": [], "Weapon": []}
    rows = [{"docid": name, "doctext": "x", "extracts": extracts} for name in ("M-1", "M-2")]
    first, second = muc4.read(put(tmp_path / "dev.json", *rows).parent)
    assert (first.types, second.types) == (frozenset({"BOMBING"}), frozenset())
    assert first.fillers == (("perpetrator", frozenset({"two men"})),)


def test_wikievents_and_rams_give_offsets_of_the_laid_out_text(tmp_path: Path) -> None:
    words = "Rebels shelled Homs .".split()
    mention = {"id": "m", "start": 2, "end": 3}
    told = {
        "doc_id": "d",
        "sentences": [[[[word, 0, 0] for word in words], "x"]],
        "entity_mentions": [mention],
        "event_mentions": [
            {
                "event_type": "Conflict.Attack.DetonateExplode",
                "trigger": {"start": 1, "end": 2},
                "arguments": [{"entity_id": "m", "role": "Place"}],
            }
        ],
    }
    row = {
        "doc_key": "r",
        "sentences": [words],
        "evt_triggers": [[1, 1, [["conflict.attack.n/a", 1.0]]]],
        "gold_evt_links": [[[1, 1], [2, 2], "evt011arg04place"]],
    }
    for story in (
        *events.read_wikievents(put(tmp_path / "w", told)),
        *events.read_rams(put(tmp_path / "r", row)),
    ):
        (event,) = story.events
        assert story.text == "Rebels shelled Homs."
        assert story.text[slice(*event.trigger)] == "shelled"
        assert [(field, story.text[slice(*span)]) for field, span in event.arguments] == [("places", "Homs")]
        assert "shelling" in event.kinds


def test_cameo_and_plover(tmp_path: Path) -> None:
    xml = tmp_path / "x.xml"
    record = '<Sentence id="{}">\n<EventCoding eventcode="{}">\n<Text>\nA met\nB.\n</Text>\n</Sentence>\n'
    xml.write_text(record.format("A-1", "041") + record.format("A-2", "345"), encoding="utf-8")
    (one,) = sentences.read_cameo(xml)
    assert (one.name, one.text, sorted(one.codes)) == ("A-1", "A met B.", ["04"])
    rows = [
        {"id": "p", "event": "FIGHT", "text": "A hit B.", "source": [{"actorText": "A"}]},
        {"id": "q", "event": "X"},
    ]
    path = tmp_path / "x.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    (two,) = sentences.read_plover(path)
    assert (sorted(two.codes), two.sources, two.targets) == (["ASSAULT"], ("A",), ())


def test_police_articles_are_put_together(tmp_path: Path) -> None:
    rows = [
        {"doc_id": 1, "sent_text": "One.\n", "sent_labels": []},
        {"doc_id": 1, "sent_text": "Two.", "sent_labels": ["KILL"]},
    ]
    (article,) = india_police.read(put(tmp_path / "x", *rows))
    assert article.text == "One.\nTwo."
    assert article.sentences[1][1] == {"KILL"}


def test_re3d_takes_the_types_it_has_mentions_for(tmp_path: Path) -> None:
    put(tmp_path / "A" / "documents.json", {"_id": "d", "text": "Homs fell."})
    spans = [{"documentId": "d", "begin": 0, "end": 4, "type": name} for name in ("Location", "Money")]
    put(tmp_path / "A" / "entities.json", *spans)
    (one,) = re3d.read(tmp_path)
    assert one.spans == (("place", (0, 4)),)


@pytest.mark.parametrize("content", ["no json", "{}", ""])
def test_what_is_no_corpus_is_said_in_a_sentence(tmp_path: Path, bench: Bench, content: str) -> None:
    path = tmp_path / "x"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match="Airwars"):
        measured(airwars.CORPUS, path, bench)
