"""Layout: the headline, and lines that are not the article's own."""

from __future__ import annotations

from dateline.model import Report
from dateline.read.layout import ReadWords, lay_out

WORDS = ReadWords(
    abbreviations=frozenset({"gen"}),
    starts=("read more", "this story first appeared"),
    holds=("sign up for",),
    sections=frozenset({"related", "top stories"}),
)


def laid(text: str) -> tuple[str | None, list[str], list[str]]:
    layout = lay_out(Report(report="r", text=text, digest=""), WORDS)
    headline = None if layout.headline is None else text[layout.headline.start : layout.headline.end]
    return (
        headline,
        [text[s.start : s.end] for s in layout.sentences],
        [text[s.start : s.end] for s in layout.boilerplate],
    )


def test_headline_is_the_first_line_before_a_blank_one() -> None:
    headline, sentences, grey = laid("Rebels enter town\n\nRebels entered the town. Troops left.\n")
    assert headline == "Rebels enter town"
    assert sentences == ["Rebels enter town", "Rebels entered the town.", "Troops left."]
    assert grey == []


def test_a_body_that_starts_at_once_has_no_headline() -> None:
    headline, _, _ = laid("Rebels entered the town on Friday.\nTroops left.\n")
    assert headline is None


def test_newsletter_prompts_and_link_blocks_are_marked_and_not_read() -> None:
    _, sentences, grey = laid(
        "Rebels entered the town.\nSign up for our morning mail.\nTop stories\nMinister opens a bridge in the north\n"
        "Troops left at noon.\nThis story first appeared elsewhere. More from us:"
    )
    assert sentences == ["Rebels entered the town.", "Troops left at noon."]
    assert grey == [
        "Sign up for our morning mail.",
        "Top stories",
        "Minister opens a bridge in the north",
        "This story first appeared elsewhere. More from us:",
    ]


def test_a_sentence_after_a_section_label_is_kept() -> None:
    _, sentences, _ = laid(
        "Troops left.\nRelated\nThe governor said that shells had fallen on two villages in the night."
    )
    assert sentences[-1].startswith("The governor said")


def test_an_unlisted_label_over_a_teaser_is_a_block_of_links() -> None:
    _, sentences, grey = laid(
        "Troops left at noon.\nAround Africa\nNews from every corner of the continent\nShells fell on two towns."
    )
    assert grey == ["Around Africa", "News from every corner of the continent"]
    assert sentences == ["Troops left at noon.", "Shells fell on two towns."]


def test_a_subheading_over_a_sentence_is_the_articles_own() -> None:
    _, sentences, grey = laid(
        "Troops left at noon.\nPrison Opened\nRebels freed hundreds of men from the prison, they said."
    )
    assert grey == []
    assert "Prison Opened" in sentences
