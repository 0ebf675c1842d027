"""Files and folders of plain texts to Reports.

In come paths; out come Reports, sorted by name, and Problems for everything that could not be read. Nothing
about a report is guessed: its outlet and date come from a manifest, its front matter or the caller, else
they are unknown. Files are only read, links are followed once, and nothing but regular files is opened.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dateline.errors import UsageError
from dateline.fetch.about import About, Manifest, parse_manifest, split_front_matter, without_ending
from dateline.fetch.decode import decode
from dateline.fetch.language import load_identifier, tellable
from dateline.model import Problem, Report

_MANIFESTS = ("manifest.json", "manifest.csv")
_PAPERS = ("readme", "license", "licence", "notice", "changelog")
_LATER = {
    ".json": "a JSON file",
    ".jsonl": "a JSON lines file",
    ".html": "a web page",
    ".htm": "a web page",
    ".xml": "a feed",
    ".rss": "a feed",
    ".warc": "a web archive",
    ".gz": "a compressed file",
    ".zip": "an archive",
    ".pdf": "a PDF document",
    ".docx": "an office document",
    ".odt": "an office document",
    ".rtf": "a rich text document",
}
_MARKUP = ("<!doctype html", "<html", "<?xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How to read: the fallback publication date, the largest file in bytes, whether to tell languages.

    ``leave_out`` are files and folders to pass over wherever they are met.
    """

    published: dt.date | None = None
    max_bytes: int = 20_000_000
    tell_language: bool = True
    leave_out: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A file to read, how to call it, and the manifests that may tell of it, nearest first."""

    path: Path
    shown: str
    named: bool
    manifests: tuple[Manifest, ...]


def read_paths(
    paths: Sequence[Path], options: FetchOptions
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """Reads ``.txt`` files and folders of them.

    The order of ``paths`` does not matter. Reports in another language than English are returned with
    their ``language`` and a problem. Two files of one name get different, stable report names.

    Raises:
        UsageError: a path does not exist, or nothing at all could be read.
    """
    if not paths:
        raise UsageError("No path was given: name a file or folder of .txt reports.")
    walk = _Walk(options)
    for path in sorted(paths, key=os.fsencode):
        walk.add(path)
    reports: list[Report] = []
    problems = walk.problems
    for found in sorted(walk.found, key=lambda one: (one.shown, os.fsencode(one.path))):
        report, wrong = _read(found, options)
        problems.extend(wrong)
        if report is not None:
            reports.append(report)
    problems.extend(_unused_entries(walk.manifests, walk.found))
    if not reports:
        raise UsageError(_nothing(paths, problems))
    named = _distinct(reports)
    if options.tell_language:
        named, wrong = _with_language(named)
        problems.extend(wrong)
    return tuple(sorted(named, key=lambda one: one.report)), tuple(_sorted_problems(problems))


class _Walk:
    """Collects the files below some paths once each, with the manifests on the way down."""

    def __init__(self, options: FetchOptions) -> None:
        self.found: list[_Found] = []
        self.manifests: list[Manifest] = []
        self.problems: list[Problem] = []
        self._options = options
        self._seen: set[tuple[int, int]] = set()
        self._left_out = {key for path in options.leave_out for key in _identity(path)}
        self._read_manifests: dict[Path, tuple[Manifest, ...]] = {}

    def add(self, path: Path) -> None:
        """Takes one path that the caller named."""
        try:
            info = path.stat()
        except (OSError, ValueError) as fault:
            raise UsageError(f"{printable(str(path))} cannot be read: {_reason(fault)}.") from None
        # Naming a path outweighs leaving it out: the outputs may go to the reports' own folder.
        self._left_out -= set(_identity(path))
        shown = printable(path.name or path.resolve().name or "/")
        if stat.S_ISDIR(info.st_mode):
            self._folder(path, shown, ())
        elif not _is_paper(path.name):
            beside = self._manifests_in(path.parent, _MANIFESTS, "")
            self._file(path, shown, named=True, manifests=beside)

    def _folder(self, folder: Path, shown: str, above: tuple[Manifest, ...]) -> None:
        try:
            if not self._first_time(folder.stat()):
                return
            names = sorted(os.listdir(folder), key=os.fsencode)
        except OSError as fault:
            self._cannot(shown, fault)
            return
        manifests = self._manifests_in(folder, names, f"{shown}/") + above
        for name in names:
            path = folder / name
            below = f"{shown}/{printable(name)}"
            if name.startswith("."):
                continue
            if path.is_dir():
                self._folder(path, below, manifests)
            elif not _is_paper(name):
                self._file(path, below, named=False, manifests=manifests)

    def _file(self, path: Path, shown: str, *, named: bool, manifests: tuple[Manifest, ...]) -> None:
        try:
            info = path.stat()
        except OSError as fault:
            self._cannot(shown, fault)
            return
        if not stat.S_ISREG(info.st_mode):
            self._note(shown, "unreadable", "it is a device, pipe or socket, not a file", "leave it out")
        elif self._first_time(info):
            self.found.append(_Found(path=path, shown=shown, named=named, manifests=manifests))

    def _manifests_in(self, folder: Path, names: Iterable[str], prefix: str) -> tuple[Manifest, ...]:
        present = [name for name in names if name.lower() in _MANIFESTS and (folder / name).is_file()]
        # manifest.json wins over manifest.csv: it sorts last.
        present.sort(reverse=True)
        if not present:
            return ()
        for name in present[1:]:
            self._note(prefix + name, "manifest", f"{present[0]} stands beside it and was used", "keep one")
        path, where = folder / present[0], prefix + present[0]
        key = path.resolve()
        if key in self._read_manifests:
            return self._read_manifests[key]
        self._read_manifests[key] = ()
        raw, problem = _bytes(path, self._options.max_bytes)
        text = None if raw is None else decode(raw).text
        if text is None:
            said = "the manifest cannot be read: " + (problem or "it is not UTF-8 text")
            self._note(where, "manifest", said, "save it as UTF-8 text")
            return ()
        manifest, problems = parse_manifest(text, where, path.suffix.lower())
        self.manifests.append(manifest)
        self.problems.extend(problems)
        self._read_manifests[key] = (manifest,)
        return (manifest,)

    def _first_time(self, info: os.stat_result) -> bool:
        key = (info.st_dev, info.st_ino)
        if key in self._seen or key in self._left_out:
            return False
        self._seen.add(key)
        return True

    def _cannot(self, shown: str, fault: OSError) -> None:
        self._note(
            shown, "unreadable", f"it cannot be read: {_reason(fault)}", "check that it exists and is yours"
        )

    def _note(self, where: str, kind: str, said: str, remedy: str) -> None:
        self.problems.append(Problem(where=where, problem=said, remedy=remedy, kind=kind))


def _identity(path: Path) -> tuple[tuple[int, int], ...]:
    """What tells a file or folder from all others, whatever it is called; nothing where it is not there."""
    try:
        info = path.stat()
    except (OSError, ValueError):
        return ()
    return ((info.st_dev, info.st_ino),)


def _is_paper(name: str) -> bool:
    """A manifest, or a page about the folder rather than a report in it."""
    lower = name.lower()
    return lower in _MANIFESTS or (lower.startswith(_PAPERS) and not lower.endswith(".txt"))


def _read(found: _Found, options: FetchOptions) -> tuple[Report | None, list[Problem]]:
    problems: list[Problem] = []

    def note(kind: str, said: str, remedy: str) -> None:
        problems.append(Problem(where=found.shown, problem=said, remedy=remedy, kind=kind))

    ending = found.path.suffix.lower()
    if ending in _LATER or (ending != ".txt" and not found.named):
        other = f"a file ending in {printable(ending)!r}" if ending else "a file with no ending"
        said = f"this is {_LATER.get(ending, other)}; only plain text is read"
        note("unsupported", said, "save the article's text as a .txt file")
        return None, problems
    raw, fault = _bytes(found.path, options.max_bytes)
    if raw is None:
        note("unreadable", f"it cannot be read: {fault}", "check the file, or split it into single reports")
        return None, problems
    decoded = decode(raw)
    if decoded.problem is not None:
        note(decoded.kind or "encoding", decoded.problem, "save it as UTF-8 plain text")
    if decoded.text is None:
        return None, problems
    text, front, wrong = split_front_matter(decoded.text, found.shown)
    problems.extend(wrong)
    if not text.strip():
        note("empty", "there is no text in it", "put the article's text into it, or leave it out")
        return None, problems
    if text.lstrip().lower().startswith(_MARKUP):
        note("unsupported", "this is a web page, not plain text", "save the article's text alone")
        return None, problems
    report = _report(found, text, hashlib.sha256(raw).hexdigest(), front, options)
    if report.published is None and not any(problem.kind == "date" for problem in problems):
        said = "its publication date is unknown, so weekdays and 'yesterday' in it stay undated"
        note("date", said, "give it in a manifest, in front matter, or with --published")
    if report.outlet is None:
        said = "its outlet is unknown, so its own voice cannot be told from another's"
        note("outlet", said, "give it in a manifest or in front matter")
    return report, problems


def _report(found: _Found, text: str, digest: str, front: About, options: FetchOptions) -> Report:
    told = _told(found)
    published, origin = told.published, "manifest"
    if not told.date_told:
        published, origin = front.published, "text"
        if not front.date_told:
            published, origin = options.published, "option"
    return Report(
        report=printable(found.path.stem).replace("/", "_"),
        text=text,
        digest=digest,
        outlet=told.outlet or front.outlet,
        published=published,
        published_from=origin if published is not None else None,
        url=told.url or front.url,
        title=told.title or front.title,
        syndicated_from=told.syndicated_from or front.syndicated_from,
        path=found.shown,
    )


def _told(found: _Found) -> About:
    """What the nearest manifest that knows this file tells of it, by its path below it or its name."""
    for manifest in found.manifests:
        for key in _keys(found, manifest):
            if key in manifest.entries:
                return manifest.entries[key]
    return About()


def _keys(found: _Found, manifest: Manifest) -> tuple[str, str]:
    folder = manifest.where.rpartition("/")[0]
    below = found.shown.removeprefix(f"{folder}/") if folder else found.shown
    return without_ending(below), printable(found.path.stem)


def _unused_entries(manifests: Sequence[Manifest], found: Sequence[_Found]) -> list[Problem]:
    """Entries of manifests in folders read whole that tell of no file there: most likely misspelt."""
    problems = []
    for manifest in manifests:
        if "/" not in manifest.where:
            continue
        used = {key for one in found if manifest in one.manifests for key in _keys(one, manifest)}
        for name in manifest.names():
            if name not in used:
                said = f"it tells of {printable(name)!r}, but there is no such file"
                problems.append(
                    Problem(where=manifest.where, problem=said, remedy="correct the name", kind="manifest")
                )
    return problems


def _distinct(reports: list[Report]) -> list[Report]:
    """Gives reports of one name different names: the first by path keeps it, others add their digest."""
    taken: set[str] = set()
    out = []
    for report in sorted(reports, key=lambda one: (one.path or "", one.digest)):
        name, number = report.report, 1
        if name in taken:
            name = f"{report.report}-{report.digest[:8]}"
        while name in taken:
            number += 1
            name = f"{report.report}-{report.digest[:8]}-{number}"
        taken.add(name)
        out.append(replace(report, report=name))
    return out


def _with_language(reports: list[Report]) -> tuple[list[Report], list[Problem]]:
    if not any(tellable(report.text) for report in reports):
        return reports, []
    identify = load_identifier()
    out: list[Report] = []
    problems: list[Problem] = []
    for report in reports:
        language = identify(report.text)
        out.append(replace(report, language=language))
        if language not in (None, "en"):
            said = f"its language looks like {language!r}, and only English is read; it was not coded"
            remedy = "give an English text, or leave it out"
            where = report.path or report.report
            problems.append(Problem(where=where, problem=said, remedy=remedy, kind="language"))
    return out, problems


def _bytes(path: Path, most: int) -> tuple[bytes | None, str | None]:
    """The bytes of a regular file of at most ``most`` bytes, or why not."""
    try:
        # Not to hang on a pipe that took the file's place since it was looked at.
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            info = os.fstat(handle)
            if not stat.S_ISREG(info.st_mode):
                return None, "it is not a regular file"
            raw = b"" if info.st_size > most else stream.read(most + 1)
            if info.st_size > most or len(raw) > most:
                return None, f"it is larger than {most // 1_000_000 or 1} MB"
            return raw, None
    except OSError as fault:
        return None, _reason(fault)


def printable(name: str) -> str:
    """A file name fit for one line of output: control characters and undecodable bytes become ``?``."""
    cleaned = os.fsencode(name).decode("utf-8", "replace").replace("\ufffd", "?")
    return "".join(char if char.isprintable() else "?" for char in cleaned)


def _reason(fault: OSError | ValueError) -> str:
    said = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
    return said[:1].lower() + said[1:]


def _nothing(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    shown = ", ".join(printable(str(path)) for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    if not problems:
        return f"Nothing to read in {shown}: there is no .txt file."
    first = _sorted_problems(problems)[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"Nothing could be read in {shown}: {first.where}: {first.problem}{more}."


def _sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda one: (one.where, one.kind, one.problem))
