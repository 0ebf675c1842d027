"""The register of actors: look-ups, finding in text, relations, and the checks of its data."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.errors import DataError
from dateline.words.actorfiles import actors_from_tsv
from dateline.words.actors import ActorTable
from dateline.words.folding import alias_keys, fold_tokens
from tests.words.making import shipped_actors


def tsv(*lines: str) -> str:
    """Rows written with ";" between cells."""
    return "\n".join("\t".join(cell.strip() for cell in line.split(";")) for line in lines) + "\n"


ACTORS = tsv(
    "id ; name ; type ; country ; parent ; party ; source ; note",
    "blue-front ; Blue Front ; rebels ; SY ; ; armed_group ; test ;",
    "blue-news ; Blue News ; media ; SY ; blue-front ; armed_group ; test ;",
    "sd-army ; Sudanese Armed Forces ; state forces ; SD ; sd-government ; government ; test ;",
)
ALIASES = tsv(
    "alias ; actor ; lang ; country ; note ; source",
    "BF ; blue-front ; en ; ; ; test",
    "Jane Roe ; blue-front ; en ; ; spokeswoman ; test",
    "SAF ; sd-army ; en ; SD ; ; test",
    "Front Bleu ; blue-front ; fr ; ; ; test",
)
SIDES = tsv(
    "conflict ; side ; actor ; from ; to ; source",
    "sy-war ; government ; sy-government ; 2011-03-15 ; 2024-12-08 ; test",
    "sy-war ; rebels ; blue-front ; 2012-01-01 ; ; test",
)
BODIES = tsv(
    "body ; name ; type ; parent ; party ; aliases ; home ; metonyms ; adjectives ; source",
    "army ; {demonym} army ; state forces ; government ; government ; {name}'s army|{demonym} armed forces"
    " ; army|armed forces ; ; ; test",
    "government ; {name} ; government ; ; government ; {demonym} government ; government"
    " ; {capital} ; {demonym} ; test",
)
COUNTRIES = tsv(
    "iso ; name ; demonyms ; capital ; aliases",
    "SD ; Sudan ; Sudanese ; Khartoum ;",
    "SY ; Syria ; Syrian|Syrians ; Damascus ;",
    "US ; United States ; American|U.S. ; Washington ; U.S.|US",
)


def sort(text: str) -> str:
    head, *rows = text.strip("\n").split("\n")
    return "\n".join([head, *sorted(rows)]) + "\n"


def texts(**changed: str) -> dict[str, str]:
    files = {
        "actors.tsv": ACTORS,
        "aliases.tsv": ALIASES,
        "sides.tsv": SIDES,
        "state_bodies.tsv": BODIES,
        "countries.tsv": COUNTRIES,
    }
    files.update({f"{name}.tsv": text for name, text in changed.items()})
    return {name: text if name == "countries.tsv" else sort(text) for name, text in files.items()}


def table(**changed: str) -> ActorTable:
    return actors_from_tsv(texts(**changed))


def found(words: str, country: str | None = None) -> str | None:
    entry = table().lookup(words, country)
    return None if entry is None else entry.id


@pytest.mark.parametrize(
    ("words", "actor"),
    [
        ("Blue Front", "blue-front"),
        ("the blue front", None),
        ("a Blue Front", None),
        ("The Blue-Front's", "blue-front"),
        ("BLUE FRONT", "blue-front"),
        ("BF", "blue-front"),
        ("bf", None),
        ("Front bleu", "blue-front"),
        ("Jane Roe", "blue-front"),
        ("Sudan's army", "sd-army"),
        ("the Syrian armed forces", "sy-army"),
        ("Damascus", "sy-government"),
        ("U.S.", "us-government"),
        ("us", None),
        ("Blue Front and others", None),
        ("", None),
    ],
)
def test_lookup_folds_case_articles_possessives_and_keeps_initials(words: str, actor: str | None) -> None:
    assert found(words) == actor


def test_words_bound_to_a_country_count_only_there() -> None:
    assert found("SAF") is None
    assert found("SAF", "SY") is None
    assert found("SAF", "SD") == "sd-army"
    assert found("the army") is None
    assert found("the army", "SY") == "sy-army"


def test_a_listed_row_replaces_the_templated_one_and_keeps_its_patterns() -> None:
    entry = table().lookup("Sudan's army")
    assert entry is not None
    assert (entry.name, entry.parent, entry.root, entry.body) == (
        "Sudanese Armed Forces",
        "sd-government",
        "sd-government",
        "army",
    )


def test_find_takes_the_longest_name_and_its_offsets_slice_to_it() -> None:
    text = "Fighters of the Blue Front (BF) shelled Syria's army, Jane Roe said in Damascus."
    hits = table().find(text)
    assert [(text[start:end], entry.id) for start, end, entry in hits] == [
        ("Blue Front", "blue-front"),
        ("BF", "blue-front"),
        ("Syria's army", "sy-army"),
        ("Jane Roe", "blue-front"),
        ("Damascus", "sy-government"),
    ]


def test_hits_tell_how_words_stand_for_the_actor() -> None:
    kinds = [
        hit.kind
        for hit in table().hits("BF: Jane Roe of the Blue Front met the Syrian side in Damascus, Syria")
    ]
    assert kinds == ["acronym", "person", "name", "adjective", "metonym", "state"]


def test_relation_goes_by_root_then_sides_and_dates() -> None:
    actors = table()
    assert actors.relation("blue-news", "blue-front") == "same"
    assert actors.relation("blue-news", "sy-army") == "opposed"
    assert actors.relation("blue-front", "sy-army", dt.date(2025, 1, 1)) == "unknown"
    assert actors.relation("blue-front", "sd-army") == "unknown"


def test_conflicts_of_the_country_decide_where_conflicts_disagree() -> None:
    sides = SIDES + tsv(
        "ye-war; all; sy-government; ; ; test",
        "ye-war; all; blue-front; ; ; test",
    )
    actors = table(sides=sides)
    assert actors.relation("blue-front", "sy-army") == "opposed"
    assert actors.relation("blue-front", "sy-army", None, "SY") == "opposed"
    assert actors.relation("blue-front", "sy-army", None, "YE") == "allied"


def test_digest_changes_with_any_text() -> None:
    assert table().digest == table().digest
    assert table().digest != table(sides=sort(SIDES).replace("2012-01-01", "2012-01-02")).digest


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"actors": ACTORS.replace("\tblue-front\tarmed", "\tnobody\tarmed")},
            "line 3: unknown parent 'nobody'",
        ),
        ({"actors": ACTORS.replace("rebels", "rebel")}, "line 2: unknown type 'rebel'"),
        ({"actors": ACTORS.replace("armed_group", "armed")}, "line 2: unknown party 'armed'"),
        (
            {"actors": ACTORS + ACTORS.split("\n")[1].replace("Blue", "Red") + "\n"},
            "line 3: the id 'blue-front'",
        ),
        ({"actors": ACTORS.replace("SY\t\tarmed", "SY\tblue-news\tarmed")}, "lead back to"),
        ({"aliases": ALIASES + "B.F.\tsd-army\ten\t\t\ttest\n"}, "stands for both"),
        ({"aliases": ALIASES.replace("\tblue-front\tfr", "\tnone\tfr")}, "unknown actor 'none'"),
        ({"sides": SIDES.replace("2012-01-01", "2012")}, "'2012' in column 'from'"),
        ({"sides": SIDES.replace("\tblue-front\t", "\tgreen\t")}, "unknown actor 'green'"),
        ({"aliases": ALIASES.replace("alias\t", "name\t")}, "no column 'alias'"),
    ],
)
def test_faulty_data_is_refused_with_its_place(changed: dict[str, str], said: str) -> None:
    with pytest.raises(DataError, match=said):
        table(**changed)


def test_an_unsorted_file_is_refused() -> None:
    files = texts()
    head, *rows = files["aliases.tsv"].strip("\n").split("\n")
    files["aliases.tsv"] = "\n".join([head, *reversed(rows)]) + "\n"
    with pytest.raises(DataError, match=r"aliases\.tsv line 3: not sorted"):
        actors_from_tsv(files)


def test_one_alias_may_name_two_actors_in_two_countries() -> None:
    aliases = ALIASES + "SAF\tsy-army\ten\tSY\t\ttest\n"
    actors = table(aliases=aliases)
    assert [actors.lookup("SAF", iso) and actors.lookup("SAF", iso).id for iso in ("SD", "SY", "US")] == [  # type: ignore[union-attr]
        "sd-army",
        "sy-army",
        None,
    ]


def test_tokens_slice_back_and_leave_possessives_out() -> None:
    text = "Hay’at Tahrir al-Sham’s men met U.S. envoys"
    words = [text[token.start : token.end] for token in fold_tokens(text)]
    assert words == ["Hay’at", "Tahrir", "al", "Sham", "men", "met", "U.S.", "envoys"]
    assert alias_keys("Türkiye’s IRGC") == ("turkiye", "=IRGC")


@pytest.fixture(scope="module")
def register() -> ActorTable:
    return shipped_actors()


@pytest.mark.parametrize(
    ("words", "country", "actor", "root"),
    [
        ("HTS", None, "hts", "nusra"),
        ("Hay'at Tahrir al-Sham", None, "hts", "nusra"),
        ("Daesh", None, "islamic-state", "islamic-state"),
        ("Amaq", None, "amaq", "islamic-state"),
        ("Rami Abdel Rahman", None, "sohr", "sohr"),
        ("SANA", None, "sana", "sy-government"),
        ("the IDF", None, "il-army", "il-government"),
        ("SAF", "SD", "sd-army", "sd-government"),
        ("CENTCOM", None, "centcom", "us-government"),
        ("the Kremlin", None, "ru-government", "ru-government"),
        ("ISPR", None, "ispr", "pk-government"),
        ("OCHA", None, "ocha", "united-nations"),
        ("Turkey's defence ministry", None, "tr-defence-ministry", "tr-government"),
        ("Congolese army", "CD", "cd-army", "cd-government"),
        ("Houthi", None, "houthis", "houthis"),
    ],
)
def test_the_register_knows_bodies_by_their_names(
    register: ActorTable, words: str, country: str | None, actor: str, root: str
) -> None:
    entry = register.lookup(words, country)
    assert entry is not None
    assert (entry.id, entry.root) == (actor, root)


@pytest.mark.parametrize(
    ("a", "b", "day", "relation"),
    [
        ("hts", "sy-army", "2024-12-01", "opposed"),
        ("ru-air-force", "sy-army", "2016-01-01", "allied"),
        ("sdf", "islamic-state", "2017-06-01", "opposed"),
        ("taliban", "af-army", "2015-10-01", "opposed"),
        ("taliban", "af-army", "2022-01-01", "unknown"),
        ("amaq", "islamic-state", "2016-01-01", "same"),
        ("vrs", "arbih", "1995-07-11", "opposed"),
    ],
)
def test_the_register_knows_who_fights_whom(
    register: ActorTable, a: str, b: str, day: str, relation: str
) -> None:
    assert register.relation(a, b, dt.date.fromisoformat(day)) == relation


def test_ordinary_words_are_no_actors(register: ActorTable) -> None:
    assert (
        register.find("It is said that who we are tells us more than an emergency or a commonwealth of wit.")
        == ()
    )
