"""Which date of its report a claim has: the ways to read a date, the weights, and the choice."""

from __future__ import annotations

import datetime as dt

import pytest

from dateline.claim.code import Engine, code_report, open_case
from dateline.claim.dated import RULES, Chances, chances_of, dates_of, others_features, rows_of
from dateline.claim.datefeatures import Page, page_of, seat_of
from dateline.claim.dateoptions import options_of
from dateline.claim.weights import feature_weights
from dateline.errors import DataError
from dateline.model import Claim, Report, When
from dateline.words.tables import Words

DAY = dt.date(2023, 11, 15)  # a Wednesday
MONDAY, SATURDAY = dt.date(2023, 11, 13), dt.date(2023, 11, 11)


def report(text: str, published: dt.date | None = DAY) -> Report:
    return Report(report="r", text=text, digest="", outlet="Northern Courier", published=published)


def page(text: str, engine: Engine) -> Page:
    case, drafts = open_case(report(text), engine)
    return page_of(case, drafts)


def readings(text: str, engine: Engine) -> dict[str, tuple[dt.date | None, dt.date | None]]:
    case, _ = open_case(report(text), engine)
    return {option.shape: option.ends for option in options_of(case)}


def test_since_tells_what_went_on_and_the_day_it_began(engine: Engine) -> None:
    found = readings("Shells have fallen on the town since the assault began on 9 November.\n", engine)
    assert found["since days"] == (dt.date(2023, 11, 9), DAY)
    assert found["inner day"] == (dt.date(2023, 11, 9), dt.date(2023, 11, 9))


def test_a_weekday_may_lie_ahead(engine: Engine) -> None:
    found = readings("The convoy will leave the town on Saturday if the road is open.\n", engine)
    assert {ends[0] for ends in found.values()} >= {dt.date(2023, 11, 18)}


def test_days_may_count_the_first_one(engine: Engine) -> None:
    found = readings("Troops shelled the village for three days.\n", engine)
    assert found["duration days"] == (dt.date(2023, 11, 12), DAY)
    assert found["length-counted days"] == (dt.date(2023, 11, 13), DAY)


@pytest.mark.parametrize(
    "line",
    ["15 November 2023, 18:20", "GAO, Republic of the North, Nov 15 (Courier) - Gunmen attacked a market."],
)
def test_a_pages_own_date_is_never_an_events(line: str, engine: Engine) -> None:
    assert readings(f"Gunmen attack market\n\n{line}\nTwelve people were killed.\n", engine) == {}


def test_every_option_slices_to_its_words(engine: Engine) -> None:
    text = "Rebels took the town late on Saturday and early on Sunday, and have held it since then.\n"
    case, _ = open_case(report(text), engine)
    options = options_of(case)
    assert options
    assert all(text[o.span.start : o.span.end] == o.when.words for o in options)


REPORTED = (
    "Car bomb kills 12 soldiers in Gao\n\n"
    "A car bomb killed at least 12 soldiers in Gao on Saturday, the army said on Monday.\n"
    "The bomb went off at a checkpoint north of the town.\n"
)


def whens(text: str, engine: Engine, published: dt.date | None = DAY) -> tuple[Claim, ...]:
    return code_report(report(text, published), engine)[0]


def test_the_day_of_saying_is_not_the_day_of_the_event(engine: Engine) -> None:
    bombing = next(c for c in whens(REPORTED, engine) if c.kind == "bombing")
    assert (bombing.when.earliest, bombing.when.latest) == (SATURDAY, SATURDAY)
    assert bombing.when.words == "Saturday"


def test_a_text_without_dates_has_no_dated_claim(engine: Engine) -> None:
    text = "A car bomb killed 12 soldiers in Gao, the army said. Rebels captured the town of Kidal.\n"
    claims = whens(text, engine)
    assert claims
    assert all(claim.when == When() for claim in claims)


def test_an_inherited_date_keeps_the_words_that_tell_it(engine: Engine) -> None:
    for claim in whens(REPORTED, engine):
        if claim.when.earliest is not None:
            assert claim.when.span is not None
            assert REPORTED[claim.when.span.start : claim.when.span.end] == claim.when.words != ""


def test_one_date_for_each_draft_and_the_same_each_time(engine: Engine) -> None:
    case, drafts = open_case(report(REPORTED), engine)
    first = dates_of(case, drafts)
    assert len(first) == len(drafts) > 0
    assert dates_of(case, drafts) == first
    assert dates_of(case, ()) == ()


def test_chances_of_one_interval_add_up(engine: Engine) -> None:
    text = "Rebels took Kidal on Monday.\n\nOn Monday the army left Gao.\nOn Saturday it shelled Menaka.\n"
    found = page(text, engine)
    chances = chances_of(found, [0.0] * (len(found.options) + 1))
    assert sum(chances.values()) == pytest.approx(1.0)
    assert chances[MONDAY, MONDAY] == pytest.approx(2 * chances[SATURDAY, SATURDAY])


def test_other_claims_lend_their_dates(engine: Engine) -> None:
    found = page(REPORTED, engine)
    seats = tuple(seat_of(found, draft) for draft in found.drafts)
    assert len(seats) > 1
    saturday: tuple[dt.date | None, dt.date | None] = (SATURDAY, SATURDAY)
    sure: list[Chances] = [{None: 0.0, saturday: 1.0} for _ in seats]
    unsure: list[Chances] = [{None: 1.0, saturday: 0.0} for _ in seats]
    assert others_features(seats, sure, 0)[saturday]["others share"] == 1.0
    assert others_features(seats, unsure, 0)[saturday]["others share"] == 0.0
    assert others_features(seats, unsure, 0)[None]["none others share"] == 1.0


def test_no_date_is_weighed_first(engine: Engine) -> None:
    found = page(REPORTED, engine)
    rows = rows_of(seat_of(found, found.drafts[0]))
    assert len(rows) == len(found.options) + 1
    assert rows[0]["none"] == 1.0
    assert all("none" not in row for row in rows[1:])


def test_the_table_of_weights(words: Words) -> None:
    weights = feature_weights(words.texts[RULES], RULES)
    assert {"none", "encoder dated", "others kin"} <= set(weights)
    with pytest.raises(DataError, match=r"dates\.tsv:2: .* is no row"):
        feature_weights("feature\tweight\tsource\nnone\tmuch\tme\n", RULES)
