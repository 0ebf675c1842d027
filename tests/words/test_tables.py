"""Loading and checking the shipped word tables."""

from __future__ import annotations

import pytest

from dateline.errors import DataError
from dateline.words import checks, tables
from dateline.words.kinds import kind_table
from dateline.words.tables import Words, load_words
from dateline.words.tsv import read_table

TRIGGERS = "lexicon/en/triggers.tsv"
HEADER = "term\tpos\tforms\tkind\tprior\tweight\tnot_when\tmatch\tnonmatch\tsource"


def test_every_kind_has_triggers_and_the_tables_are_wide(words: Words) -> None:
    assert len(words.kinds.kinds) == 39
    assert len(words.triggers.rows) >= 650
    assert len(words.means.rows) >= 350
    for kind in words.kinds.kinds:
        assert sum(row.kind == kind for row in words.triggers.rows) >= checks.LEAST_TRIGGERS, kind


def test_the_shipped_lexicons_pass_their_own_sentences(words: Words) -> None:
    ours = ("lexicon/en/triggers", "lexicon/en/hedges", "lexicon/en/status", "ontology/")
    assert [p for p in checks.check_tables(words) if p.where.startswith(ours)] == []


def test_loading_again_gives_the_same_digest(words: Words) -> None:
    assert load_words().digest == words.digest


def test_the_digest_changes_with_a_letter(words: Words) -> None:
    texts = dict(words.texts)
    before = tables._digest(texts, "places")
    texts[TRIGGERS] += "x"
    assert tables._digest(texts, "places") != before


def test_rows_by_name(words: Words) -> None:
    assert words.rows("ontology/actor_classes.tsv")[0][0] == "armed"
    with pytest.raises(DataError, match="no such word table"):
        words.rows("lexicon/en/none.tsv")


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("seize\tverb\t\tno_such_kind\t0.5\t0.5\t\tm\tn\town", "no_such_kind"),
        ("seize\tadverb\t\tcapture\t0.5\t0.5\t\tm\tn\town", "adverb"),
        ("seize\tverb\t\tcapture\t0.5\t1.5\t\tm\tn\town", "1.5"),
        ("{..3} seize\tverb\t\tcapture\t0.5\t0.5\t\tm\tn\town", "begin with a word"),
    ],
)
def test_a_bad_trigger_is_told_with_its_line(words: Words, row: str, fault: str) -> None:
    table = read_table(TRIGGERS, f"{HEADER}\n{row}\n")
    with pytest.raises(DataError, match=fault) as told:
        tables._triggers(table, words.kinds)
    assert f"{TRIGGERS}:2" in str(told.value)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\tb\nx\t1", "t.tsv:2: the last line has no end"),
        ("a\tc\nx\t1\n", "t.tsv:1: the columns are"),
        ("a\tb\nx\n", "t.tsv:2: 1 cells"),
        ("a\tb\ny\t1\nx\t1\n", "t.tsv:3: 'x' does not sort"),
        ("a\tb\nx\t1\nx\t1\n", "t.tsv:3: 'x' repeats"),
    ],
)
def test_a_malformed_table_is_told_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        read_table("t.tsv", text, ["a", "b"])


def test_a_rule_must_name_a_known_class(words: Words) -> None:
    rules = "kind\trank\tactor\ttarget\tsub_event\tevent_type\tsource\ncapture\t1\tgods\tany\tx\ty\ts\n"
    changed = {**words.tables, "ontology/acled_rules.tsv": read_table("ontology/acled_rules.tsv", rules)}
    with pytest.raises(DataError, match=r"acled_rules.tsv:2: 'gods' is no class of actors"):
        tables._kinds(changed)


def test_a_sentence_that_does_not_hold_is_a_problem(words: Words) -> None:
    row = words.triggers.rows[0]
    lies = type(row)(
        term="besiege", pos="verb", forms="", kind="besiege", prior=0.5, weight=0.5, not_when=(),
        match="Nothing here.", nonmatch="They besieged it.", source="own",
    )  # fmt: skip
    told = [p.problem for p in checks._sentences("t.tsv", (lies,))]
    assert told == ["'besiege' is not found in 'Nothing here.'", "'besiege' is found in 'They besieged it.'"]


class TestKinds:
    def test_acled_depends_on_who_did_it(self, words: Words) -> None:
        acled = words.kinds.acled
        assert acled("capture", ["rebels"]) == ("Battles", "Non-state actor overtakes territory")
        assert acled("capture", ["state forces"]) == ("Battles", "Government regains territory")
        assert acled("capture", []) == ("Battles", None)
        assert acled("attack", ["militia"], ["civilians"]) == ("Violence against civilians", "Attack")
        assert acled("attack", ["rebels"], ["state forces"]) == ("Battles", "Armed clash")
        assert acled("attack") == (None, None)
        assert acled("toll") == (None, None)

    def test_plain_codes(self, words: Words) -> None:
        assert words.kinds.plover("airstrike") == "ASSAULT-aerial"
        assert words.kinds.cameo("withdraw") == "0874"
        assert words.kinds.plover("toll") is None
        assert words.kinds.cameo("no such kind") is None

    def test_ucdp(self, words: Words) -> None:
        ucdp = words.kinds.ucdp
        assert ucdp("clash", ["state forces", "rebels"]) == "state-based"
        assert ucdp("clash", ["rebels", "militia"]) == "non-state"
        assert ucdp("attack", ["rebels"], ["civilians"]) == "one-sided"
        assert ucdp("clash", ["rebels"]) is None
        assert ucdp("truce", ["rebels", "state forces"]) is None

    def test_rules_are_tried_in_rank_order(self) -> None:
        table = kind_table(
            [["k", "f", "m", "", "", "", "", "", "", "s"]],
            [["k", "2", "any", "any", "B", "Y", "s"], ["k", "1", "state", "any", "A", "X", "s"]],
            [["state", "police", "s"], ["armed", "police", "s"]],
        )
        assert table.acled("k", ["police"]) == ("X", "A")
        assert table.acled("k", ["rebels"]) == ("Y", "B")


@pytest.mark.parametrize(
    ("outlet", "voice"),
    [
        ("Rapid Support Forces", "rapid-support-forces"),
        ("Rapid Support Forces (press office)", "rapid-support-forces"),
        ("Rapid Support Forces media office", "rapid-support-forces"),
        ("Rapid Support Forces Watch", None),
        ("Sudan Courier", None),
        ("The Northern Courier", None),
        (None, None),
    ],
)
def test_a_body_that_publishes_is_its_own_voice(words: Words, outlet: str | None, voice: str | None) -> None:
    assert words.voice_of(outlet) == voice
