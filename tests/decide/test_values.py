from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from dateline.decide.values import FIELDS, known_field, set_field, shown, written
from dateline.errors import UsageError
from dateline.model import Claim
from dateline.publish.ground import check_grounding
from dateline.words.tables import Words
from tests.decide.making import REPORT, TEXT, seizure


def changed(field: str, value: str, words: Words, *given: str) -> Claim:
    """The claim with the value set, and every word of it still the report's."""
    made = set_field(seizure(), field, value, given, TEXT, words)
    check_grounding([REPORT], [made])
    for other in FIELDS:
        if other != field:
            assert getattr(made, other) == getattr(seizure(), other)
    return made


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("kind", "advance", "advance"),
        ("status", "planned", "planned"),
        ("hedge", "unverified", "unverified"),
        ("hedge", "none", "none"),
        ("when", "2031-03-05", "2031-03-05"),
        ("when", "2031-03-01..2031-03-05", "2031-03-01..2031-03-05"),
        ("when", "..2031-03-05", "..2031-03-05"),
        ("when", "none", "none"),
        ("actors", "hts", "hts"),
        ("actors", "Hayat Tahrir al-Sham", "hts"),
        ("actors", "Residents of Salamiyah=militia", "Residents of Salamiyah=militia"),
        ("actors", "none", "none"),
        ("targets", "none", "none"),
        ("said_by", "Residents=witness", "Residents=witness"),
        ("places", "Salamiyah, Syria", "Salamiyah, SY"),
        ("counts", "killed soldiers 13", "killed soldiers 13"),
        ("counts", "killed soldiers 12..20", "killed soldiers 12..20"),
        ("counts", "killed soldiers ..20", "killed soldiers ..20"),
        ("means", "tank", "tank"),
    ],
)
def test_a_value_is_written_in_one_form_and_shown_in_it(
    field: str, value: str, told: str, words: Words
) -> None:
    assert written(field, value, words) == told
    assert written(field, told, words) == told
    assert shown(changed(field, value, words), field) == told


def test_a_body_set_is_the_registers_and_its_words_the_reports(words: Words) -> None:
    (actor,) = changed("actors", "hts", words).actors
    assert (actor.actor, actor.type, actor.words) == ("hts", "rebels", "Rebels")
    (actor,) = changed("actors", "hts", words, "The army").actors
    assert actor.words == "The army"
    (source,) = changed("said_by", "sohr", words).said_by
    assert (source.party, source.words) == ("monitor", "the Observatory")
    (source,) = changed("said_by", "Residents=witness", words).said_by
    assert (source.name, source.actor, source.words) == ("Residents", None, "Residents")


def test_the_words_of_a_place_are_its_name_in_the_report(words: Words) -> None:
    (place,) = changed("places", "Salamiyah, SY", words).places
    assert (place.words, place.precision, place.country) == ("Salamiyah", "settlement", "SY")
    (kept,) = changed("places", "Homs, SY", words).places
    assert kept.words == "Hama"


def test_a_day_keeps_the_words_it_was_read_from(words: Words) -> None:
    when = changed("when", "2031-03-04", words).when
    assert (when.earliest, when.precision, when.words) == (dt.date(2031, 3, 4), "day", "Thursday")
    assert changed("when", "2031-03-01..2031-03-07", words).when.precision == "week"
    assert changed("when", "2031-03-01..", words).when.precision == "longer"
    assert changed("when", "none", words).when.words == ""


def test_several_values_keep_their_own_words(words: Words) -> None:
    made = changed("actors", "The army=state forces; Rebels=rebels", words)
    assert [actor.words for actor in made.actors] == ["The army", "Rebels"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("kind", "captur", "'captur' is no kind of event (did you mean 'capture'?)."),
        ("status", "over", "choose among called_for, denied"),
        ("hedge", "maybe", "choose among alleged, none, unverified"),
        ("when", "5 March", "'5 March' is no date"),
        ("when", "2031-03-05..2031-03-01", "ends before it begins"),
        ("actors", "htss", "There is no actor 'htss' in the register (did you mean 'hts'?)"),
        ("actors", "local fighters=gang", "'gang' is no type of actor"),
        ("actors", "=rebels", "names nobody"),
        ("said_by", "Residents=friend", "'friend' is no party"),
        ("places", "Nowhereville", "There is no place 'Nowhereville'"),
        ("counts", "12", "is no count"),
        ("counts", "killd soldiers 12", "'killd' is no sort of count (did you mean 'killed'?)"),
        ("counts", "killed dragons 12", "'dragons' is no group"),
        ("counts", "killed soldiers many", "is no number"),
        ("counts", "killed soldiers 9..3", "ends before it begins"),
        ("kind", "  ", "Give the value of kind"),
    ],
)
def test_what_the_tables_do_not_know_is_refused(field: str, value: str, said: str, words: Words) -> None:
    with pytest.raises(UsageError) as fault:
        written(field, value, words)
    assert said in str(fault.value)
    assert str(fault.value).count("\n") == 0
    assert str(fault.value).endswith(".")


def test_a_field_that_cannot_be_set_is_refused() -> None:
    with pytest.raises(UsageError, match="is no field of a claim that can be set"):
        known_field("quotes")


@pytest.mark.parametrize(
    ("field", "value", "given", "said"),
    [
        ("targets", "hts", (), "No words of hama are known to hold"),
        ("targets", "hts", ("the Turks",), "'the Turks' are not in the report hama"),
        ("targets", "hts", ("army", "Rebels"), "1 values, 2 words"),
        ("when", "2031-03-04", ("Thursday", "Hama"), "--words once"),
        ("means", "catapult", (), "The report hama tells of no 'catapult': it tells of tank."),
        ("means", "drone", (), "tells of no 'drone'"),
        ("actors", "local fighters=militia", (), "'local fighters' is not in the report hama"),
        ("actors", "local fighters=militia", ("Rebels",), "'local fighters' is not in the report hama"),
        ("counts", "killed soldiers 12; killed civilians 2", (), "this count"),
    ],
)
def test_no_value_stands_on_words_that_are_not_there(
    field: str, value: str, given: tuple[str, ...], said: str, words: Words
) -> None:
    with pytest.raises(UsageError, match=said):
        set_field(seizure(), field, written(field, value, words), given, TEXT, words)


def test_a_body_keeps_the_name_it_was_read_by(words: Words) -> None:
    (rebels,) = seizure().actors
    longer = replace(seizure(), actors=(replace(rebels, name="Northern rebels"),))
    (actor,) = set_field(longer, "actors", "Northern rebels=militia", (), TEXT, words).actors
    assert (actor.name, actor.type, actor.words) == ("Northern rebels", "militia", "Rebels")


def test_words_are_sought_in_the_quote_first_and_then_near_the_trigger(words: Words) -> None:
    text = "Hama is old. Hama was bombed. Rebels seized Hama. Hama fell."
    at = text.index("Rebels seized Hama")
    bare = replace(seizure(), places=(), actors=(), counts=(), said_by=())
    quoted = replace(
        bare,
        quotes=("Rebels seized Hama",),
        quote_spans=(replace(bare.quote_spans[0], start=at, end=at + 18),),
        trigger_span=replace(bare.trigger_span, start=at + 7, end=at + 13),
    )
    (place,) = set_field(quoted, "places", "Hama, SY", (), text, words).places
    assert place.span.start == text.index("Hama", at)
    outside = replace(quoted, quotes=("seized",), quote_spans=(quoted.trigger_span,))
    (place,) = set_field(outside, "places", "Hama, SY", (), text, words).places
    assert place.span.start == text.index("Hama", at)
