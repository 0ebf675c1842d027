"""``dateline eval``: accuracy on hand-coded reports, on public corpora, and fairness.

With no name it measures on hand-coded reports (``dateline eval --reports DIR --gold FILE``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from dateline.commands.shown import Json, print_json, progress_bar, say
from dateline.errors import UsageError

if TYPE_CHECKING:
    from dateline.evaluate.corpora.common import Bench, Measured

_GOLD = "gold"


class _GoldUnlessNamed(TyperGroup):
    """Takes options with no command before them for those of ``eval gold``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0].startswith("-") and args[0] != "--help":
            args = [_GOLD, *args]
        return super().parse_args(ctx, args)


eval_app = typer.Typer(
    cls=_GoldUnlessNamed,
    help="Measure accuracy: on hand-coded reports (gold, also with no name), on a public corpus, or fairness.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

CORPORA: Mapping[str, tuple[str, str, str]] = {
    "airwars": ("airwars", "incidents_dev.jsonl", "Ranges of people killed, against Airwars' researchers."),
    "cameo": (
        "sentences",
        "PETR.UnitTest.records.xml",
        "Kinds of event in stylised sentences with CAMEO codes.",
    ),
    "case2021": ("case2021", "event_types_dev.tsv", "Kinds of event in snippets with ACLED sub-event types."),
    "dates": ("timex", "a folder of .tml files", "Dates in TimeBank, AQUAINT and WikiWars."),
    "india-police": ("india_police", "sents.jsonl", "Killings and arrests by police, over every sentence."),
    "muc4": ("muc4", "a folder with dev.json and keys", "Incidents and who did what to whom in MUC-4."),
    "places": ("toponyms", "GWN.xml, lgl.xml or their folder", "Places in GeoWebNews and LGL."),
    "plover": ("sentences", "PLOVER_GSR_CAMEO.txt", "Kinds of event in sentences with PLOVER types."),
    "polnear": ("polnear", "a folder with text and attributions", "Who says what in PolNeAR."),
    "rams": ("events", "dev.jsonlines", "Triggers and roles in RAMS."),
    "re3d": ("re3d", "a folder of collections", "Bodies, places, dates, numbers and weapons in re3d."),
    "wikievents": ("events", "dev.jsonl", "Triggers and roles in WikiEvents."),
}
"""Each corpus: the module that knows it, what its path is, and what is measured."""

Write = Annotated[
    Path | None,
    typer.Option("--write", metavar="PAGE", help="Refresh this corpus's section of a page of figures."),
]
Most = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Take only the first N records.")
]


@eval_app.command()
def gold(
    reports: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the reports and their manifest.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Hand-coded claims: code the reports and score what was read; or a folder of gold from use.",
        ),
    ] = None,
    gold_claims: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Hand-coded claims: merge them alone, and write OUT/incidents.jsonl."
        ),
    ] = None,
    more: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", help="More files of hand-coded claims.", show_default=False),
    ] = None,
    as_labelled: Annotated[
        bool,
        typer.Option("--as-labelled", help="With --gold-claims: keep the coder's own incidents, no merging."),
    ] = False,
    claims: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Score these claims instead of coding the reports."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for what was read or merged.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Measure accuracy on hand-coded reports, or merging by itself on hand-coded claims."""
    first = gold if gold is not None else gold_claims
    if first is None or (gold is not None and gold_claims is not None):
        raise UsageError("Give either --gold, to score what is read, or --gold-claims, to merge by itself.")
    files = (first, *(more or ()))
    if gold is not None and gold.is_dir():
        if reports is not None or more:
            raise UsageError(f"{gold} is a folder of gold from use, with its own reports: give it alone.")
        told = _scored_use(gold, claims, out, quiet=as_json)
    elif reports is None:
        raise UsageError("Give the folder of the reports with --reports.")
    elif gold_claims is not None:
        told = _merged_gold(reports, files, out, as_labelled=as_labelled)
    else:
        told = _scored(reports, files, claims, out, quiet=as_json)
    if as_json:
        print_json(told)
    else:
        for label, value in told.items():
            say(f"{label:20} {value}")


@eval_app.command()
def fairness(
    changes: Annotated[
        bool, typer.Option("--changes", help="List every pair of sentences that was read differently.")
    ] = False,
    write: Write = None,
    limit: Most = None,
    as_json: Json = False,
) -> None:
    """Swap the actors of sentences, and plain words for loaded ones: what is read must not change."""
    from dateline.evaluate import fairness as room
    from dateline.evaluate.corpora.common import told as values

    _check(write, limit)
    bench = _bench()
    told = room.outcomes(room.pairs()[:limit], bench)
    measured = room.result(told, bench)
    lines = room.changes(told) if changes else ()
    if as_json:
        print_json({**values(measured), **({"changes": list(lines)} if changes else {})})
    else:
        _print(measured)
        for line in lines:
            say(line)
    _write(measured, write, "dateline eval fairness")


def _corpus_command(name: str, module: str) -> Callable[..., None]:
    def command(path: Path, write: Write = None, limit: Most = None, as_json: Json = False) -> None:
        from importlib import import_module

        from dateline.evaluate.corpora.common import measured, told

        room: Any = import_module(f"dateline.evaluate.corpora.{module}")
        corpus = room.CORPORA[name] if hasattr(room, "CORPORA") else room.CORPUS
        if not path.exists():
            raise UsageError(
                f"{path}: is not there; the corpus is not part of dateline, give where you keep it"
            )
        _check(write, limit)
        result = measured(corpus, path, _bench(), limit)
        if as_json:
            print_json(told(result))
        else:
            _print(result)
        _write(result, write, f"dateline eval {name} {path}")

    command.__doc__ = CORPORA[name][2]
    # Set here: as text in the signature it could not be evaluated, for ``name`` is known in this function alone.
    command.__annotations__["path"] = Annotated[
        Path, typer.Argument(metavar="PATH", help=f"{CORPORA[name][1]}.", show_default=False)
    ]
    return command


for _name, (_module, _, _) in CORPORA.items():
    eval_app.command(name=_name)(_corpus_command(_name, _module))


def _bench() -> Bench:
    from dateline import pipeline
    from dateline.evaluate.corpora.common import Bench

    loaded = pipeline.load()
    return Bench(words=loaded.words, engine=loaded.engine)


def _print(result: Measured) -> None:
    from dateline.evaluate.page import shown

    say(f"{result.title} ({result.read})")
    say(result.scoring)
    for figure in result.figures:
        best = f"   best published: {figure.best}" if figure.best else ""
        say(f"  {figure.name:44} {shown(figure):>8}{best}")
    say(f"Published figures: {result.source}.")


def _check(page: Path | None, limit: int | None) -> None:
    """Refuses, before any work is done, to keep the figures of a sample."""
    if page is not None and limit is not None:
        raise UsageError("A page of figures takes whole corpora: leave out --limit or --write.")


def _write(result: Measured, page: Path | None, command: str) -> None:
    """Refreshes the section of a page."""
    from dateline.evaluate.page import refreshed, section
    from dateline.store.files import read_text, write_files

    if page is None:
        return
    text = read_text(page) if page.exists() else "# Accuracy\n"
    try:
        new = refreshed(text, result.name, section(result, command))
    except ValueError as fault:
        raise UsageError(f"{page}: {fault}") from fault
    write_files(page.parent, {page.name: new.encode("utf-8")})


def _merged_gold(
    reports: Path, files: Sequence[Path], out: Path | None, *, as_labelled: bool
) -> Mapping[str, object]:
    """Merges hand-coded claims by themselves, or takes them as labelled, and writes the incidents."""
    from dateline.evaluate.gold import reports_from_folder
    from dateline.evaluate.merging import assemble_gold, incident_lines, merge_gold
    from dateline.store.files import read_text, write_files
    from dateline.words.tables import load_words

    if out is None:
        raise UsageError("Merging by itself needs --out, a folder for incidents.jsonl.")
    texts = [read_text(path) for path in files]
    read, words = reports_from_folder(reports), load_words()
    incidents = assemble_gold(texts, read, words) if as_labelled else merge_gold(texts, read, words).incidents
    write_files(out, {"incidents.jsonl": incident_lines(incidents).encode()})
    claims = sum(len(incident.claims) for incident in incidents)
    return {"claims": claims, "incidents": len(incidents), "out": str(out)}


def _scored_use(folder: Path, claims: Path | None, out: Path | None, *, quiet: bool) -> Mapping[str, object]:
    """Scores on a folder of gold from use, where only some claims may have been judged."""
    from dateline.evaluate.gold import reports_from_folder
    from dateline.evaluate.judged import counted, judged_from
    from dateline.evaluate.score import Aliases, rows_from, score
    from dateline.export.gold import GOLD, JUDGED, REJECTED
    from dateline.store.files import read_text

    about = judged_from(read_text(folder / JUDGED))
    if not about.reports:
        raise UsageError(f"{folder} holds no judged claim: there is nothing to measure on.")
    gold, rejected = (rows_from([read_text(folder / name)]) for name in (GOLD, REJECTED))
    texts = {report.report: report.text for report in reports_from_folder(folder / "reports")}
    found = rows_from([_found(folder / "reports", claims, out, quiet=quiet)])
    told = {name: texts[name] for name in about.reports if name in texts}
    return {
        "judged_whole": len(about.whole),
        "rejected": len(rejected),
        **score(gold, counted(found, [*gold, *rejected], about, told), told, Aliases()),
    }


def _scored(
    reports: Path, files: Sequence[Path], claims: Path | None, out: Path | None, *, quiet: bool
) -> Mapping[str, object]:
    """Codes the reports, unless claims are given, and scores what was read."""
    from dateline.evaluate.gold import reports_from_folder
    from dateline.evaluate.score import aliases_from_tsv, rows_from, score
    from dateline.store.files import read_text

    beside = files[0].parent / "aliases.tsv"
    aliases = aliases_from_tsv(read_text(beside) if beside.is_file() else "")
    gold = rows_from([read_text(path) for path in files])
    texts = {report.report: report.text for report in reports_from_folder(reports)}
    found = _found(reports, claims, out, quiet=quiet)
    coded = {row["report"] for row in gold}
    return score(
        gold, rows_from([found]), {name: texts[name] for name in sorted(coded & set(texts))}, aliases
    )


def _found(reports: Path, claims: Path | None, out: Path | None, *, quiet: bool) -> str:
    """The claims given, or those read in the reports, as JSON lines."""
    from dateline import pipeline
    from dateline.store.files import read_text, write_files

    if claims is not None:
        return read_text(claims)
    with progress_bar(quiet) as progress:
        result = pipeline.run(pipeline.RunOptions(paths=(reports,)), progress)
    if out is not None:
        write_files(out, result.files)
    return result.files["claims.jsonl"].decode()
