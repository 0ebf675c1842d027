"""Measures on public corpora: records written for these tests in, figures out; floors where the corpora are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from dateline.coding import Loaded
from dateline.evaluate.corpora import (
    airwars,
    case2021,
    india_police,
    muc4,
    polnear,
    re3d,
    sentences,
    timex,
    toponyms,
)
from dateline.evaluate.corpora.common import Bench, Figure, measured, pair_up
from dateline.model import Span

SHARED = Path(__file__).parents[3] / ".." / "shared" / "corpora"


@pytest.fixture(scope="session")
def bench(loaded: Loaded) -> Bench:
    return Bench(words=loaded.words, engine=loaded.engine)


def value(figures: Sequence[Figure], name: str) -> float:
    (found,) = [figure.value for figure in figures if figure.name == name]
    assert found is not None
    return found


def test_pairs_are_one_to_one() -> None:
    assert pair_up([(0, 4), (10, 14)], [(1, 2), (3, 5), (11, 12)]) == 2


def test_f1_of_a_label_counts_what_was_given_wrongly() -> None:
    assert case2021.f1_by_label(["A", "A", "B"], ["A", "B", "B"]) == {"A": 2 / 3, "B": 2 / 3}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Warplanes bombed the village of Tal Marda overnight, killing four people.", "AIR_STRIKE"),
        ("A suicide bomber blew himself up at a checkpoint in the capital.", "SUIC_BOMB"),
        ("Gunmen kidnapped two teachers on the road to the border.", "ABDUCT_DISSAP"),
        ("Hundreds of teachers marched through the town to demand their wages.", "PEACE_PROTEST"),
    ],
)
def test_types_of_plain_snippets(text: str, label: str, bench: Bench) -> None:
    claims = bench.claims(text)
    assert case2021.type_of(text, claims, case2021.rules(), bench.words.kinds) == label


def test_weighted_f1_leaves_out_the_unseen_types(bench: Bench) -> None:
    rows = [
        case2021.Snippet(name="1", text="Gunmen kidnapped two teachers.", label="ABDUCT_DISSAP"),
        case2021.Snippet(name="2", text="A flood hit the coast.", label="NATURAL_DISASTER"),
    ]
    assert value(case2021.measure(rows, bench), "weighted F1, 25 types") == 1.0


def test_a_part_of_the_dead_is_no_account(bench: Bench) -> None:
    text = "One source said 10 people were killed, another that 12 people were killed, two of them children."
    one = airwars.Assessment(name="a", text=text, killed=(10, 12))
    figures = airwars.measure([one], bench)
    assert value(figures, "range of killed exactly right") == 1.0


def test_places_are_scored_by_distance(bench: Bench) -> None:
    text = "Shelling hit Homs in Syria."
    near, far = (
        toponyms.Toponym(span=Span(start=13, end=17), lat=lat, lon=36.7, listed=True) for lat in (34.7, 10.0)
    )
    article = toponyms.Article(group="LGL", text=text, toponyms=(near, far))
    assert value(toponyms.measure([article], bench), "LGL: within 161 km, listed names") == 0.5


def test_sources_cues_and_contents(bench: Bench) -> None:
    text = "The bridge was destroyed, the mayor said."
    marks = "T1\tSource 26 35\tx\nT2\tCue 36 40\tx\nT3\tContent 0 24\tx\nE1\tSource:T1 Cue:T2 Content:T3\n"
    figures = polnear.measure([polnear.attributed(text, marks)], bench)
    assert value(figures, "whole attributions met in all parts") == 1.0


def test_muc_types_and_fillers(bench: Bench) -> None:
    story = muc4.Story(
        name="m",
        text="Guerrillas kidnapped a mayor near the town of Sabran on Monday.",
        types=frozenset({"KIDNAPPING"}),
        fillers=(("perpetrator", frozenset({"guerrillas"})), ("victim", frozenset({"a mayor", "mayor"}))),
    )
    figures = muc4.measure([story], bench)
    assert value(figures, "incident type F1") == 1.0
    assert value(figures, "perpetrator F1") == 1.0


@pytest.mark.parametrize(("ours", "fits"), [("mayor", True), ("town mayor", True), ("may", False)])
def test_fillers_are_compared_by_whole_words(ours: str, fits: bool) -> None:
    assert muc4.same(ours, frozenset({"the mayor"})) is fits


def test_codes_of_sentences(bench: Bench) -> None:
    text = "Government troops shelled rebels in the hills on Monday."
    coded = sentences.Coded(name="s", text=text, codes=frozenset({"19"}))
    assert value(sentences.measure_cameo([coded], bench), "root code right, all") == 1.0


def test_police_labels_by_sentence(bench: Bench) -> None:
    rows = (("Police arrested four men.", frozenset({"ARREST"})), ("It rained.", frozenset[str]()))
    figures = india_police.measure([india_police.Article(name="a", sentences=rows)], bench)
    assert value(figures, "ARREST, sentences: F1") == 1.0


def test_mentions_by_type(bench: Bench) -> None:
    text = "The Taliban killed 12 men in Kabul on 3 May 2021 with mortars."
    spans = (("body", (4, 11)), ("place", (29, 34)), ("means", (54, 61)))
    figures = re3d.measure([re3d.Marked(text=text, spans=spans)], bench)
    assert [value(figures, f"{name} recall") for name in ("body", "place", "means")] == [1.0, 1.0, 1.0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "path", "figure", "floor"),
    [
        (airwars.CORPUS, "airwars/incidents_dev.jsonl", "our range contains theirs", 0.56),
        (timex.CORPUS, "dates/wikiwars", "WikiWars: value F1", 0.77),
        (polnear.CORPUS, "polnear/dev", "cue F1", 0.54),
        (toponyms.CORPUS, "places/GWN.xml", "GeoWebNews: within 161 km, listed names", 0.84),
    ],
    ids=["airwars", "dates", "polnear", "places"],
)
def test_floors_on_corpora_kept_beside_the_project(
    corpus: object, path: str, figure: str, floor: float, bench: Bench
) -> None:
    if not (SHARED / path).exists():
        pytest.skip(f"needs ../shared/corpora/{path}, which is not part of the project")
    assert value(measured(corpus, SHARED / path, bench, 60).figures, figure) >= floor  # type: ignore[arg-type]
