"""A report's mentions read together: what the attributions tell the naming of actors."""

from __future__ import annotations

from dateline.claim.code import load_tables
from dateline.claim.marks import make_marks
from dateline.mention.actors import name_actors
from dateline.words.tables import Words


def test_who_says_we_is_whom_the_words_are_ascribed_to(words: Words) -> None:
    tables = load_tables(words)

    def named(text: str, said: str) -> str:
        context = make_marks(text, None, None, tables).actor_context
        at = text.rindex(said)
        return name_actors(at, at + len(said), context)[0].name

    text = (
        "The Rapid Support Forces lost a mill near Kadugli in Sudan. The Sudanese army spoke of it at dawn.\n"
        'The army said the road was cut. "We took the mill," it added; the Rapid Support Forces said nothing.\n'
    )
    assert named(text, "We") == "Sudanese army"
    unknown = text.replace("it added;", "said a carter of the old market;")
    assert named(unknown, "We") == "We"
    surname = text.replace("The Sudanese army spoke", "The Sudanese army's Salim Idlib spoke").replace(
        "it added;", "Idlib said;"
    )
    assert named(surname, "We") == "Sudanese army"
