"""Naming of sources and the finder of attributions: plain text in, names and spans out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.errors import DataError
from dateline.mention.sources import (
    SourceName,
    SourceTables,
    find_attributions,
    name_source,
    origin_at,
    read_context,
)
from dateline.words.actorfiles import actors_from_tsv
from dateline.words.outlets import outlets_from_tsv
from dateline.words.sourcewords import SourceWords, source_words_from_tsv

DATA = Path(__file__).parents[2] / "dateline" / "data"
WORD_FILES = ("sources.tsv", "attribution.tsv", "titles.tsv")


def word_texts() -> dict[str, str]:
    return {name: (DATA / "lexicon" / "en" / name).read_text(encoding="utf-8") for name in WORD_FILES}


WORDS = source_words_from_tsv(word_texts())


@pytest.fixture(scope="module")
def words() -> SourceWords:
    return WORDS


@pytest.fixture(scope="module")
def tables(words: SourceWords) -> SourceTables:
    names = ("actors.tsv", "aliases.tsv", "sides.tsv", "state_bodies.tsv")
    files = {name: (DATA / "actors" / name).read_text(encoding="utf-8") for name in names}
    files["countries.tsv"] = (DATA / "places" / "countries.tsv").read_text(encoding="utf-8")
    outlets = outlets_from_tsv((DATA / "outlets" / "outlets.tsv").read_text(encoding="utf-8"))
    return SourceTables(actors=actors_from_tsv(files), outlets=outlets, words=words)


def attributions(text: str, words: SourceWords) -> list[tuple[str, str, str]]:
    """Source, cue and content of each attribution, as words."""
    return [
        (text[a.source.start : a.source.end], text[a.cue.start : a.cue.end],
         text[a.content.start : a.content.end].strip(" ,.:"))
        for a in find_attributions(text, words)
    ]  # fmt: skip


def named(text: str, source: str, tables: SourceTables, country: str | None = None) -> SourceName:
    """The source at the last occurrence of its words."""
    found = name_source(source, read_context(text, tables, country), text.rindex(source))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The army said that ten rebels died in Homs.", "The army", "said", "that ten rebels died in Homs"),
        ("Ten rebels died in Homs on Friday, the army said.", "the army", "said", "Ten rebels died in Homs on Friday"),
        ("Ten rebels died in Homs, said the town's mayor.", "the town's mayor", "said", "Ten rebels died in Homs"),
        ("Ten rebels died, according to the army.", "the army", "according to", "Ten rebels died"),
        ("According to the army, ten rebels died.", "the army", "According to", "ten rebels died"),
        ("Jane Roe, a spokeswoman for the Red Cross, said food ran out.",
         "Jane Roe, a spokeswoman for the Red Cross", "said", "food ran out"),
        ("The secretary of the council, Jane Roe, said food ran out.",
         "The secretary of the council, Jane Roe", "said", "food ran out"),
        ("\"We lost the bridge,\" Roe told reporters in Homs.", "Roe", "told reporters", "\"We lost the bridge,\""),
        ("Late on Monday the ministry said the bridge was lost.", "the ministry", "said", "the bridge was lost"),
        ("ALTA, Aug 11 (AFP) - Georgia said its troops had left.", "Georgia", "said", "its troops had left"),
        ("The bridge, he said, was lost to the rebels.", "he", "said", None),
        ("The depot near the river burned, Jane Roe said.", "Jane Roe", "said", "The depot near the river burned"),
        ("The army took the bridge, Reuters reported.", "Reuters", "reported", "The army took the bridge"),
        ("The town's mayor, Jane Roe, said two died.", "The town's mayor, Jane Roe", "said", "two died"),
        ("An official said two died.", "An official", "said", "two died"),
        ("Local media reported two dead.", "Local media", "reported", "two dead"),
        ("Gunmen shelled the mill a local official said.", "a local official", "said", "Gunmen shelled the mill"),
        ("Nine died the governor of the province said.", "the governor of the province", "said", "Nine died"),
        ("In Homs a doctor said nine people died.", "a doctor", "said", "nine people died"),
    ],
)  # fmt: skip
def test_an_attribution_is_taken_apart(
    text: str, source: str, cue: str, content: str | None, words: SourceWords
) -> None:
    found = attributions(text, words)
    assert [row[:2] for row in found][:1] == [(source, cue)]
    assert content is None or found[0][2].strip('"') == content.strip('"')


@pytest.mark.parametrize(
    "text",
    [
        "Rebels took the town on Friday.",
        "The state of the roads is bad.",
        "The Northern State was flooded.",
        "Two people were reported missing on Friday.",
        "He told his men to leave the town.",
        "A claim by nobody of note was ignored.",
        "It was reportedly hit.",
        "The report could not be verified.",
        "The army's report was short.",
        "The loss was not confirmed.",
        "Official reports are rare.",
    ],
)
def test_what_attributes_nothing_is_left_alone(text: str, words: SourceWords) -> None:
    assert attributions(text, words) == []


def test_a_quotation_that_runs_on_keeps_its_speaker(words: SourceWords) -> None:
    text = '"They came at night," said the mayor. "They burned two houses." The town lies in the hills.'
    item = origin_at(find_attributions(text, words), text.index("They burned"), text.index(" The town") - 1)
    assert item is not None
    assert text[item.source.start : item.source.end] == "the mayor"
    start = text.index("The town lies")
    assert origin_at(find_attributions(text, words), start, len(text)) is None


def test_two_sources_of_one_sentence_keep_their_own_words(words: SourceWords) -> None:
    text = "The army said ten rebels died, while the rebels said they had lost nobody."
    found = find_attributions(text, words)
    first = origin_at(found, text.index("ten rebels"), text.index(", while"))
    second = origin_at(found, text.index("they had"), len(text))
    assert first is not None
    assert second is not None
    assert text[first.source.start : first.source.end] == "The army"
    assert text[second.source.start : second.source.end] == "the rebels"


@pytest.mark.parametrize(
    ("text", "source", "name", "party", "person"),
    [
        ("Mara Quill, a director at the Syrian Observatory for Human Rights, said it.",
         "Mara Quill, a director at the Syrian Observatory for Human Rights",
         "Syrian Observatory for Human Rights", "monitor", "Mara Quill"),
        ("In Mali an emir of JNIM said it.", "an emir of JNIM", "Jama'at Nusrat al-Islam wal-Muslimin", "armed_group",
         None),
        ("Chad's envoy to the United Nations, Ali Quill, said it.", "Chad's envoy to the United Nations, Ali Quill",
         "Chadian government", "government", "Ali Quill"),
        ("The UN special envoy to Chad said it.", "The UN special envoy to Chad", "United Nations", "international",
         None),
        ("Syria's army fled. Residents said it.", "Residents", "Residents", "witness", None),
        ("Colombian Defense Minister Jane Roe said it.", "Colombian Defense Minister Jane Roe",
         "Colombian Defense Ministry", "government", "Jane Roe"),
        ("Colombia's troops left. Defence Minister Jane Roe said it.", "Defence Minister Jane Roe",
         "Colombian Defense Ministry", "government", "Jane Roe"),
        ("Iraq's army left. A security source in Anbar said it.", "A security source in Anbar",
         "security source in Anbar", "unknown", None),
        ("Sudan's army left. Abdou Omar, a shopkeeper, said it.", "Abdou Omar, a shopkeeper",
         "Abdou Omar", "witness", "Abdou Omar"),
        ("Yemen's army left. Medics said it.", "Medics", "Medics", "monitor", None),
        ("Mali's army left. Analysts said it.", "Analysts", "Analysts", "expert", None),
    ],
)  # fmt: skip
def test_a_source_is_named_by_its_body(
    text: str, source: str, name: str, party: str, person: str | None, tables: SourceTables
) -> None:
    found = named(text, source, tables)
    assert (found.name, found.party, found.person) == (name, party, person)


@pytest.mark.parametrize(
    ("source", "name", "party", "person"),
    [
        ("Jane Roe, director of the Syria programme at the Elbe Institute", "Jane Roe", "expert", "Jane Roe"),
        ("Jane Roe, a fellow of the Iraq Project at Norwood University", "Jane Roe", "expert", "Jane Roe"),
        ("a Reuters correspondent", "Reuters", "media", None),
        ("the Arabic service of the BBC", "BBC", "media", None),
        ("two Reuters journalists in Homs", "Reuters", "media", None),
    ],
)  # fmt: skip
def test_experts_and_desks_speak_for_themselves_and_their_outlets(
    source: str, name: str, party: str, person: str | None, tables: SourceTables
) -> None:
    found = named(f"Fighting went on in Syria, {source}, said.", source, tables, "SY")
    assert (found.name, found.party, found.person) == (name, party, person)


def test_a_director_of_a_listed_body_speaks_for_it(tables: SourceTables) -> None:
    source = "Jane Roe, director of Human Rights Watch's Emergency Program"
    found = named(f"Fighting went on, {source}, said.", source, tables, "SY")
    assert (found.name, found.party) == ("Human Rights Watch", "monitor")


def test_the_one_monitor_of_a_report_is_the_monitor(tables: SourceTables) -> None:
    text = "Nine people died near Homs in Syria, a monitor said. The Syrian Observatory for Human Rights counted them."
    assert named(text, "a monitor", tables).name == "Syrian Observatory for Human Rights"
    alone = "Nine people died near Homs in Syria, a monitor said."
    assert named(alone, "a monitor", tables).name != "Syrian Observatory for Human Rights"
    two = text + " Airwars and Syrian Network for Human Rights disagreed."
    assert named(two, "a monitor", tables).name != "Syrian Observatory for Human Rights"


TALE = (
    "Mara Quill, a director at the Syrian Observatory for Human Rights, said ten soldiers died in Homs. "
    "Syria's defence ministry said its troops had left. "
)


@pytest.mark.parametrize(
    ("more", "source", "name"),
    [
        ("Quill said more would follow.", "Quill", "Syrian Observatory for Human Rights"),
        ("The Observatory said more would follow.", "The Observatory", "Syrian Observatory for Human Rights"),
        ("The ministry said more would follow.", "The ministry", "Syrian Defense Ministry"),
        ("More would follow, it said.", "it", "Syrian Defense Ministry"),
    ],
)
def test_words_that_refer_back_find_their_source(
    more: str, source: str, name: str, tables: SourceTables
) -> None:
    assert named(TALE + more, source, tables).name == name


@pytest.mark.parametrize(
    ("text", "source", "country", "name", "party"),
    [
        ("Bamako gave another account. Its military said ten died.", "Its military", "NE", "Malian army", "government"),
        ("Niamey keeps to the truce, its foreign ministry said.", "its foreign ministry", "ML",
         "Nigerien Foreign Ministry", "international"),
        ("The Ministry of Defence said ten died.", "The Ministry of Defence", "IN", "Indian Ministry of Defence",
         "government"),
        ("The Defence Ministry said ten died.", "The Defence Ministry", "IN", "Indian Defense Ministry", "government"),
        ("The Malian military said ten died.", "The Malian military", "ML", "Malian military", "government"),
        ("The Malian army said ten died. The army went on.", "The Malian army", "ML", "Malian army", "government"),
        ("Chadian sources said ten died.", "Chadian sources", "TD", "Chadian sources", "unknown"),
        ("The junta said ten died.", "The junta", "NE", "Nigerien junta", "government"),
    ],
)  # fmt: skip
def test_a_body_of_a_state_is_named_as_its_report_names_it(
    text: str, source: str, country: str, name: str, party: str, tables: SourceTables
) -> None:
    found = named(text, source, tables, country)
    assert (found.name, found.party) == (name, party)


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        ("A mine killed two traders near Gao on Monday Malian state television reported.",
         "Malian state television", "reported"),
        ("The Chadian army has corrected its first account of the ambush saying five soldiers died.",
         "The Chadian army", "saying"),
        ("An inquiry by the Red Cross has established that soldiers shot two traders.", "An inquiry by the Red Cross",
         "established"),
        ("The nurse pointed out that two traders died.", "The nurse", "pointed out"),
        ("Fisherman Ali Traore a father of six told the court that soldiers burned his boat.",
         "Fisherman Ali Traore a father of six", "told"),
        ("Fighters shelled the market a local official said.", "a local official", "said"),
    ],
)  # fmt: skip
def test_commas_that_were_lost_do_not_hide_who_speaks(
    text: str, source: str, cue: str, words: SourceWords
) -> None:
    assert [found[:2] for found in attributions(text, words)] == [(source, cue)]


def test_he_is_the_last_person_who_spoke(tables: SourceTables) -> None:
    text = "Sudan's army fled. Amina Ali, a teacher, said the town burned. She said two died."
    assert named(text, "She", tables).name == "Amina Ali"


def test_a_pronoun_with_nobody_before_it_is_nobody(tables: SourceTables) -> None:
    text = "He said it was over."
    assert name_source("He", read_context(text, tables), 0) is None


def test_a_state_that_does_not_fight_is_international(tables: SourceTables) -> None:
    text = "The Malian army took Kidal from Tuareg rebels. China said it was concerned."
    assert named(text, "China", tables).party == "international"
    assert named(text, "The Malian army", tables).party == "government"


def test_a_statement_of_a_group_means_the_group(tables: SourceTables) -> None:
    text = "The Armed Forces said a ship was hit in the Red Sea."
    for context in (
        read_context(text, tables, "YE", issuer="houthis"),
        read_context(text, tables, "YE", outlet="Al-Masirah"),
    ):
        found = name_source("The Armed Forces", context, 0)
        assert found is not None
        assert (found.actor, found.party) == ("houthis", "armed_group")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet='abT .,"“”\n:;-said heit', max_size=300))
def test_every_span_lies_in_the_text(text: str) -> None:
    words = WORDS
    for item in find_attributions(text, words):
        for span in item:
            assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("has had been also " * 400 + "said", 1),
        ("The ministry said he said it said " * 150, 450),
        ('"' * 2000 + "said", 0),
        ("A, " * 800 + "said the army", 1),
        ("Aa " * 1000 + ": said", 1),
    ],
    ids=["adverbs", "sayings", "quotation marks", "commas", "names"],
)
def test_hostile_text_is_read_to_its_end(words: SourceWords, text: str, said: int) -> None:
    # bench/speed.py measures how long such texts take.
    assert len(find_attributions(text, words)) <= said


@pytest.mark.parametrize(
    ("file", "line", "says"),
    [
        ("sources.tsv", "zzz\tnobody\tzzz\ttest", "unknown party 'nobody'"),
        ("sources.tsv", "aaa\twitness\taaa\ttest", "not sorted"),
        ("attribution.tsv", "zzz\tzzz\tbeside\tverb\ttest", "unknown position 'beside'"),
        ("attribution.tsv", "zzz\tzzz\tafter\tverb\t", "none empty"),
        ("titles.tsv", "zzz\trank", "3 cells"),
    ],
)
def test_bad_words_name_their_line(file: str, line: str, says: str) -> None:
    texts = word_texts()
    texts[file] += line + "\n"
    with pytest.raises(DataError, match=says):
        source_words_from_tsv(texts)


def test_the_lists_are_wide(words: SourceWords) -> None:
    assert len(words.terms) >= 200
    assert len(words.cues) >= 150


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Roughly 55,000 people have fled, said Save the Children.", "Save the Children"),
        ("The men, whom it described as bandits, fled.", "it"),
        ("The army said three soldiers fell, without giving details.", "The army"),
        ("Halima Nur, a trader, said the town was quiet.", "Halima Nur, a trader"),
        (
            "There was no word from the Northern Front (NPF), which acknowledged on Monday that Shire had fallen.",
            "the Northern Front",
        ),
    ],
)
def test_who_speaks_is_cut_out_right(text: str, source: str, words: SourceWords) -> None:
    assert [found[0] for found in attributions(text, words)] == [source]


@pytest.mark.parametrize(
    ("text", "source", "name", "party"),
    [
        (
            "The rebels fled Cauca, the commander of the Third Division, General Luis Mejia, said.",
            "the commander of the Third Division, General Luis Mejia",
            "Colombian army",
            "government",
        ),
        (
            "Fighters left Yasooman, Al-Shabaab's Radio Andalus said.",
            "Al-Shabaab's Radio Andalus",
            "Al-Shabaab",
            "armed_group",
        ),
        (
            "OCHA said in a bulletin that four camps stood. A bomb fell, the bulletin said.",
            "the bulletin",
            "OCHA",
            "international",
        ),
    ],
)
def test_officers_outlets_and_bulletins_speak_for_their_bodies(
    text: str, source: str, name: str, party: str, tables: SourceTables
) -> None:
    found = named(text, source, tables, "CO")
    assert (found.name, found.party) == (name, party)
