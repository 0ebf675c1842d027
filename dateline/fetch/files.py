"""Files and folders of every format that is read to Reports.

In come paths; out come Reports, sorted by name, what each was read from, and Problems for everything that could
not be read. Nothing about a report is guessed: its outlet and date come from a manifest, its front matter, its
own page's metadata or the caller, else they are unknown. Files are only read, links are followed once, and nothing
but regular files is opened.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from dateline.errors import UsageError
from dateline.fetch.about import About, Manifest
from dateline.fetch.document import Document, Item, Limits, Raw, WebOptions, told
from dateline.fetch.endings import without_ending
from dateline.fetch.formats import STREAMED, documents, format_of
from dateline.fetch.language import load_identifier, tellable
from dateline.fetch.settle import Settled, first_lines, names_alike, settle
from dateline.fetch.vault import Vault
from dateline.fetch.walk import Found, Walk, open_regular, printable, read_bytes, reason
from dateline.model import Original, Problem, Report, Told
from dateline.words.digest import text_digest
from dateline.words.letters import SHOWN, directions, mixed_words, strangers

STANDARD_INPUT = Path("-")
_UNREAD = {
    ".odt": "an office document",
    ".rtf": "a rich text document",
    ".doc": "an old office document",
    ".epub": "a book",
    ".7z": "an archive of another kind",
    ".rar": "an archive of another kind",
}
_ABOUT = ("title", "outlet", "published", "url", "syndicated_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How to read: the fallback publication date, the largest document in bytes, whether to tell languages.

    ``leave_out`` are files and folders to pass over wherever they are met; ``standard_input`` is what the path
    ``-`` means; ``limits`` hold for archives and hard documents; ``addresses`` are retrieved as ``web`` says.
    """

    published: dt.date | None = None
    max_bytes: int = 20_000_000
    tell_language: bool = True
    leave_out: tuple[Path, ...] = ()
    standard_input: BinaryIO | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
    addresses: tuple[str, ...] = ()
    web: WebOptions = field(default_factory=WebOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reports by name, what each was read from in the same order, problems, and the bytes that were read."""

    reports: tuple[Report, ...]
    originals: tuple[Original, ...]
    problems: tuple[Problem, ...]
    vault: Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """A report and what it was read from."""

    report: Report
    original: Original


def read_paths(
    paths: Sequence[Path], options: FetchOptions
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """The reports and problems of :func:`read_all`."""
    reading = read_all(paths, options)
    return reading.reports, reading.problems


def read_all(paths: Sequence[Path], options: FetchOptions) -> Reading:
    """Reads files of every known format, archives of them, and folders of both.

    The order of ``paths`` does not matter. Reports in another language than English are returned with
    their ``language``; whoever codes them tells which are not read. Two reports of one name get different, stable
    names.

    Raises:
        UsageError: a path does not exist, or nothing at all could be read.
    """
    if not paths and not options.addresses:
        raise UsageError("No path was given: name a file or folder of reports.")
    walk = Walk(options.leave_out, options.max_bytes)
    for path in sorted(set(paths) - {STANDARD_INPUT}, key=os.fsencode):
        walk.add(path)
    reader = _Reader(options)
    if STANDARD_INPUT in paths:
        reader.read_standard_input()
    for address in sorted(set(options.addresses)):
        reader.read_address(address)
    for found in sorted(walk.found, key=lambda one: (one.shown, os.fsencode(one.path))):
        reader.read(found)
    problems = [*walk.problems, *reader.problems, *reader.unused_entries(walk.manifests)]
    if not reader.made:
        raise UsageError(_nothing([*paths, *map(Path, options.addresses)], problems))
    return _reading(reader, problems, options)


def read_documents(items: Iterable[Item], options: FetchOptions) -> Reading:
    """The same of documents that were retrieved and taken apart already; nothing at all is no fault."""
    reader = _Reader(options)
    for item in items:
        reader.take(item)
    return _reading(reader, reader.problems, options)


def _reading(reader: _Reader, problems: list[Problem], options: FetchOptions) -> Reading:
    made = _distinct(reader.made)
    if options.tell_language:
        made = _with_language(made)
    made.sort(key=lambda one: one.report.report)
    return Reading(
        reports=tuple(one.report for one in made),
        originals=tuple(replace(one.original, report=one.report.report) for one in made),
        problems=tuple(_sorted_problems(problems)),
        vault=reader.vault,
    )


class _Reader:
    """Reads one found file after another, and keeps what came out."""

    def __init__(self, options: FetchOptions) -> None:
        self.made: list[_Made] = []
        self.problems: list[Problem] = []
        self.vault = Vault()
        self._options = options
        record = min(options.limits.record, options.max_bytes)
        self._limits = replace(options.limits, document=options.max_bytes, record=record)
        self._used: dict[str, set[str]] = {}
        self._misdated: set[str] = set()

    def read(self, found: Found) -> None:
        """Reads one file."""
        raw = self._raw(found)
        if raw is None:
            return
        kind = format_of(raw.name, raw.raw[:512], sniff=found.named)
        if kind is None:
            ending = Path(raw.name).suffix.lower()
            other = f"a file ending in {ending!r}" if ending else "a file with no ending"
            said = f"this is {_UNREAD.get(ending, other)}, which is no format that is read"
            self._note(found.shown, "unsupported", said, "save the article's text as a .txt file")
            return
        self._take(found, raw, kind)

    def read_standard_input(self) -> None:
        """Reads what came in on standard input, as one file whose format its first bytes tell."""
        stream = self._options.standard_input
        if stream is None:
            raise UsageError("The path - means standard input, and there is none here.")
        held = stream.read(self._limits.document + 1)
        if len(held) > self._limits.document:
            size = self._limits.document // 1_000_000 or 1
            raise UsageError(f"Standard input is larger than {size} MB: give it as a file.")
        raw = Raw(where="-", name="standard-input", raw=held)
        shown = Found(path=STANDARD_INPUT, shown="-", named=True, manifests=())
        self._take(shown, raw, format_of(raw.name, held[:512], sniff=True) or "txt")

    def read_address(self, address: str) -> None:
        """Retrieves what stands at an address, and reads it."""
        # Loaded here: most runs never use the network.
        from dateline.fetch.web import retrieve

        raw = retrieve(
            address, replace(self._options.web, most=min(self._options.web.most, self._limits.document))
        )
        if isinstance(raw, Problem):
            self._tell(raw)
            return
        shown = Found(path=Path(raw.name), shown=raw.where, named=True, manifests=())
        self._take(shown, raw, format_of(raw.name, raw.raw[:512], sniff=True) or "html")

    def take(self, item: Item) -> None:
        """Takes a document, or notes what was wrong with one."""
        if isinstance(item, Problem):
            self._tell(item)
        else:
            where = item.raw.where
            self._add(Found(path=Path(item.raw.name), shown=where, named=True, manifests=()), item)

    def unused_entries(self, manifests: Sequence[Manifest]) -> list[Problem]:
        """Entries of manifests in folders read whole that tell of no report there: most likely misspelt."""
        problems = []
        for manifest in manifests:
            if "/" not in manifest.where:
                continue
            used = self._used.get(manifest.where, set())
            for name in manifest.names():
                if name not in used:
                    said = f"it tells of {printable(name)!r}, but there is no such file"
                    problems.append(
                        Problem(
                            where=manifest.where, problem=said, remedy="correct the name", kind="manifest"
                        )
                    )
        return problems

    def _raw(self, found: Found) -> Raw | None:
        """The bytes of a file, or a way to them where its format is read as a stream."""
        name = printable(found.path.name)
        try:
            with open_regular(found.path) as stream:
                head = stream.read(512)
                kind = format_of(name, head, sniff=found.named)
                if kind in STREAMED:
                    digest = _digest_of(stream)
                    return Raw(
                        where=found.shown, name=name, container=digest, opened=lambda: open_regular(found.path)
                    )  # fmt: skip
        except OSError as fault:
            self._unreadable(found.shown, reason(fault))
            return None
        if kind is None:
            return Raw(where=found.shown, name=name, raw=head)
        held, said = read_bytes(found.path, self._limits.document)
        if held is None:
            self._unreadable(found.shown, str(said))
            return None
        return Raw(where=found.shown, name=name, raw=held)

    def _take(self, found: Found, raw: Raw, kind: str) -> None:
        self._mark_used(found, _keys_of_file(found))
        for item in documents(raw, self._limits, kind):
            if isinstance(item, Problem):
                self._tell(item)
            else:
                self._add(found, item)

    def _add(self, found: Found, document: Document) -> None:
        where = document.raw.where
        about = self._told(found, document)
        known = {name for name in _ABOUT if getattr(about, name) is not None}
        facts = (*document.told, *first_lines(document.text))
        page = settle(where, [one for one in facts if one.field not in known], document.raw.url)
        made = _make(document, about, page, facts, self._options.published)
        for one in page.problems:
            self._tell(one)
        if made.report.published is None and where not in self._misdated:
            said = "its publication date is unknown, so weekdays and 'yesterday' in it stay undated"
            self._note(where, "date", said, "give it in a manifest, in front matter, or with --published")
        if made.report.outlet is None:
            said = "its outlet is unknown, so its own voice cannot be told from another's"
            self._note(where, "outlet", said, "give it in a manifest or in front matter")
        for said, remedy in _odd_letters(document.text):
            self._note(where, "letters", said, remedy)
        self.vault.put(document.raw.raw)
        self.made.append(made)

    def _told(self, found: Found, document: Document) -> About:
        """What the nearest manifest that knows this report tells of it, by its path below it or its name.

        What a manifest tells of a file with many reports holds for each, but for what is each one's own.
        """
        place = document.raw.where
        own = (place, document.name or without_ending(document.raw.name))
        for manifest in found.manifests:
            for key in (_below(place, manifest), own[1]):
                if key in manifest.entries:
                    self._mark_used(found, own)
                    return manifest.entries[key]
        for manifest in found.manifests:
            for key in (_below(found.shown, manifest), printable(found.path.stem)):
                if key in manifest.entries:
                    whole = manifest.entries[key]
                    alone = place == found.shown and document.name is None
                    return whole if alone else replace(whole, title=None, url=None)
        return About()

    def _mark_used(self, found: Found, names: tuple[str, str]) -> None:
        for manifest in found.manifests:
            self._used.setdefault(manifest.where, set()).update({_below(names[0], manifest), names[1]})

    def _unreadable(self, where: str, said: str) -> None:
        self._note(
            where,
            "unreadable",
            f"it cannot be read: {said}",
            "check the file, or split it into single reports",
        )

    def _note(self, where: str, kind: str, said: str, remedy: str) -> None:
        self._tell(Problem(where=where, problem=said, remedy=remedy, kind=kind))

    def _tell(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.kind == "date":
            self._misdated.add(problem.where)


def _make(
    document: Document, about: About, page: Settled, facts: Sequence[Told], fallback: dt.date | None
) -> _Made:
    """The report of a document, and what it was read from: a manifest outweighs the text, that the page, that all."""
    front = document.front or About()
    published, origin = about.published, "manifest"
    if not about.date_told:
        published, origin = front.published, "text"
        if not front.date_told:
            published, origin = page.published, "page"
            if not page.dated:
                published, origin = fallback, "option"
    raw = document.raw
    report = Report(
        report=printable(document.name or Path(raw.name).stem).replace("/", "_"),
        text=document.text,
        digest=hashlib.sha256(raw.raw).hexdigest(),
        outlet=about.outlet or front.outlet or page.outlet,
        published=published,
        published_from=origin if published is not None else None,
        url=about.url or front.url or page.url,
        title=about.title or front.title or page.title,
        syndicated_from=about.syndicated_from or front.syndicated_from or _reprinted(facts, page.outlet),
        path=raw.where,
    )
    original = Original(
        report=report.report,
        text_digest=text_digest(document.text),
        digest=report.digest,
        size=len(raw.raw),
        format=document.format,
        path=raw.where,
        container=raw.container if raw.container != report.digest else None,
        start=raw.start,
        end=raw.end,
        url=raw.url,
        retrieved=raw.retrieved,
        retrieved_by=raw.retrieved_by,
        encoding=document.encoding,
        offsets=document.offsets,
        no_offsets=document.no_offsets,
        told=_all_told(about, front, page, facts),
    )
    return _Made(report=report, original=original)


def _odd_letters(text: str) -> Iterator[tuple[str, str]]:
    """What a reader would not see in a text: words of two alphabets, characters that turn its direction."""
    mixed = list(dict.fromkeys(mixed_words(text)))
    if mixed:
        more = f" and {len(mixed) - 1} more" if len(mixed) > 1 else ""
        said = f"the word {mixed[0][:60]!r}{more} mixes alphabets that look alike: {strangers(mixed[0][:60])}"
        yield said, "such a word is taken for no name it looks like: correct it if it was not meant"
    turned = directions(text)
    if turned:
        told = ", ".join(f"U+{ord(one):04X}" for one in turned)
        yield f"it holds characters that turn the direction of text ({told})", f"they are shown as {SHOWN}"


def _all_told(about: About, front: About, page: Settled, facts: Sequence[Told]) -> tuple[Told, ...]:
    """Everything told, the weightiest first, with what the report carries marked."""
    out: list[Told] = []
    taken: set[str] = set()
    for source, by in ((about, "manifest"), (front, "front matter")):
        for name in _ABOUT:
            value = getattr(source, name)
            for one in told(name, str(value) if value is not None else None, by):
                out.append(replace(one, used=name not in taken))
                taken.add(name)
    marked = {(one.field, one.value, one.by) for one in page.told if one.used}
    marked |= {(one.field, one.value, one.by) for one in facts if one.field == "syndicated_from"}
    kept = {(one.field, one.by): one for one in page.told}
    for one in dict.fromkeys(facts):
        shown = kept.get((one.field, one.by), one)
        used = (shown.field, shown.value, shown.by) in marked and one.field not in taken
        out.append(replace(shown, used=used))
    return tuple(dict.fromkeys(out))


def _reprinted(facts: Sequence[Told], outlet: str | None) -> str | None:
    """Whose text it is, where a field made for that says so and it is not the outlet itself."""
    for one in facts:
        credited = one.field == "credit" and one.by.endswith("creditline")
        if one.field == "syndicated_from" or (credited and not names_alike(one.value, outlet or "")):
            return one.value
    return None


def _below(place: str, manifest: Manifest) -> str:
    """How a manifest calls what stands at a place: its path from the manifest's folder, without its ending."""
    folder = manifest.where.rpartition("/")[0]
    return without_ending(place.removeprefix(f"{folder}/") if folder else place)


def _keys_of_file(found: Found) -> tuple[str, str]:
    return found.shown, printable(found.path.stem)


def _digest_of(stream: BinaryIO) -> str:
    """The SHA-256 of a whole file, read piece by piece."""
    stream.seek(0)
    total = hashlib.sha256()
    while piece := stream.read(1 << 20):
        total.update(piece)
    return total.hexdigest()


def _distinct(made: list[_Made]) -> list[_Made]:
    """Gives reports of one name different names: the first by path keeps it, others add their digest."""
    taken: set[str] = set()
    out = []
    for one in sorted(made, key=lambda one: (one.report.path or "", one.report.digest)):
        report = one.report
        name, number = report.report, 1
        if name in taken:
            name = f"{report.report}-{report.digest[:8]}"
        while name in taken:
            number += 1
            name = f"{report.report}-{report.digest[:8]}-{number}"
        taken.add(name)
        out.append(replace(one, report=replace(report, report=name)))
    return out


def _with_language(made: list[_Made]) -> list[_Made]:
    """The reports, each with its language where that can be told."""
    if not any(tellable(one.report.text) for one in made):
        return made
    identify = load_identifier()
    return [replace(one, report=replace(one.report, language=identify(one.report.text))) for one in made]


def _nothing(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    shown = ", ".join(printable(str(path)) for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    if not problems:
        return f"Nothing to read in {shown}: there is no file of a kind that is read."
    first = _sorted_problems(problems)[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"Nothing could be read in {shown}: {first.where}: {first.problem}{more}."


def _sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda one: (one.where, one.kind, one.problem))
