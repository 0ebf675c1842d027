"""PDF and Word documents: their text and what their properties tell.

Each is read in a process of its own (``guard``): both are compressed, so a small file can swell, and a PDF's
parser is native code. Neither keeps the text as it is read, so there are no offsets back to their bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator

from dateline.fetch.document import UNMAPPED, Document, Limits, Part, Raw, problem, told
from dateline.fetch.guard import guarded
from dateline.fetch.html import with_title
from dateline.model import Told

_MOST_PAGES = 500
_MOST_UNPACKED = 200_000_000
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)")
_END = re.compile(r"[.!?:;…][”\"’')\]]*$")
_SAVE = "save its text as a .txt file"


def read_pdf(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The text layer of a PDF document."""
    yield from guarded("pdf", raw, limits)


def read_docx(raw: Raw, limits: Limits) -> Iterator[Part]:
    """The text of a Word document."""
    yield from guarded("docx", raw, limits)


def _pdf(raw: Raw) -> Iterator[Part]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(raw.raw)
    except pypdfium2.PdfiumError as fault:
        locked = "password" in str(fault).lower()
        said = "it is locked with a password" if locked else "it is damaged or no PDF document"
        yield problem(raw.where, "unreadable", said, "unlock it, or " + _SAVE if locked else _SAVE)
        return
    if len(document) > _MOST_PAGES:
        said = f"it has {len(document)} pages; the first {_MOST_PAGES} were read"
        yield problem(raw.where, "unreadable", said, "split it into single reports")
    pages = []
    for number in range(min(len(document), _MOST_PAGES)):
        try:
            pages.append(document[number].get_textpage().get_text_range())
        except pypdfium2.PdfiumError:
            yield problem(raw.where, "unreadable", f"page {number + 1} of it is damaged", _SAVE)
    text = "\n\n".join(_unwrapped(page) for page in pages if page.strip())
    if not text.strip():
        yield problem(
            raw.where, "empty", "it has no text layer: its pages are pictures", "run it through OCR first"
        )
        return
    properties = document.get_metadata_dict(skip_empty=True)
    facts = [
        *told("title", properties.get("Title"), "PDF Title"),
        *told("byline", properties.get("Author"), "PDF Author"),
    ]
    made = _PDF_DATE.match(properties.get("CreationDate", ""))
    if made is not None:
        # When the file was made, which is not when its text was published.
        facts += told("file_made", "-".join(made.groups()), "PDF CreationDate")
    yield Document(raw=raw, text=text, format="pdf", told=tuple(facts), no_offsets=UNMAPPED)


def _unwrapped(page: str) -> str:
    """The lines of a page put together to paragraphs: a line that neither ends a sentence nor is short runs on."""
    lines = [" ".join(line.replace("\ufffe", "-").split()) for line in page.replace("\x00", "").splitlines()]
    longest = max((len(line) for line in lines), default=0)
    out: list[str] = []
    open_line = False
    for line in lines:
        if not line:
            open_line = False
        elif open_line and out:
            joined = out[-1].endswith("-") and line[:1].islower()
            out[-1] = out[-1][:-1] + line if joined else f"{out[-1]} {line}"
        else:
            out.append(line)
        if line:
            open_line = len(line) > 0.7 * longest or not (_END.search(line) or len(line) < 0.5 * longest)
            open_line = open_line and not (_END.search(line) and len(line) < 0.85 * longest)
    return "\n\n".join(out)


def _docx(raw: Raw) -> Iterator[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw.raw)) as archive:
            size = sum(min(one.file_size, 1 << 40) for one in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield problem(raw.where, "unreadable", "it is damaged or no Word document", _SAVE)
        return
    if size > _MOST_UNPACKED:
        yield problem(raw.where, "unreadable", f"it unpacks to {size // 1_000_000} MB", _SAVE)
        return
    yield from _docx_text(raw)


def _docx_text(raw: Raw) -> Iterator[Part]:
    import docx
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(raw.raw))
        properties = document.core_properties
        title, author, language = properties.title, properties.author, properties.language
        lines = [" ".join(one.text.split()) for one in document.paragraphs]
        for table in document.tables:
            lines += [" ".join(cell.text.split()) for row in table.rows for cell in row.cells]
    # The library raises whatever a broken part trips, from KeyError to its own.
    except (
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        IndexError,
        OSError,
        zipfile.BadZipFile,
        etree.LxmlError,
    ):
        yield problem(raw.where, "unreadable", "it is damaged or no Word document", _SAVE)
        return
    text = "\n\n".join(line for line in lines if line)
    if not text:
        yield problem(raw.where, "empty", "there is no text in it", "leave it out")
        return
    facts: tuple[Told, ...] = (
        *told("title", title, "docx title"),
        *told("byline", author, "docx creator"),
        *told("language", language, "docx language"),
    )
    yield Document(
        raw=raw, text=with_title(title or None, text), format="docx", told=facts, no_offsets=UNMAPPED
    )


READERS: dict[str, Callable[[Raw], Iterator[Part]]] = {"pdf": _pdf, "docx": _docx}
