from __future__ import annotations

from dataclasses import replace

import pytest

from dateline.model import Actor, Claim, Place, Producer, Report, Source, Span, When
from dateline.publish.ground import check_grounding
from dateline.publish.record import Run
from dateline.publish.redact import BLOT, introduced_names, redact, redact_alike

TEXT = (
    "Shelling killed Sami Aziz in Homs, said Nour Hadid, a teacher. Hadid fled. "
    "General Omar Farouk said the army of General Farouk had fired. A farmer, Layla al-Khatib, 41, saw it."
)
ROLES = ("farmer", "resident", "teacher")


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start=start, end=start + len(words))


def a_run() -> Run:
    quote = TEXT[: TEXT.index(" Hadid fled")]
    claim = Claim(
        claim="c0ffee",
        report="r",
        id="c1",
        outlet="Courier",
        published=None,
        quotes=(quote,),
        quote_spans=(at(quote),),
        trigger="Shelling",
        trigger_span=at("Shelling"),
        kind="shelling",
        status="happened",
        actors=(
            Actor(name="Army", words="the army", span=at("the army"), type="state forces", actor="sy-army"),
        ),
        targets=(Actor(name="Sami Aziz", words="Sami Aziz", span=at("Sami Aziz"), type="civilians"),),
        places=(Place(name="Homs", words="Homs", span=at("Homs")),),
        when=When(),
        counts=(),
        means=(),
        said_by=(
            Source(
                name="witness",
                party="witness",
                words="Nour Hadid",
                span=at("Nour Hadid"),
                person="Nour Hadid",
            ),
            Source(
                name="Army",
                party="government",
                words="Omar Farouk",
                span=at("Omar Farouk"),
                person="Omar Farouk",
            ),
        ),
        hedge=None,
        producer=Producer(name="rule", version="1", words="w"),
        why="Shelling",
    )
    report = Report(report="r", text=TEXT, digest="d", outlet="Courier", title="Sami Aziz is dead")
    return Run(reports=(report,), claims=(claim,), incidents=(), words="w", version="1")


def test_private_names_are_blotted_everywhere_and_offsets_hold() -> None:
    hidden = redact(a_run(), ROLES)
    told = repr(hidden)
    for name in ("Sami", "Aziz", "Nour", "Hadid", "Layla", "Khatib"):
        assert name not in told
    assert len(hidden.reports[0].text) == len(TEXT)
    assert hidden.claims[0].targets[0].name == f"{BLOT * 4} {BLOT * 4}"
    assert hidden.reports[0].title == f"{BLOT * 4} {BLOT * 4} is dead"
    check_grounding(hidden.reports, hidden.claims)


def test_officials_places_and_bodies_stay() -> None:
    hidden = redact(a_run(), ROLES)
    assert "General Omar Farouk said the army of General Farouk" in hidden.reports[0].text
    assert "in Homs" in hidden.reports[0].text
    assert hidden.claims[0].claim == "c0ffee"
    assert hidden.claims[0].said_by[1].person == "Omar Farouk"


def test_nothing_private_changes_nothing() -> None:
    run = Run(
        reports=(Report(report="r", text="The army left.", digest="d"),),
        claims=(),
        incidents=(),
        words="w",
        version="1",
    )
    assert redact(run, ROLES) is run


def test_a_name_that_one_of_two_runs_knows_as_private_goes_from_both() -> None:
    known = a_run()
    report = replace(known.reports[0], text="Sami Aziz lives.")
    unknown = replace(known, reports=(report,), claims=())
    assert redact(unknown, ROLES) is unknown
    for hidden in redact_alike((unknown, known), ROLES):
        assert "Aziz" not in repr(hidden)


def test_claims_set_aside_are_blotted_too() -> None:
    run = a_run()
    hidden = redact(replace(run, claims=(), set_aside=run.claims), ROLES)
    assert "Aziz" not in repr(hidden)
    check_grounding(hidden.reports, hidden.set_aside)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A resident, Valentyna Kozyr, lost her son.", {"Valentyna Kozyr"}),
        ("said Ahmed Idris, a shopkeeper and farmer in the market", {"Ahmed Idris"}),
        ("a farmer from Togoga, Gebremedhin Tesfay, 41, who lost two daughters", {"Gebremedhin Tesfay"}),
        ("resident Abu Omar al-Shami told us", {"Abu Omar al-Shami"}),
        ("Maria del Carmen Ruiz, 9, was hurt.", {"Maria del Carmen Ruiz"}),
        ("The governor, Oleh Syniehubov, said a missile struck.", set()),
        ("The teacher said that the army had left Homs.", set()),
    ],
)
def test_names_beside_a_role_or_an_age_are_found(text: str, names: set[str]) -> None:
    assert introduced_names(text, ROLES) == names
