"""Every format: a small file made by hand in, the same article and what is told about it out."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.fetch.align import original_span
from dateline.fetch.files import FetchOptions, Reading, read_all
from dateline.fetch.formats import format_of
from dateline.fetch.walk import OUTPUTS
from dateline.model import Original, Problem
from tests.fetch import making
from tests.fetch.making import TEXT, TITLE, URL, WHEN

DAY = dt.date(2023, 12, 19)
PAGE = making.page().encode()
OPTIONS = FetchOptions(tell_language=False)


def reading(folder: Path, name: str, content: str | bytes, options: FetchOptions = OPTIONS) -> Reading:
    (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return read_all([folder / name], options)


def kinds(read: Reading) -> list[str]:
    return sorted(problem.kind for problem in read.problems)


def told(read: Reading, name: str) -> list[tuple[str, str]]:
    return [(fact.value, fact.by) for fact in read.originals[0].told if fact.field == name]


def faithful(original: Original, text: str, raw: bytes) -> int:
    """Checks that each group of offsets holds its words; returns how many characters are found."""
    found = 0
    for number in range(0, len(original.offsets), 4):
        start, end, first, last = original.offsets[number : number + 4]
        held = raw[first:last].decode(original.encoding or "utf-8")
        assert held == text[start:end] or len(held) != end - start
        assert len(held) == end - start or held[0] in '&\\"'
        found += end - start
    return found


FORMATS: list[tuple[str, str | bytes]] = [
    ("a.html", PAGE),
    ("a.HTM", PAGE),
    ("a.txt", PAGE),
    ("a.mhtml", making.MHTML),
    ("a.xml", making.RSS),
    ("a.atom", making.ATOM),
    ("a.json", making.JSON_FEED),
    ("b.json", json.dumps(making.NINJS)),
    ("c.json", json.dumps([making.NINJS])),
    ("d.xml", making.NEWSML),
    ("a.warc.gz", making.warc()),
    ("a.warc", making.warc(packed=False)),
    ("a.wacz", making.zipped({"archive/data.warc.gz": making.warc(), "pages/pages.jsonl": b"{}"})),
    ("a.zip", making.zipped({"in/p.html": PAGE})),
    ("a.tar.gz", making.tarred({"in/p.html": PAGE})),
    ("a.html.gz", gzip.compress(PAGE)),
    ("a.zip", making.zipped({"b.zip": making.zipped({"c.html.gz": gzip.compress(PAGE)})})),
]


@pytest.mark.parametrize(("name", "content"), FORMATS, ids=[f"{one[0]}-{i}" for i, one in enumerate(FORMATS)])
def test_the_same_article_comes_out_of_every_format(tmp_path: Path, name: str, content: str | bytes) -> None:
    read = reading(tmp_path, name, content)
    report = next(one for one in read.reports if one.text == TEXT)
    original = read.originals[read.reports.index(report)]
    assert (report.title, report.outlet, report.published) == (TITLE, "Northern Courier", DAY)
    assert report.published_from == "page"
    assert original.report == report.report
    assert original.digest == report.digest
    assert WHEN in {fact.value for fact in original.told} or "Tue, 19 Dec 2023 21:40:00 +0200" in {
        fact.value for fact in original.told
    }
    assert not {"date", "outlet", "metadata"} & set(kinds(read)) - {"date", "outlet"}


def test_a_page_tells_where_each_value_comes_from(tmp_path: Path) -> None:
    read = reading(
        tmp_path, "kupiansk.html", making.page('<meta property="og:site_name" content="Northern Courier">')
    )
    (report,) = read.reports
    assert (report.report, report.url, report.digest) == ("kupiansk", URL, read.originals[0].digest)
    assert told(read, "outlet") == [
        ("Northern Courier", "JSON-LD NewsArticle publisher"),
        ("Northern Courier", "meta og:site_name"),
    ]
    assert [fact.by for fact in read.originals[0].told if fact.used and fact.field == "outlet"] == [
        "JSON-LD NewsArticle publisher"
    ]
    assert told(read, "published") == [(WHEN, "JSON-LD NewsArticle datePublished")]
    assert told(read, "byline")[0] == ("Olha Marchenko", "JSON-LD NewsArticle author")
    assert told(read, "dateline") == [("KHARKIV, Dec 19", "first paragraph")]
    assert told(read, "credit") == [("Meridian Press", "first paragraph")]
    assert read.problems == ()


def test_offsets_of_a_page_lead_to_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    read = reading(tmp_path, "a.html", PAGE)
    (report,), (original,) = read.reports, read.originals
    assert faithful(original, report.text, PAGE) > 0.95 * len(report.text)
    start = report.text.index("killed when Russian forces")
    span = original_span(original.offsets, start, start + 26, PAGE, "utf-8")
    assert span is not None
    assert PAGE[slice(*span)] == b"killed when <a href='/russia'>Russian forces"
    start = report.text.index("“They")
    span = original_span(original.offsets, start, start + 5, PAGE, "utf-8")
    assert span is not None
    assert PAGE[slice(*span)] == b"&ldquo;They"


@pytest.mark.parametrize(
    ("name", "content", "least"),
    [
        ("a.xml", making.RSS.encode(), 0.95),
        ("a.atom", making.ATOM.encode(), 0.9),
        ("a.json", making.JSON_FEED.encode(), 0.9),
        ("b.json", json.dumps(making.NEWS_PLEASE).encode(), 0.95),
        ("c.json", json.dumps([making.NEWS_PLEASE], ensure_ascii=False).encode(), 0.95),
        ("d.jsonl", json.dumps(making.NEWS_PLEASE).encode() + b"\n", 0.95),
        ("e.xml", making.NEWSML.encode(), 0.95),
        ("f.csv", making.CSV.encode(), 0.95),
        ("g.eml", making.EML.encode(), 0.75),
        ("h.txt", ("---\r\noutlet: A\r\n---\r\n" + TEXT.replace("\n", "\r\n")).encode(), 0.95),
        ("i.txt", TEXT.encode("utf-16"), 1.0),
        ("j.txt", b"\xef\xbb\xbf" + TEXT.encode(), 1.0),
        ("k.html", making.page(charset="windows-1252").encode("cp1252"), 0.95),
    ],
)
def test_offsets_where_the_format_has_them(tmp_path: Path, name: str, content: bytes, least: float) -> None:
    read = reading(tmp_path, name, content)
    for report, original in zip(read.reports, read.originals, strict=True):
        raw = content if original.start is None else content[original.start : original.end]
        assert original.size == len(raw)
        assert original.no_offsets is None
        assert faithful(original, report.text, raw) >= least * len(report.text)


@pytest.mark.parametrize("name", ["a.mhtml", "a.docx", "a.pdf"])
def test_formats_without_offsets_say_so(tmp_path: Path, name: str) -> None:
    line = "Four people were killed in Kupiansk on Tuesday, the governor said."
    contents = {"a.mhtml": making.MHTML.encode(), "a.docx": making.docx(), "a.pdf": making.pdf((line,))}
    read = reading(tmp_path, name, contents[name])
    assert len(read.reports) == 1
    assert read.originals[0].offsets == ()
    assert read.originals[0].no_offsets


def test_a_word_document_is_read(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.docx", making.docx())
    assert read.reports[0].text == TEXT
    assert told(read, "byline") == [("Olha Marchenko", "docx creator")]


def test_a_pdf_is_read_and_its_lines_put_together(tmp_path: Path) -> None:
    lines = (
        "Four people were killed in Kupiansk on Tuesday when Russian forces shelled the town, it",
        "was said by the governor. Three were wounded.",
        "",
        "A school was damaged.",
    )
    read = reading(tmp_path, "a.pdf", making.pdf(lines))
    assert read.reports[0].text == f"{lines[0]} {lines[1]}\n\n{lines[3]}"
    assert read.reports[0].published is None
    assert told(read, "file_made") == [("2023-12-20", "PDF CreationDate")]
    assert kinds(read) == ["date", "outlet"]


def test_news_please_and_plain_records(tmp_path: Path) -> None:
    plain = {
        "title": "T",
        "text": "Troops left the town.",
        "date": "2023-12-20",
        "url": "https://a.example/troops",
    }
    lines = "\n".join(json.dumps(one) for one in (making.NEWS_PLEASE, {"x": 1}, plain)) + "\nbroken\n"
    read = reading(tmp_path, "a.jsonl", lines)
    assert [(one.report, one.outlet, one.published) for one in read.reports] == [
        ("kupiansk-shelling", "courier.example", DAY),
        ("troops", None, dt.date(2023, 12, 20)),
    ]
    assert read.reports[0].text == TEXT
    assert read.reports[1].text == "T\n\nTroops left the town."
    assert read.originals[0].retrieved == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert [(one.where, one.kind) for one in read.problems] == [
        ("a.jsonl", "unsupported"),
        ("a.jsonl#3", "outlet"),
        ("a.jsonl#4", "unreadable"),
    ]


def test_a_credit_line_says_whose_text_it_is(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.xml", making.NEWSML)
    assert read.reports[0].syndicated_from == "Meridian Press"
    withdrawn = making.NEWSML.replace("stat:usable", "stat:canceled")
    assert kinds(reading(tmp_path, "b.xml", withdrawn)) == ["withdrawn"]


def test_a_feed_tells_summaries_and_names_entries(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.xml", making.RSS)
    assert [one.report for one in read.reports] == ["bridge-reopens", "kupiansk-shelling"]
    assert [one.path for one in read.reports] == ["a.xml#2", "a.xml#1"]
    assert [(one.where, one.kind) for one in read.problems] == [("a.xml", "summary")]
    with pytest.raises(UsageError, match="list of feeds"):
        reading(tmp_path, "a.opml", '<opml version="2.0"><body/></opml>')


def test_a_web_archive_tells_when_and_where_a_page_was_retrieved(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.warc.gz", making.warc())
    (original,) = read.originals
    assert (original.url, original.retrieved_by) == (URL, "WARC-Date")
    assert original.retrieved == dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    assert original.container is not None
    assert read.reports[0].report == "kupiansk-shelling"
    (passed,) = read.problems
    assert passed.kind == "passed_over"
    assert "1 image/png" in passed.problem
    assert "status 404" in passed.problem


def test_mail_gives_its_text_and_its_attachments(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.eml", making.EML)
    (report,) = read.reports
    assert report.text.split("\n\n") == [
        TITLE,
        (
            "Four people were killed when Russian forces shelled the town of Kupiansk on Tuesday "
            "morning, the governor’s office said. Nobody has taken responsibility."
        ),
        "A school was damaged.",
    ]
    assert (report.published, report.outlet) == (DAY, None)
    import email.message

    message = email.message.EmailMessage()
    message["Subject"] = "Two pages"
    message["Date"] = "Tue, 19 Dec 2023 21:40:00 +0200"
    message.set_content("See the page.")
    message.add_attachment(PAGE, maintype="text", subtype="html", filename="../../page.html")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="a.png")
    read = reading(tmp_path, "b.eml", message.as_bytes())
    assert [(one.report, one.path) for one in read.reports] == [("b", "b.eml"), ("page", "b.eml/page.html")]
    assert "unsupported" in kinds(read)


def test_a_table_is_read_a_row_at_a_time(tmp_path: Path) -> None:
    read = reading(tmp_path, "a.csv", making.CSV)
    assert [(one.report, one.path) for one in read.reports] == [
        ("9", "a.csv#3"),
        ("kupiansk-shelling", "a.csv#1"),
    ]
    assert read.reports[1].text.endswith('\nHe called it "a crime".')
    first = read.originals[1]
    held = making.CSV.encode()[first.start : first.end]
    assert held.startswith(b'7,"Shelling') and held.endswith(URL.encode())
    assert kinds(read) == ["empty"]


def test_a_manifest_outweighs_a_page_and_counts_for_parts(tmp_path: Path) -> None:
    rows = [
        {"report": "a", "outlet": "Post", "published": "2023-12-25"},
        {"report": "feed", "outlet": "Gazette"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps(rows))
    (tmp_path / "feed.xml").write_text(making.RSS)
    (tmp_path / "a.html").write_bytes(PAGE)
    read = read_all([tmp_path], OPTIONS)
    assert {(one.report, one.outlet, one.published_from) for one in read.reports} == {
        ("a", "Post", "manifest"),
        ("kupiansk-shelling", "Gazette", "page"),
        ("bridge-reopens", "Gazette", "page"),
    }
    assert "manifest" not in kinds(read)


def test_conflicts_are_problems_and_no_guesses(tmp_path: Path) -> None:
    head = (
        '<meta property="article:published_time" content="2023-12-21T10:00:00Z">'
        '<meta property="og:site_name" content="Daily Lantern">'
        '<link rel="canonical" href="https://other.example/elsewhere">'
    )
    read = reading(tmp_path, "a.html", making.page(head), FetchOptions(published=DAY, tell_language=False))
    (report,) = read.reports
    assert (report.outlet, report.published, report.url) == (None, None, None)
    said = [one.problem for one in read.problems if one.kind == "metadata"]
    assert len(said) == 3
    assert any("2023-12-19T21:40" in one and "2023-12-21T10:00" in one for one in said)


def test_a_page_without_an_article_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    (tmp_path / "index.html").write_text("<html><body><nav><a href='/'>Home</a></nav></body></html>")
    read = read_all([tmp_path], OPTIONS)
    assert len(read.reports) == 1
    assert "empty" in kinds(read)


def test_json_ld_gives_the_text_where_the_page_has_none(tmp_path: Path) -> None:
    linked = {**making.LINKED, "articleBody": making.PARAGRAPHS}
    read = reading(tmp_path, "a.html", making.page(body="<div id=app></div>", linked={"@graph": [linked]}))
    assert read.reports[0].text == TEXT


def test_standard_input_is_read_by_what_it_looks_like() -> None:
    for content, form in (
        (PAGE, "html"),
        (json.dumps(making.NEWS_PLEASE).encode(), "news-please"),
        (making.RSS.encode(), "feed"),
        (TEXT.encode(), "txt"),
        (making.zipped({"a.html": PAGE}), "html"),
        (making.warc(), "html"),
        (making.warc(packed=False), "html"),
        (making.docx(), "docx"),
    ):
        read = read_all([Path("-")], FetchOptions(tell_language=False, standard_input=io.BytesIO(content)))
        assert {one.format for one in read.originals} == {form}
        assert TEXT in {one.text for one in read.reports}
    with pytest.raises(UsageError, match="standard input"):
        read_all([Path("-")], OPTIONS)


def test_the_vault_holds_the_bytes_of_every_original(tmp_path: Path) -> None:
    import hashlib
    import zlib

    read = reading(tmp_path, "a.zip", making.zipped({"p.html": PAGE, "b.txt": TEXT.encode()}))
    for original in read.originals:
        held = zlib.decompress(read.vault.packed(original.digest))
        assert hashlib.sha256(held).hexdigest() == original.digest
        assert len(held) == original.size
    with pytest.raises(KeyError):
        read.vault.packed("0" * 64)


def test_articles_whose_places_cannot_be_told_keep_the_whole_file(tmp_path: Path) -> None:
    plain = [{"title": f"T {n}", "text": TEXT} for n in range(2)]
    content = json.dumps(plain).encode().replace(b"town", b"t\x81\xffwn")
    read = reading(tmp_path, "a.json", content)
    assert len(read.reports) == 2
    for original in read.originals:
        assert (original.size, original.start, original.offsets) == (len(content), None, ())
        assert original.no_offsets


def test_members_of_an_archive_on_standard_input_name_it(tmp_path: Path) -> None:
    import hashlib

    for packed in (making.zipped({"p.html": PAGE}), making.tarred({"p.html": PAGE})):
        read = read_all([Path("-")], FetchOptions(tell_language=False, standard_input=io.BytesIO(packed)))
        (original,) = read.originals
        assert original.container == hashlib.sha256(packed).hexdigest()
        assert original.digest == hashlib.sha256(PAGE).hexdigest()


def test_outputs_of_an_earlier_run_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(TEXT)
    for name in OUTPUTS:
        (tmp_path / name).write_bytes(PAGE)
    read = read_all([tmp_path], OPTIONS)
    assert [one.report for one in read.reports] == ["good"]
    assert kinds(read) == ["date", "outlet"]
    (tmp_path / "claims.jsonl").unlink()
    assert "brief" in {one.report for one in read_all([tmp_path], OPTIONS).reports}


def test_formats_are_told_by_name_then_bytes() -> None:
    assert format_of("a.tar.gz") == "tar"
    assert format_of("a.warc.gz") == "warc"
    assert format_of("a.html", b"%PDF-1.7") == "pdf"
    assert format_of("a.txt", b" <!DOCTYPE html>") == "html"
    assert format_of("a.md") is None
    assert format_of("a", b'{"a": 1}\n{"a": 2}', sniff=True) == "jsonl"
    assert format_of("a", b"Troops left.", sniff=True) == "txt"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    for name, content in FORMATS[:10]:
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    first, second = read_all([tmp_path], OPTIONS), read_all([tmp_path], OPTIONS)
    assert first.reports == second.reports
    assert first.originals == second.originals
    problems: tuple[Problem, ...] = first.problems
    assert problems == second.problems
