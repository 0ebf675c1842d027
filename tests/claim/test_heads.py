"""The encoder's heads: which words are triggers, and which stretches are roles."""

from __future__ import annotations

import numpy as np

from dateline.claim.heads import Heads, Labels, Window, _role_spans, _triggers, _where


def test_a_word_has_the_kind_of_its_surest_piece_and_neighbours_are_one_trigger() -> None:
    none_first_second = np.asarray(
        [[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.4, 0.1, 0.5], [0.9, 0.1, 0.0], [0.3, 0.1, 0.6]],
        dtype=np.float32,
    )
    words = [(0, 2), (2, 3), (3, 4), (4, 5)]
    found = [
        (a, b, kind, round(chance, 3)) for a, b, kind, chance in _triggers(none_first_second, words, 0.5)
    ]
    assert found == [(0, 3, 0, 0.8), (4, 5, 1, 0.7)]
    assert [mark[:2] for mark in _triggers(none_first_second, words, 0.75)] == [(0, 2)]


def test_a_role_is_a_run_of_pieces_above_the_floor_with_its_highest_probability() -> None:
    chances = np.asarray([[0.5, 0.1], [0.9, 0.1], [0.1, 0.1], [0.4, 0.7]], dtype=np.float32)
    both = np.stack([chances, np.flip(chances, axis=1)])
    first, second = _role_spans(both, [(0, 2), (2, 5), (6, 8), (9, 12)], ("actor", "place"))
    assert [r.role for r in second] == ["actor", "place", "place"]
    assert [(r.role, r.start, r.end, round(r.probability, 3)) for r in first] == [
        ("actor", 0, 5, 0.9),
        ("actor", 9, 12, 0.4),
        ("place", 9, 12, 0.7),
    ]


def test_what_may_tell_the_place_is_every_piece_that_is_not_all_but_ruled_out() -> None:
    chances = np.asarray([[0.0, 0.0, 0.0, 0.0], [0.001, 0.02, 0.0, 0.9]], dtype=np.float32)
    none, found = _where(chances, [(0, 2), (2, 5), (6, 8), (9, 12)])
    assert none == ()
    assert [(r.start, r.end, round(r.probability, 3)) for r in found] == [(2, 5, 0.02), (9, 12, 0.9)]


def test_a_window_reads_the_same_alone_and_beside_another() -> None:
    draw = np.random.default_rng(5)
    sizes = {
        "trig.0": (6, 6), "trig.3": (3, 6), "attr.0": (6, 10), "attr.3": (9, 6), "a": (4, 4), "b": (4, 6),
        "bil": (4, 4), "bir": (4, 4), "role": (2, 4),
    }  # fmt: skip
    weights = {f"{name}.weight": draw.normal(size=size).astype(np.float32) for name, size in sizes.items()}
    weights |= {f"{name}.bias": draw.normal(size=size[0]).astype(np.float32) for name, size in sizes.items()}
    weights |= {"k.weight": np.ones((2, 4), np.float32), "dist.weight": np.ones((30, 4), np.float32)}
    labels = Labels(
        ("attack", "free"), ("actor", "place"), ("happened", "planned"), (None, "alleged"), ("x", "y")
    )
    hidden, features = (draw.normal(size=(7, n)).astype(np.float32) for n in (4, 2))
    pieces = [(n, n + 1) for n in range(7)]
    heads = Heads(weights, labels)
    line = np.array([0, 0, 1, 2, 2, 3, 3])
    both = heads.read(
        hidden,
        features,
        [
            Window(0, 3, pieces[:3], [(n, n + 1) for n in range(3)], line[:3]),
            Window(3, 7, pieces[3:], [(n, n + 1) for n in range(4)], line[3:]),
        ],
        0.1,
    )
    last = Window(0, 4, pieces[3:], [(n, n + 1) for n in range(4)], line[3:])
    alone = heads.read(hidden[3:], features[3:], [last], 0.1)
    assert alone
    for one, other in zip(alone, both[-len(alone) :], strict=True):
        assert (one.start, one.end, one.kind) == (other.start, other.end, other.kind)
        assert np.isclose(one.probability, other.probability)
        assert [(r.role, r.start, r.end) for r in one.roles] == [
            (r.role, r.start, r.end) for r in other.roles
        ]
        assert all(np.isclose(one.status[s], other.status[s]) for s in labels.status)
