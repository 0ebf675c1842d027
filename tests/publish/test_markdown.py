"""The brief for mail: the same sentences, and no text that Markdown or a mail reader would take for markup."""

from __future__ import annotations

import re
from dataclasses import replace

from dateline.publish import publish
from dateline.publish.markdown import esc
from tests.publish import build


def brief(run: object = None) -> str:
    return publish(run or build.run(), build.tables())["brief.md"].decode()  # type: ignore[arg-type]


def test_markdown_and_html_are_disarmed() -> None:
    assert esc("a*b_[x](y) <i> `c` # ~ |") == r"a\*b\_\[x\](y) \<i\> \`c\` \# \~ \|"
    assert esc("one\ntwo\u202ethree") == "one two\ufffdthree"
    assert esc("&lt;script&gt;") == "&amp;lt;script&amp;gt;"


def test_a_name_cannot_begin_a_heading() -> None:
    run = build.run()
    reports = tuple(replace(r, outlet="X\n# Fake heading\n[a](http://b)") for r in run.reports)
    claims = tuple(replace(c, outlet="X\n# Fake heading\n[a](http://b)") for c in run.claims)
    text = brief(replace(run, reports=reports, claims=claims))
    assert not re.search(r"^# Fake", text, re.M)
    assert "[a](" not in text.replace("\\[a\\](", "")


def test_every_citation_has_its_words() -> None:
    text = brief()
    body, words = text.split("## The words")
    cited = set(re.findall(r"\[(\d+)\]", body))
    assert cited and cited <= set(re.findall(r"^- \[(\d+)\]", words, re.M))


def test_sentences_carry_grade_and_sources() -> None:
    text = brief()
    assert re.search(r"took Almar .* whose side loses by it.*\*\(admitted\)\*", text)
    assert re.search(r"River Watch\[2\] alone says .* 12 civilians were killed\. \*\(claimed\)\*", text)
    assert re.search(r"intends to take Besk .*\*\(planned\)\*", text)
    assert "The Harbour Post could not confirm what the Ministry of Defence says:" in text


def test_an_outlet_that_is_not_told_is_not_made_up() -> None:
    run = build.run()
    text = brief(replace(run, reports=tuple(replace(r, outlet=None) for r in run.reports)))
    assert ", outlets not told, " in text.split("## Situation")[0]
