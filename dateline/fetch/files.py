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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from dateline.errors import SetupError, UsageError
from dateline.fetch.about import About, Manifest
from dateline.fetch.document import Document, Item, Limits, Raw, WebOptions
from dateline.fetch.endings import without_ending
from dateline.fetch.formats import STREAMED, documents, format_of
from dateline.fetch.made import ABOUT, Made, distinct, make, with_language
from dateline.fetch.objects import add_stored, at_hand
from dateline.fetch.settle import first_lines, settle
from dateline.fetch.vault import Vault
from dateline.fetch.walk import Found, Walk, open_regular, printable, read_bytes, reason
from dateline.model import Original, Problem, Report
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How to read: the fallback publication date, the largest document in bytes, whether to tell languages.

    ``leave_out`` are files and folders to pass over wherever they are met; ``standard_input`` is what the path
    ``-`` means; ``limits`` hold for archives and hard documents; ``addresses`` are retrieved as ``web`` says;
    ``stored`` are addresses of object storage.
    """

    published: dt.date | None = None
    max_bytes: int = 20_000_000
    tell_language: bool = True
    leave_out: tuple[Path, ...] = ()
    standard_input: BinaryIO | None = field(default=None, repr=False)
    limits: Limits = field(default_factory=Limits)
    addresses: tuple[str, ...] = ()
    web: WebOptions = field(default_factory=WebOptions)
    stored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Reports by name, what each was read from in the same order, problems, and the bytes that were read."""

    reports: tuple[Report, ...]
    originals: tuple[Original, ...]
    problems: tuple[Problem, ...]
    vault: Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came out of some of the files, wherever they were read: reports, problems, the names in each manifest that
    were of use, and the bytes read, packed, with their SHA-256."""

    made: tuple[Made, ...]
    problems: tuple[Problem, ...]
    used: Mapping[str, frozenset[str]]
    packed: tuple[tuple[str, bytes], ...]


Elsewhere = Callable[[Sequence[Found], FetchOptions], Iterable[Part]]
"""Reads files on other machines: parts of them in their order."""


def read_paths(
    paths: Sequence[Path], options: FetchOptions
) -> tuple[tuple[Report, ...], tuple[Problem, ...]]:
    """The reports and problems of :func:`read_all`."""
    reading = read_all(paths, options)
    return reading.reports, reading.problems


def read_all(paths: Sequence[Path], options: FetchOptions, elsewhere: Elsewhere | None = None) -> Reading:
    """Reads files of every known format, archives of them, and folders of both.

    The order of ``paths`` does not matter. Reports in another language than English are returned with
    their ``language``; whoever codes them tells which are not read. Two reports of one name get different, stable
    names. ``elsewhere`` reads the files where this process should not; what comes out is the same.

    Raises:
        UsageError: a path does not exist, or nothing at all could be read.
        SetupError: object storage needs a package that is not installed.
    """
    if not paths and not options.addresses and not options.stored:
        raise UsageError("No path was given: name a file or folder of reports.")
    walk = Walk(options.leave_out, options.max_bytes)
    for path in sorted(set(paths) - {STANDARD_INPUT}, key=os.fsencode):
        walk.add(path)
    if options.stored:
        add_stored(walk, options.stored, options.max_bytes)
    reader = _Reader(options)
    if STANDARD_INPUT in paths:
        reader.read_standard_input()
    for address in sorted(set(options.addresses)):
        reader.read_address(address)
    ordered = sorted(walk.found, key=lambda one: (one.shown, os.fsencode(one.path), one.address or ""))
    if elsewhere is None:
        for found in ordered:
            reader.read(found)
    else:
        for part in elsewhere(ordered, replace(options, standard_input=None)):
            reader.join(part)
    problems = [*walk.problems, *reader.problems, *reader.unused_entries(walk.manifests)]
    if not reader.made and not reader.joined:
        raise UsageError(_nothing([*map(str, paths), *options.addresses, *options.stored], problems))
    return _reading(reader, problems)


def read_part(files: Sequence[Found], options: FetchOptions) -> Part:
    """What comes out of these files, to be joined with the rest by :func:`read_all` elsewhere.

    Raises:
        SetupError: a file is not here as it was found there.
    """
    reader = _Reader(options)
    for found in files:
        if found.address is None and (not found.path.exists() or found.path.stat().st_size != found.size):
            raise SetupError(
                f"{found.path} is not the same file on every machine: give a folder that all of them share, or "
                "object storage."
            )
        reader.read(found)
    return reader.part()


def read_documents(items: Iterable[Item], options: FetchOptions) -> Reading:
    """The same of documents that were retrieved and taken apart already; nothing at all is no fault."""
    reader = _Reader(options)
    for item in items:
        reader.take(item)
    return _reading(reader, reader.problems)


def _reading(reader: _Reader, problems: Sequence[Problem]) -> Reading:
    made = distinct([*reader.told(), *reader.joined])
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
        self.made: list[Made] = []
        self.joined: list[Made] = []
        self.problems: list[Problem] = []
        self.vault = Vault()
        self._options = options
        record = min(options.limits.record, options.max_bytes)
        self._limits = replace(options.limits, document=options.max_bytes, record=record)
        self._used: dict[str, set[str]] = {}
        self._misdated: set[str] = set()

    def told(self) -> list[Made]:
        """The reports that it has read itself, with their languages where those are asked for."""
        return with_language(self.made) if self._options.tell_language else self.made

    def part(self) -> Part:
        """All that it has read itself."""
        return Part(
            made=tuple(self.told()),
            problems=tuple(self.problems),
            used={where: frozenset(names) for where, names in self._used.items()},
            packed=self.vault.every(),
        )

    def join(self, part: Part) -> None:
        """Takes what was read elsewhere."""
        self.joined.extend(part.made)
        self.problems.extend(part.problems)
        for where, names in part.used.items():
            self._used.setdefault(where, set()).update(names)
        for digest, packed in part.packed:
            self.vault.take(digest, packed)

    def read(self, found: Found) -> None:
        """Reads one file."""
        if found.address is None:
            self._read(found)
            return
        with at_hand(found) as here:
            if isinstance(here, Problem):
                self._tell(here)
            else:
                self._read(here)

    def _read(self, found: Found) -> None:
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
        known = {name for name in ABOUT if getattr(about, name) is not None}
        facts = (*document.told, *first_lines(document.text))
        page = settle(where, [one for one in facts if one.field not in known], document.raw.url)
        made = make(document, about, page, facts, self._options.published)
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


def _nothing(paths: Sequence[str], problems: Sequence[Problem]) -> str:
    shown = ", ".join(printable(path) for path in paths[:3]) + (", ..." if len(paths) > 3 else "")
    if not problems:
        return f"Nothing to read in {shown}: there is no file of a kind that is read."
    first = _sorted_problems(problems)[0]
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"Nothing could be read in {shown}: {first.where}: {first.problem}{more}."


def _sorted_problems(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda one: (one.where, one.kind, one.problem))
