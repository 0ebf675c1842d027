"""``dateline export``: the whole record, or a part of it, as files for other tools."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dateline.commands.selecting import selecting
from dateline.commands.shown import STORE, OldStore, Quiet, progress_bar, say
from dateline.errors import UsageError

if TYPE_CHECKING:
    from dateline.export.sheets import What
    from dateline.publish.record import Run
    from dateline.publish.tables import Tables
    from dateline.store.address import Address

_GOLD = "gold"
_BINARY = frozenset({"xlsx", "gpkg", "parquet"})

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NAME", help="Files as a run writes them, such as events.csv.", show_default=False
    ),
]
Form = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="csv, xlsx, geojson, gpkg, kml, parquet, ris, bibtex, brief or gold; else told by the ending of FILE.",
    ),
]
Whats = Annotated[
    list[str] | None,
    typer.Option("--what", metavar="WHAT", help="incidents, claims, control or reports."),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file (gold: folder) instead of standard output.",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--out", metavar="DIR", help="Folder for several of the files that a run writes."),
]
ByDay = Annotated[
    bool,
    typer.Option(
        "--by-day", help="Parquet of claims or reports as a folder: a file for each day of publication."
    ),
]


@selecting
def export(
    asked: Mapping[str, Sequence[str]],
    names: Names = None,
    form: Form = None,
    what: Whats = None,
    output: Output = None,
    out: Folder = None,
    by_day: ByDay = False,
    store: OldStore = STORE,
    quiet: Quiet = False,
) -> None:
    """Write the record, or the part of it that is asked for, in a format for other tools."""
    if by_day:
        form = form or "parquet"
        if form != "parquet" or output is None or names or len(what or ()) > 1:
            raise UsageError("--by-day writes Parquet of claims or reports to one folder: give it with -o.")
    if form is None and output is not None and not names:
        form = _told_by(output)
    if form is None:
        if what:
            raise UsageError("Say in which format, with --format or by the ending of the file after -o.")
        _published(names or (), store, asked, (out, output))
        return
    if names or out is not None:
        raise UsageError("A format goes to one file: give it with -o, without NAME and --out.")
    if form == _GOLD and (output is None or what):
        raise UsageError("Gold needs a folder, given with -o, and holds claims alone: leave out --what.")
    whole, run, tables = _part(store, asked, quiet)
    if form == _GOLD and output is not None:
        _gold(whole, {report.report for report in run.reports}, output, quiet=quiet)
        return
    if by_day and output is not None:
        _days(run, tables, _whats(what or ("claims",))[0], output, quiet=quiet)
        return
    from dateline.export.formats import export as exported

    data = exported(form, _whats(what or ()), run, tables)
    if output is None:
        if form in _BINARY and sys.stdout.isatty():
            raise UsageError(f"{form} is no text to be shown: give a file with -o.")
        _print(data)
        return
    _write(output, data)
    if not quiet:
        nothing = "" if run.incidents or run.reports else " Nothing in the record fits what was asked."
        say(f"Written to {output}: {_counts(run)}.{nothing}")


def _told_by(path: Path) -> str:
    """The format that a file's ending tells."""
    from dateline.export.formats import FORMATS

    ending = path.suffix.lower().removeprefix(".")
    for name, made in FORMATS.items():
        if made.ending == ending:
            return name
    endings = ", ".join(f".{made.ending}" for made in FORMATS.values())
    raise UsageError(f"The ending of {path} tells no format: give --format, or use one of {endings}.")


def _published(
    names: Sequence[str],
    store: Address,
    asked: Mapping[str, Sequence[str]],
    where: tuple[Path | None, Path | None],
) -> None:
    """The files of a run, of the whole record or of a part; with no name, the list of them."""
    from dateline import pipeline
    from dateline.publish import publish
    from dateline.store.files import write_files

    folder, output = where
    if output is not None and (len(names) != 1 or folder is not None):
        raise UsageError("-o takes one file: for several give a folder with --out.")
    if asked:
        _, run, tables = _part(store, asked, True)
        files = publish(run, tables)
    else:
        with progress_bar(True) as progress:
            files = pipeline.rebuild(store, None, progress).files
    for name in names:
        if name not in files:
            raise UsageError(f"There is no output {name!r}: choose among {', '.join(sorted(files))}.")
    if not names:
        say("\n".join(sorted(files)))
    elif folder is not None:
        write_files(folder, {name: files[name] for name in names})
    elif output is not None:
        _write(output, files[names[0]])
    elif len(names) > 1:
        raise UsageError("Several outputs need a folder: give it with --out.")
    else:
        _print(files[names[0]])


def _part(store: Address, asked: Mapping[str, Sequence[str]], quiet: bool) -> tuple[Run, Run, Tables]:
    """The whole record, the part of it that is asked for, and the tables."""
    from dateline import pipeline
    from dateline.export.asking import selection_of
    from dateline.export.select import select

    with progress_bar(quiet) as progress:
        run, tables = pipeline.record(store, progress)
    return run, select(run, selection_of(asked, tables)), tables


def _whats(names: Sequence[str]) -> tuple[What, ...]:
    from dateline.export.sheets import WHATS

    found = []
    for name in names:
        one = next((one for one in WHATS if one == name), None)
        if one is None:
            raise UsageError(f"There are no {name!r} to export: choose among {', '.join(WHATS)}.")
        found.append(one)
    return tuple(found)


def _gold(run: Run, reports: Collection[str], output: Path, *, quiet: bool) -> None:
    """A folder of these reports and of the claims in them that a person judged."""
    from dateline.export.gold import gold
    from dateline.store.files import ready_folder, write_files

    made = gold(run, reports)
    if not made.texts:
        raise UsageError("Nobody has judged a claim of these reports: accept, correct or reject some first.")
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UsageError(f"{output} is not an empty folder: gold of another time would be mixed in.")
    ready_folder(output)
    write_files(output / "reports", made.texts)
    write_files(output, made.files)
    if not quiet:
        say(f"Written to {output}: {made.told}")


def _days(run: Run, tables: Tables, what: What, output: Path, *, quiet: bool) -> None:
    """A folder with a file for each day; those of days that an earlier export had and this one has not go."""
    from dateline.export.parquet import by_day
    from dateline.export.sheets import sheet
    from dateline.store.files import ready_folder, remove_file, write_files

    files = by_day(sheet(what, run, tables), run.options.selected)
    ready_folder(output)
    for path in sorted(output.glob(f"day=*/{what}.parquet")):
        if path.relative_to(output).as_posix() not in files:
            remove_file(path)
    for name, data in files.items():
        folder, _, file = name.rpartition("/")
        write_files(output / folder, {file: data})
    if not quiet:
        say(f"Written to {output}: {len(files):,} day{'' if len(files) == 1 else 's'}, {_counts(run)}.")


def _counts(run: Run) -> str:
    counted = ((run.incidents, "incident"), (run.claims, "claim"), (run.reports, "report"))
    return ", ".join(f"{len(many):,} {noun}{'' if len(many) == 1 else 's'}" for many, noun in counted)


def _write(path: Path, data: bytes) -> None:
    from dateline.store.files import write_files

    if path.is_dir():
        raise UsageError(f"{path} is a folder: name a file.")
    write_files(path.parent, {path.name: data})


def _print(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
