"""Whom a text credits, and what only looks like a credit."""

from __future__ import annotations

import pytest

from dateline.words.credits import credited, dateline_credit


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Title\n\nALTA, May 3, 2024 (BNA) - Troops entered the town.", ("BNA",)),
        ("Title\n\nALTA - BNA | Sunday\n\nTroops entered the town.", ("BNA",)),
        ("Title\n\nALTA (GSA/BNA) -- Troops entered the town.", ("GSA", "BNA")),
        ("Title\n\nTroops entered the town.\nPublished in Red Times, May 3rd — BNA", ("BNA",)),
        ("Title\n\nTroops entered the town.\n\nSource: Blue News Agency", ("Blue News Agency",)),
        ("Title\n\nTroops entered the town. (With inputs from BNA)", ("BNA",)),
        ("Title\n\nTroops entered the town. (BNA)", ("BNA",)),
        ("Title\n\nBy Jane Roe, Blue News Agency\n\nTroops entered the town.", ("Blue News Agency",)),
        ("Title\n\nTroops entered the town, a resident told BNA. It was quiet.", ()),
        ("Title\n\nHe told (laughing) a joke.", ()),
        ("Title\n\nTroops entered the town.\n\nThe Red Times", ()),
        ("", ()),
    ],
)
def test_a_credit_line_names_the_agency(text: str, names: tuple[str, ...]) -> None:
    # Other words of such a line may come with the name: nobody is called so.
    assert set(names) <= set(credited(text))
    assert names or not credited(text)


def test_a_dateline_may_credit_nobody() -> None:
    assert dateline_credit("KYIV, Dec 19 (Meridian) - Troops left.") == "Meridian"
    assert dateline_credit("KYIV, Dec 19 - Troops left.") is None
