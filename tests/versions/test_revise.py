from __future__ import annotations

from dataclasses import replace

from dateline.model import Article, Claim, Version
from dateline.read.sentences import split_sentences
from dateline.versions.edits import edits
from dateline.versions.revise import Revised, Side, revise
from tests.publish import build

MARKET = "Shells hit the market of Almar, and {} people were killed, River Watch said."
SCHOOL = "Jets bombed a school in Besk, residents said."
TALKS = "Talks went on in Tarland."


def claims(name: str, text: str) -> tuple[Claim, ...]:
    """What is told in a text that is made of the sentences above."""
    source = build.report(name, text, "Harbour Post")
    out = []
    if "market of Almar" in text:
        words = text.split(", and ")[1].split(" people")[0]
        low = {"nine": 9, "12": 12, "15": 15}[words]
        out.append(
            build.claim(
                source, 1, "shelling", "Shells hit the market of Almar", "Shells", places=["Almar"],
                counts=[("killed", "people", low, low, words)],
                said_by=[("River Watch", "monitor", "River Watch")],
            )
        )  # fmt: skip
    if "school in Besk" in text:
        quote = next(
            one for one in ("Jets bombed a school in Besk", "Drones struck a school in Besk") if one in text
        )
        told = build.claim(
            source, 2, "airstrike", quote, quote.split()[1], places=["Besk"],
            said_by=[("residents", "witness", "residents")] if "residents" in text else [],
        )  # fmt: skip
        out.append(told)
    if "Talks went on" in text:
        out.append(build.claim(source, 3, "talks", "Talks went on in Tarland", "Talks", places=["Tarland"]))
    return tuple(replace(one, claim=f"{name}-{one.id}") for one in out)


def revised(*texts: str) -> Revised:
    """What became of the claims of the versions of one article."""
    names = [f"post@{n}" for n in range(1, len(texts))] + ["post"]
    versions = []
    for n, (name, text) in enumerate(zip(names, texts, strict=True)):
        old = texts[n - 1] if n else text
        left, right = split_sentences(old, frozenset()), split_sentences(text, frozenset())
        versions.append(
            Version(
                number=n + 1, report=name, digest=name, published=None, edits=edits(old, text, left, right)
            )
        )
    article = Article(article="a", known_by="address a.example/x", versions=tuple(versions))
    sides = {
        name: Side(text=text, claims=claims(name, text)) for name, text in zip(names, texts, strict=True)
    }
    return revise([article], sides)


def told(found: Revised) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    return [(one.claim, one.how, one.now, one.fields) for one in found.revisions]


def test_a_changed_number_supersedes_and_names_what_stands_in_its_place() -> None:
    found = revised(f"{MARKET.format('12')} {SCHOOL}", f"{SCHOOL} {MARKET.format('nine')}")
    assert told(found) == [("post@1-c1", "changed", "post-c1", ("counts",))]
    (claim,) = found.claims
    assert claim.report == "post@1"
    # The other one has only moved.
    assert found.kept == {"post@1-c2": "post-c2"}


def test_a_sentence_that_is_gone_supersedes_its_claim() -> None:
    found = revised(f"{MARKET.format('12')} {SCHOOL}", f"{MARKET.format('12')} {TALKS}")
    assert told(found) == [("post@1-c2", "dropped", None, ())]


def test_words_that_merely_moved_supersede_nothing() -> None:
    found = revised(f"{MARKET.format('12')} {SCHOOL} {TALKS}", f"{TALKS}\n\n{SCHOOL} {MARKET.format('12')}")
    assert told(found) == []
    assert found.kept == {f"post@1-c{n}": f"post-c{n}" for n in (1, 2, 3)}


def test_the_same_in_other_words_supersedes_nothing_but_another_word_on_it_does() -> None:
    same = "Jets bombed a school in Besk on the hill, residents said."
    assert told(revised(SCHOOL, same)) == []
    assert told(revised(SCHOOL, "Jets bombed a school in Besk.")) == [
        ("post@1-c2", "changed", "post-c2", ("said_by",))
    ]


def test_a_sentence_rewritten_around_the_same_event_is_no_retraction_even_if_nothing_is_read_in_it() -> None:
    found = revised(SCHOOL, SCHOOL.replace("school in Besk", "school near Besk"))
    assert told(found) == [("post@1-c2", "changed", None, ())]


def test_every_step_of_a_figure_is_kept() -> None:
    found = revised(MARKET.format("12"), MARKET.format("15"), MARKET.format("nine"))
    assert told(found) == [
        ("post@1-c1", "changed", "post@2-c1", ("counts",)),
        ("post@2-c1", "changed", "post-c1", ("counts",)),
    ]


def test_a_step_leads_on_to_where_the_words_stand_now() -> None:
    found = revised(MARKET.format("12"), MARKET.format("15"), f"{TALKS} {MARKET.format('15')}")
    assert told(found) == [("post@1-c1", "changed", "post-c1", ("counts",))]


def test_what_comes_back_was_not_taken_back() -> None:
    whole = f"{SCHOOL} {TALKS}"
    found = revised(whole, TALKS, whole)
    assert told(found) == []


def test_claims_of_one_id_are_told_apart() -> None:
    text, new = f"{SCHOOL} {TALKS}", TALKS
    names = ("post@1", "post")
    article = Article(
        article="a",
        known_by="x",
        versions=tuple(
            Version(
                number=n,
                report=name,
                digest=name,
                published=None,
                edits=()
                if n == 1
                else edits(text, new, split_sentences(text, frozenset()), split_sentences(new, frozenset())),
            )
            for n, name in enumerate(names, start=1)
        ),
    )
    (left, *_), (right,) = claims("post@1", text), claims("post", new)
    sides = {
        "post@1": Side(text=text, claims=(replace(left, claim="same"),)),
        "post": Side(text=new, claims=(replace(right, claim="same"),)),
    }
    (claim,) = revise([article], sides).claims
    assert claim.claim != "same"
