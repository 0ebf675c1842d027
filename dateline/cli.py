"""The command line: reads arguments, calls the pipeline, prints. Nothing else prints, exits or looks about.

Heavy rooms are imported inside the commands, so that ``dateline --help`` answers at once. A fault that
dateline knows of becomes one sentence on standard error and exit code 2.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from dateline import __version__
from dateline.commands.copying import copy
from dateline.commands.custody import custody
from dateline.commands.decide import decide_app
from dateline.commands.desk import desk
from dateline.commands.evaluate import eval_app
from dateline.commands.export import export
from dateline.commands.search import search
from dateline.commands.shown import (
    OUT,
    SNAPSHOT,
    STORE,
    Json,
    LastingStore,
    NewStore,
    OldStore,
    Quiet,
    now,
    print_json,
    print_rows,
    progress_bar,
    say,
)
from dateline.commands.since import since
from dateline.commands.users import users_app
from dateline.commands.watch import watch
from dateline.errors import DatelineError, UsageError

if TYPE_CHECKING:
    from dateline.model import Problem
    from dateline.pipeline import RunOptions, RunResult
    from dateline.publish.explain import Explanation
    from dateline.store.address import Address

app = typer.Typer(
    name="dateline",
    help="A war monitor that shows its sources: reports in; claims, incidents, control and a brief out.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        say(f"dateline {__version__}")
        raise typer.Exit


@app.callback()
def _app(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Print the program's version."),
    ] = False,
) -> None:
    """A war monitor that shows its sources: reports in; claims, incidents, control and a brief out."""


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files, archives, folders, addresses (http, s3, gs); - is standard input.",
        show_default=False,
    ),
]
Private = Annotated[bool, typer.Option("--allow-private", help="Ask web addresses of private networks too.")]
Published = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Publication date (YYYY-MM-DD) of reports that tell none."),
]
Out = Annotated[Path, typer.Option(metavar="DIR", help="Folder for the outputs.")]
Redact = Annotated[bool, typer.Option("--redact", help="Blot out the names of private persons.")]
Hxl = Annotated[bool, typer.Option("--hxl", help="Add the row of HXL tags to events.csv.")]
Jobs = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Read reports in this many processes; without it, as many as there are cores. The outcome is the same.",
    ),
]
Engine = Annotated[
    str | None,
    typer.Option(
        metavar="dask://HOST:PORT",
        help="Read on the workers of this Dask scheduler instead. The outcome is the same.",
    ),
]
MostProblems = Annotated[
    int | None,
    typer.Option(
        "--max-problems", metavar="N", min=0, help="Exit with 1 if there are more problems than this."
    ),
]


@app.command()
def run(
    paths: Paths,
    published: Published = None,
    out: Out = OUT,
    store: NewStore = None,
    redact: Redact = False,
    hxl: Hxl = False,
    allow_private: Private = False,
    jobs: Jobs = None,
    engine: Engine = None,
    max_problems: MostProblems = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports and write claims, incidents, control, map and brief."""
    from dateline import pipeline
    from dateline.store.files import ready_folder, remove_file, write_files

    options = replace(
        _reading(paths, published, allow_private=allow_private, jobs=jobs),
        engine=engine,
        store=store,
        redact=redact,
        hxl=hxl,
        leave_out=(out,),
        earlier=out / SNAPSHOT,
    )
    ready_folder(out)
    with progress_bar(quiet or as_json) as progress:
        result = pipeline.run(options, progress)
    files = dict(result.files)
    if result.snapshot is None:
        # One left by an earlier run would answer for this one, and may hold names that this one blots out.
        remove_file(out / SNAPSHOT)
    else:
        files[SNAPSHOT] = result.snapshot
    write_files(out, files)
    _tell(result, sorted(files), out, as_json=as_json, quiet=quiet)
    _exit_over(result.run.problems, max_problems)


@app.command()
def add(
    paths: Paths,
    store: LastingStore,
    published: Published = None,
    allow_private: Private = False,
    jobs: Jobs = None,
    engine: Engine = None,
    max_problems: MostProblems = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports into a store, without writing outputs."""
    from dateline import pipeline

    options = replace(
        _reading(paths, published, allow_private=allow_private, jobs=jobs), engine=engine, store=store
    )
    with progress_bar(quiet or as_json) as progress:
        added = pipeline.add(options, progress)
    rows = [
        ("reports read", added.read),
        ("new in the store", added.new),
        ("claims in them", added.claims),
        ("problems", len(added.problems)),
    ]
    print_rows(rows, as_json=as_json, quiet=quiet)
    _print_problems(added.problems, as_json or quiet)
    _exit_over(added.problems, max_problems)


@app.command()
def rebuild(
    store: OldStore = STORE,
    out: Out = OUT,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Write every output again from a store: the same records give the same bytes."""
    from dateline.store.files import ready_folder, write_files

    ready_folder(out)
    result = _rebuilt(store, quiet or as_json)
    write_files(out, result.files)
    _tell(result, sorted(result.files), out, as_json=as_json, quiet=quiet)


app.command()(export)


@app.command()
def explain(
    ident: Annotated[str, typer.Argument(metavar="ID", help="A claim or incident, or how its id begins.")],
    store: OldStore = STORE,
    as_json: Json = False,
) -> None:
    """Walk a claim or incident back to the words it came from."""
    from dateline import pipeline
    from dateline.publish.explain import explain as explain_record

    with progress_bar(as_json) as progress:
        found = pipeline.recall(store, progress)
    explanation = explain_record(found, ident)
    if as_json:
        print_json(_explained(explanation))
    else:
        _print_explanation(explanation, "")


@app.command()
def check(store: OldStore = STORE, as_json: Json = False) -> None:
    """Check a store: the file, its references, digests, and that every claim's words are in its report."""
    from dateline.store.store import open_store

    with open_store(store, write=False) as opened:
        faults, counts = opened.check(), opened.counts()
    if as_json:
        print_json({"store": str(store), "rows": counts, "faults": list(faults)})
    else:
        print_rows(list(counts.items()), as_json=False, quiet=False)
        say("\n".join(faults) if faults else "The store is sound.")
    if faults:
        raise typer.Exit(1)


app.add_typer(decide_app, name="decide")
app.add_typer(eval_app, name="eval")
app.add_typer(users_app, name="users")
app.command()(since)
app.command()(search)
app.command()(desk)
app.command()(watch)
app.command()(custody)
app.command()(copy)


@app.command()
def version(as_json: Json = False) -> None:
    """Print the program's version."""
    if as_json:
        print_json({"dateline": __version__})
    else:
        say(f"dateline {__version__}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the program and ends the process: 0 done, 1 problems above the limit, 2 wrong use."""
    # Our matrices are small: threads that share one of them wait for each other more than they work, and processes
    # (--jobs) use the cores better. Read by NumPy when it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    try:
        app(args=list(arguments) if arguments is not None else None)
    except DatelineError as fault:
        _fail(str(fault))
    except BrokenPipeError:
        # The reader of our output went away (as `head` does): not a fault.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as fault:
        # A full disk or folder for temporary files, standard output on one, a device that fails.
        named = f" ({fault.filename})" if isinstance(fault.filename, str) else ""
        _fail(f"The system refused: {fault.strerror or fault}{named}. What was stored before stays stored.")
    except MemoryError:
        _fail("There is not enough memory: give fewer reports at once. What was stored before stays stored.")


def _fail(said: str) -> NoReturn:
    """One sentence on standard error, and exit code 2."""
    say(f"dateline: {' '.join(said.split())}", err=True)
    # What could not be written must not be tried, and complained about, once more; a caller's own stream has no number.
    with contextlib.suppress(io.UnsupportedOperation):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(2)


def _date(value: str | None) -> dt.date | None:
    from dateline.fetch.about import parse_date

    if value is None:
        return None
    date = parse_date(value)
    if date is None:
        raise UsageError(f"--published {value!r} is no date: write it as YYYY-MM-DD.")
    return date


def _reading(
    paths: Sequence[str], published: str | None, *, allow_private: bool, jobs: int | None
) -> RunOptions:
    """What is to be read, and how: the files, addresses and standard input that the paths name, read now."""
    from dateline.fetch.endings import is_address, is_stored
    from dateline.pipeline import RunOptions
    from dateline.spread import cores

    return RunOptions(
        paths=tuple(Path(path) for path in paths if not is_address(path) and not is_stored(path)),
        addresses=tuple(path for path in paths if is_address(path)),
        stored=tuple(path for path in paths if is_stored(path)),
        standard_input=sys.stdin.buffer if "-" in paths else None,
        published=_date(published),
        at=now(),
        allow_private=allow_private,
        jobs=jobs or cores(),
    )


def _rebuilt(store: Address, quiet: bool) -> RunResult:
    from dateline import pipeline

    with progress_bar(quiet) as progress:
        return pipeline.rebuild(store, None, progress)


def _tell(result: RunResult, files: Sequence[str], out: Path, *, as_json: bool, quiet: bool) -> None:
    """Prints what a run came to."""
    from dateline.model import GRADES

    run = result.run
    grades = {grade: sum(one.grade == grade for one in run.incidents) for grade in GRADES}
    places = len({(one.place, one.country) for one in run.control})
    counts = {"reports": len(run.reports), "claims": len(run.claims), "incidents": len(run.incidents)}
    if as_json:
        kinds = sorted({problem.kind for problem in run.problems})
        by_kind = {kind: sum(problem.kind == kind for problem in run.problems) for kind in kinds}
        told = {"incidents_by_grade": grades, "places": places, "problems": len(run.problems)}
        print_json({**counts, **told, "problems_by_kind": by_kind, "out": str(out), "files": list(files)})
        return
    rows = list(counts.items())
    rows += [(f"  {grade}", number) for grade, number in grades.items()]
    rows += [("places with control", places), ("problems", len(run.problems))]
    print_rows(rows, as_json=False, quiet=quiet)
    _print_problems(run.problems, quiet)
    if not quiet:
        say(f"Written to {out}: {', '.join(files)}")


def _print_problems(problems: Sequence[Problem], quiet: bool) -> None:
    """The first problems, those of one kind in one line; all of them are in problems.jsonl."""
    most = 5
    if quiet:
        return
    alike: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        alike.setdefault((problem.problem, problem.remedy), []).append(problem.where)
    for (said, remedy), where in list(alike.items())[:most]:
        more = f" and {len(where) - 1} more" if len(where) > 1 else ""
        say(f"  {where[0]}{more}: {said}; {remedy}")
    rest = sum(len(where) for where in list(alike.values())[most:])
    if rest:
        say(f"  and {rest} more problems")


def _explained(explanation: Explanation) -> dict[str, object]:
    return {
        "id": explanation.subject,
        "kind": explanation.kind,
        "lines": [{"label": line.label, "text": line.text} for line in explanation.lines],
        "parts": [_explained(part) for part in explanation.parts],
    }


def _print_explanation(explanation: Explanation, indent: str) -> None:
    say(f"{indent}{explanation.kind} {explanation.subject}")
    for line in explanation.lines:
        say(f"{indent}  {line.label:12} {line.text}")
    for part in explanation.parts:
        say("")
        _print_explanation(part, indent + "    ")


def _exit_over(problems: Sequence[Problem], most: int | None) -> None:
    if most is not None and len(problems) > most:
        say(f"dateline: {len(problems)} problems, more than the {most} allowed.", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
