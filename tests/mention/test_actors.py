"""Naming of actors: a report and a span in, the name the report allows out."""

from __future__ import annotations

import pytest

from dateline.mention.actors import ActorContext, NamedActor, Role, actor_context, name_actors
from dateline.words.actors import ActorTable
from dateline.words.headnouns import HeadNouns, headnouns_from_tsv
from tests.words.making import DATA, shipped_actors


@pytest.fixture(scope="module")
def table() -> ActorTable:
    return shipped_actors()


@pytest.fixture(scope="module")
def heads() -> HeadNouns:
    return headnouns_from_tsv((DATA / "lexicon" / "en" / "headnouns.tsv").read_text(encoding="utf-8"))


class Reader:
    """Names the last occurrence of words in a text."""

    def __init__(self, table: ActorTable, heads: HeadNouns) -> None:
        self.table, self.heads = table, heads

    def context(self, text: str, country: str | None = None, voice: str | None = None) -> ActorContext:
        return actor_context(text, self.table, self.heads, country, voice)

    def named(
        self,
        text: str,
        words: str,
        country: str | None = None,
        voice: str | None = None,
        role: Role = "actor",
    ) -> tuple[NamedActor, ...]:
        at = text.rindex(words)
        return name_actors(at, at + len(words), self.context(text, country, voice), role)

    def name(
        self,
        text: str,
        words: str,
        country: str | None = None,
        voice: str | None = None,
        role: Role = "actor",
    ) -> str:
        return self.named(text, words, country, voice, role)[0].name


@pytest.fixture(scope="module")
def reader(table: ActorTable, heads: HeadNouns) -> Reader:
    return Reader(table, heads)


def test_initials_get_the_full_name(reader: Reader) -> None:
    named = reader.named("The RSF shelled Omdurman on Monday.", "The RSF", "SD")[0]
    assert (named.name, named.actor, named.type) == (
        "Rapid Support Forces",
        "rapid-support-forces",
        "militia",
    )


def test_initials_the_report_explains_need_no_register(reader: Reader) -> None:
    text = "The Valley Defence Brigade (VDB) took the bridge. The VDB then burned two shops."
    named = reader.named(text, "The VDB", "MM")[0]
    assert (named.name, named.actor, named.why) == ("Valley Defence Brigade", None, "defined")


def test_a_state_abroad_goes_by_its_name(reader: Reader) -> None:
    text = "Russian warplanes and Turkish troops struck villages in Syria."
    assert reader.name(text, "Russian warplanes", "SY") == "Russia"
    assert reader.name(text, "Turkish troops", "SY") == "Turkey"


def test_a_states_forces_at_home_go_by_the_force(reader: Reader) -> None:
    text = "Rebels of the Free Syrian Army said that the Syrian army shelled Homs. Its soldiers left later."
    assert reader.name(text, "the Syrian army", "SY") == "Syrian army"
    text = "Colombian soldiers killed two guerrillas of the FARC."
    assert reader.name(text, "Colombian soldiers", "CO") == "Colombian army"


def test_the_army_at_home_is_the_countrys_army(reader: Reader) -> None:
    text = "The Rapid Support Forces fought troops in Khartoum. The army shelled the palace."
    named = reader.named(text, "The army", "SD")[0]
    assert named.actor == "sd-army"


@pytest.mark.parametrize(
    ("words", "name"),
    [("its fighters", "Islamic State"), ("The militants", "Islamic State"), ("the group", "Islamic State")],
)
def test_words_that_point_back_find_the_body(reader: Reader, words: str, name: str) -> None:
    text = f"The Islamic State group seized the town on Sunday. Later {words} killed six people."
    assert reader.name(text, words, "IQ") == name


def test_a_state_that_only_tells_where_is_not_meant(reader: Reader) -> None:
    text = "Al-Shabaab raided a base in Somalia. They killed four soldiers."
    named = reader.named(text, "They", "SO")[0]
    assert named.actor == "al-shabaab"


def test_our_forces_are_the_issuers(reader: Reader) -> None:
    text = "Our forces destroyed an armoured vehicle. The enemy fled towards the river."
    assert reader.named(text, "Our forces", "SD", "rapid-support-forces")[0].actor == "rapid-support-forces"


def test_the_enemy_is_whoever_fights_the_issuer(reader: Reader) -> None:
    text = "The enemy shelled Kharkiv. Russian units lost two tanks, the General Staff said in Ukraine."
    named = reader.named(text, "The enemy", "UA", "ua-general-staff")[0]
    assert named.country == "RU"


def test_a_spokesman_stands_for_his_body(reader: Reader) -> None:
    text = "Mustafa Bali vowed to hold the line in northern Syria."
    assert reader.name(text, "Mustafa Bali", "SY") == "Syrian Democratic Forces"


def test_a_president_stands_for_his_government(reader: Reader) -> None:
    text = "President Ashraf Ghani ordered the army out of the town. The Taliban laughed."
    assert reader.name(text, "President Ashraf Ghani", "AF") == "Afghan government"
    text = "Russian President Vladimir Putin ordered strikes in Syria."
    assert reader.name(text, "Russian President Vladimir Putin", "SY") == "Russia"


def test_two_bodies_in_one_span_are_two_names(reader: Reader) -> None:
    text = "French and British jets flew over Libya."
    assert [one.name for one in reader.named(text, "French and British jets", "LY")] == [
        "France",
        "United Kingdom",
    ]


@pytest.mark.parametrize(
    ("words", "name", "kind"),
    [
        ("some 700 families", "families", "civilians"),
        ("at least 13 people", "people", "civilians"),
        ("more than 30 vehicles", "vehicles", "object"),
        ("a large ammunition depot", "ammunition depot", "object"),
        ("40,000 residents", "residents", "civilians"),
        ("people trapped in the hotel", "people", "civilians"),
        ("nearly 700,000", "people", "civilians"),
    ],
)
def test_populations_and_things_are_named_by_their_noun(
    reader: Reader, words: str, name: str, kind: str
) -> None:
    named = reader.named(f"The flood of shells reached {words} that night.", words, "UA", role="target")[0]
    assert (named.name, named.type, named.actor) == (name, kind, None)


def test_a_person_as_target_keeps_his_fullest_name(reader: Reader) -> None:
    text = "Warrants name Harun Telik, a trader. Judges want Telik in court."
    assert reader.name(text, "Telik", "KE", role="target") == "Harun Telik"


def test_countries_are_ranked_by_how_often_they_are_named(reader: Reader) -> None:
    text = "Malian soldiers and the Malian air force struck Kidal, Bamako said. Algeria protested."
    assert reader.context(text).countries == ("ML", "DZ")


def test_two_states_at_war_go_by_their_names_on_both_sides(reader: Reader) -> None:
    text = "Russian forces shelled Kupiansk. Ukrainian troops answered. Russia said it lost nobody."
    assert reader.name(text, "Ukrainian troops", "UA") == "Ukraine"
    assert reader.name(text, "Russian forces", "UA") == "Russia"


def test_an_empty_span_has_no_name(reader: Reader) -> None:
    assert name_actors(0, 0, reader.context("Nothing."), "actor") == ()


def test_the_same_span_is_named_the_same_twice(reader: Reader) -> None:
    text = "The Houthis fired a missile. Their commanders cheered."
    assert reader.named(text, "Their commanders", "YE") == reader.named(text, "Their commanders", "YE")


@pytest.mark.parametrize("stands", ["U.S.-backed", "Turkey-aligned", "Iran-linked"])
def test_who_stands_behind_a_body_is_not_the_body(reader: Reader, stands: str) -> None:
    text = f"Fighters of the {stands} Syrian Democratic Forces crossed the river in Syria."
    found = reader.named(text, f"the {stands} Syrian Democratic Forces", "SY")
    assert [each.name for each in found] == ["Syrian Democratic Forces"]


def test_a_states_outlet_does_not_mean_its_own_army_in_another_countrys_war(reader: Reader) -> None:
    text = "The army shelled rebels near Homs in Syria. Syrian troops then crossed the river."
    for voice in ("ru-defence-ministry", "ru-government"):
        if reader.table.entry(voice) is not None:
            assert reader.named(text, "The army", "SY", voice)[0].country == "SY"
            break
    else:
        pytest.fail("the register lists no Russian body")
    assert reader.named(text, "The army", "SY", "sy-government")[0].country == "SY"


def test_rebels_are_one_group_only_where_one_is_named(reader: Reader) -> None:
    one = "The Free Syrian Army took a post in Syria. Rebels then burned it."
    assert reader.name(one, "Rebels", "SY") == "Free Syrian Army"
    two = "The Free Syrian Army and Ahrar al-Sham took a post in Syria. Rebels then burned it."
    assert reader.name(two, "Rebels", "SY") not in {"Free Syrian Army", "Ahrar al-Sham"}


@pytest.mark.parametrize(
    ("text", "words", "country", "name"),
    [
        ("The military shelled Shire. Ethiopia's military said so. Soldiers burned a mill.", "Soldiers", "ET",
         "Ethiopian military"),
        ("The army shelled Shire; the army said so, the military did not. Soldiers left.", "Soldiers", "ET",
         "Ethiopian army"),
        ("Troops left Hakha, Myanmar state television said. The military shelled it.", "The military", "MM",
         "Myanmar military"),
        ("Burmese villagers fled Hakha in Myanmar. The military shelled it.", "The military", "MM",
         "Burmese military"),
        ("The Defence Headquarters said soldiers of the Nigerian Army left Baga.", "soldiers", "NG",
         "Nigerian Army"),
        ("Defence Headquarters said that soldiers left Baga.", "soldiers", "NG", "Nigerian army"),
        ("In Gaza City in Gaza a shop burned. The military said nothing.", "The military", "PS", "Israel"),
    ],
)  # fmt: skip
def test_an_army_goes_by_what_the_report_calls_it(
    reader: Reader, text: str, words: str, country: str, name: str
) -> None:
    assert reader.name(text, words, country) == name


def test_soldiers_are_not_the_command_named_last(reader: Reader) -> None:
    text = "The Anbar Operations Command in Iraq said the bridge was held. Soldiers crossed it at noon."
    assert reader.name(text, "Soldiers", "IQ") == "Iraqi army"


def test_a_group_does_not_mean_its_own_by_government_troops(reader: Reader) -> None:
    text = (
        "We hold the mill near Kadugli in Sudan. The soldiers fled, and government troops burned the depot."
    )
    assert reader.name(text, "The soldiers", "SD", "rapid-support-forces") == "Sudanese army"
    assert reader.name(text, "government troops", "SD", "rapid-support-forces") == "Sudanese army"
    assert reader.name(text, "government troops", "SD", "ru-defence-ministry") == "Sudanese army"


@pytest.mark.parametrize("words", ["our men", "our positions", "Our hands"])
def test_what_belongs_to_the_issuer_stands_for_it(reader: Reader, words: str) -> None:
    text = f"They fired on the ridge near Kadugli in Sudan. {words.capitalize()} held."
    assert reader.name(text, words.capitalize(), "SD", "rapid-support-forces") == "Rapid Support Forces"


def test_officials_at_large_are_no_government(reader: Reader) -> None:
    text = "The Colombian government met in Bogota, Colombia. Community leaders in Arauca left their homes."
    assert reader.name(text, "Community leaders", "CO") == "community leaders"
    assert reader.name(text.replace("Community leaders", "The authorities"), "The authorities", "CO") == (
        "Colombian government"
    )


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Armed men robbed a lorry near Kadugli in Sudan.", "Armed men", "armed men"),
        ("A mill burned. Gunmen fled.", "Gunmen", "gunmen"),
        ("Angry traders left. They met angry millers and young traders.", "Angry traders", "angry traders"),
        ("Filipino traders left.", "Filipino traders", "Filipino traders"),
        ("They met Armed men there.", "Armed men", "Armed men"),
    ],
)
def test_the_capital_of_a_sentence_is_no_part_of_a_common_name(
    reader: Reader, text: str, words: str, name: str
) -> None:
    assert reader.name(text, words, "SD", role="target") == name


def test_forces_and_government_are_called_alike(reader: Reader) -> None:
    text = "Hakha in Myanmar burned. Myanmar's government said so. Government forces left."
    assert reader.name(text, "Government forces", "MM") == "Myanmar forces"
    assert reader.name(text, "Myanmar's government", "MM") == "Myanmar government"


def test_a_capital_that_says_where_a_report_was_written_is_nobody(reader: Reader) -> None:
    text = (
        "Nairobi, 18 October - Ethiopia's federal government said that its army had taken the town of Shire."
    )
    assert "Ethiopia" in reader.name(text, "its army", "ET")
    assert "Kenya" not in reader.name(text, "its army", "ET")


def test_the_rebels_are_the_one_group_that_the_report_calls_so(reader: Reader) -> None:
    one = "M23 rebels fought the Wazalendo militia in Kalembe. The army pushed the rebels out."
    assert reader.name(one, "the rebels", "CD") == "March 23 Movement"
    two = "M23 rebels and CODECO rebels fought in Kalembe. The army pushed the rebels out."
    assert reader.name(two, "the rebels", "CD") == "Congolese rebels"


def test_whom_others_are_linked_to_is_not_meant_by_they(reader: Reader) -> None:
    text = "Gunmen of the al Qaeda-linked group JNIM came to Djibo. They burned the market."
    assert "Jama" in reader.name(text, "They", "BF")


def test_the_army_is_that_of_the_one_state_whose_forces_are_named(reader: Reader) -> None:
    abroad = "The Israeli military fired shots in Gaza. The army lost three men."
    assert reader.named(abroad, "The army", "PS")[0].actor == "il-government"
    home = "The Turkish army fired shots in Aleppo, Syria's president said. The army lost three men."
    assert reader.named(home, "The army", "SY")[0].country == "SY"


def test_refugees_are_no_body_that_bears_their_peoples_name(reader: Reader) -> None:
    text = "Serb refugees crossed into Banja Luka in Bosnia."
    assert reader.name(text, "Serb refugees", "BA", role="target") == "Serb refugees"
