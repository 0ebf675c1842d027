"""The reports themselves, with every claim's words marked where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dateline.claim.spoken import spoken
from dateline.model import Claim, Edit, Report, Span
from dateline.publish import english
from dateline.publish.brief import Index
from dateline.publish.facts import reading_order
from dateline.publish.markup import esc
from dateline.publish.versions import edit_kind


def report_article(
    report: Report,
    claims: Iterable[Claim],
    boilerplate: Sequence[Span],
    index: Index,
    version: str | None = None,
) -> str:
    """One report as an article: outlet, date and the whole text with marks that citations link to.

    ``version`` says which version of its article it is, where there are several.
    """
    number = index.report_numbers[report.report]
    mine = [c for c in reading_order(claims) if c.report == report.report]
    head = [f'<h3 id="r{number}">{esc(report.outlet or report.report)}</h3>']
    facts = [esc(report.report), *([esc(version)] if version else [])]
    if report.published is not None:
        origin = {
            "option": "date given by --published",
            "manifest": "date from the manifest",
            "page": "date from its page",
        }
        told = origin.get(report.published_from or "", "date from the text" if report.published_from else "")
        facts.append(esc(english.day(report.published)) + (f" ({told})" if told else ""))
    else:
        facts.append("no date")
    if report.syndicated_from:
        facts.append(f"text of {esc(report.syndicated_from)}")
    facts.append(f"{len(mine)} claim{'' if len(mine) == 1 else 's'}")
    if report.url and report.url.startswith(("https://", "http://")):
        facts.append(f'<a rel="noreferrer noopener" href="{esc(report.url)}">{esc(report.url)}</a>')
    head.append(f'<p class="facts">{" · ".join(facts)}</p>')
    text = marked(report.text, mine, boilerplate, index)
    return f'<article class="report">{"".join(head)}<div class="text" dir="auto">{text}</div></article>'


def differences(report: Report, before: str, edits: Sequence[Edit]) -> str:
    """What a report's text differs in from the version before it; empty where it has none, or nothing does."""
    items = []
    for edit in edits:
        old = before[edit.old.start : edit.old.end] if edit.old is not None else ""
        new = report.text[edit.new.start : edit.new.end] if edit.new is not None else ""
        words = "" if not old or edit.moved else f"<del>{esc(old)}</del> "
        words += f"<ins>{esc(new)}</ins>" if new and not edit.moved else esc(new)
        items.append(f"<li><b>{edit_kind(edit)}</b>: {words}</li>")
    if not items:
        return ""
    noun = "sentence differs" if len(items) == 1 else "sentences differ"
    return (
        f'<details class="more"><summary>{len(items)} {noun} from the version before</summary>'
        f'<ul class="plain" dir="auto">{"".join(items)}</ul></details>'
    )


def marked(text: str, claims: Sequence[Claim], boilerplate: Sequence[Span], index: Index) -> str:
    """The text with claims' quotes marked, however they overlap.

    Each stretch names the claims it belongs to in its classes (``k7`` for claim 7), and an anchor stands where a
    claim begins.
    """
    out = []
    for stretch in stretches(text, claims, boilerplate, index.numbers):
        out += [_anchor(number) for number in stretch.begins]
        out.append(_stretch(text[stretch.start : stretch.end], stretch))
    return "".join(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a text over which the same marks lie: the claims quoted there and those that begin there, by number.

    ``kinds`` has ``q`` for a quote, ``t`` for a trigger, ``w`` for other words of a claim, ``b`` for boilerplate and
    ``h`` for words pointed at.
    """

    start: int
    end: int
    quoted: tuple[int, ...]
    begins: tuple[int, ...]
    kinds: frozenset[str]


def stretches(
    text: str,
    claims: Sequence[Claim],
    boilerplate: Sequence[Span],
    numbers: Mapping[str, int],
    pointed: Sequence[Span] = (),
) -> list[Stretch]:
    """The text cut at every beginning and end of a span, so that marks never nest; the stretches are the whole text."""
    cuts = {0, len(text)}
    begins: dict[int, list[int]] = {}
    cover: list[tuple[int, int, str, int]] = []
    for claim in claims:
        number = numbers[claim.claim]
        begins.setdefault(claim.quote_spans[0].start, []).append(number)
        for field, _, span in spoken(claim):
            kind = "q" if field == "quote" else "t" if field == "trigger" else "w"
            cover.append((span.start, span.end, kind, number))
    cover += [(span.start, span.end, "b", 0) for span in boilerplate]
    cover += [(span.start, span.end, "h", 0) for span in pointed]
    for start, end, _, _ in cover:
        cuts |= {start, end}
    ordered = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    # One walk over the text: the spans that lie over a stretch are those begun before it and not ended.
    cover.sort(reverse=True)
    over: list[tuple[int, int, str, int]] = []
    out = []
    for start, end in pairwise(ordered):
        while cover and cover[-1][0] <= start:
            over.append(cover.pop())
        over = [c for c in over if end <= c[1]]
        out.append(
            Stretch(
                start=start,
                end=end,
                quoted=tuple(sorted({number for _, _, kind, number in over if kind == "q"})),
                begins=tuple(sorted(begins.get(start, ()))),
                kinds=frozenset(kind for _, _, kind, _ in over),
            )
        )
    return out


def _anchor(number: int) -> str:
    return f'<a class="anchor" id="c{number}" href="#c{number}" aria-label="claim {number}">{number}</a>'


def _stretch(words: str, stretch: Stretch) -> str:
    body = '<span class="par"></span>'.join(esc(line) for line in words.split("\n"))
    kinds = stretch.kinds
    if stretch.quoted:
        inner = [f"k{n}" for n in stretch.quoted]
        depth = min(len(stretch.quoted), 3)
        extra = ["t"] if "t" in kinds else []
        extra += ["w"] if "w" in kinds and "t" not in kinds else []
        return f'<mark class="d{depth} {" ".join([*extra, *inner])}">{body}</mark>'
    if "b" in kinds:
        return f'<span class="boiler">{body}</span>'
    if "w" in kinds or "t" in kinds:
        return f'<span class="w">{body}</span>'
    return body


def target_rules(numbers: Iterable[int]) -> str:
    """Style rules by which following a citation lights up exactly the words of its claim, without a script."""
    selectors = [f"#c{n}:target~.k{n}" for n in numbers]
    return ",\n".join(selectors) + "{background:var(--hit);color:var(--hit-ink)}" if selectors else ""
