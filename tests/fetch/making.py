"""Small files of every format, made in the tests themselves: the same article, told in each format's way."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile

TITLE = "Shelling kills four in Kupiansk & villages"
FIRST = (
    "KHARKIV, Dec 19 (Meridian Press) – Four people were killed when Russian forces shelled the town of Kupiansk "
    "on Tuesday morning, the governor said."
)
SECOND = (
    "“They fired for two hours,” Oleh Syniehubov wrote on Telegram. Two more villages were hit too, and a school was "
    "damaged in Lyptsi, the regional prosecutor’s office said."
)
WHEN = "2023-12-19T21:40:00+02:00"
URL = "https://courier.example/world/kupiansk-shelling"
PARAGRAPHS = f"{FIRST}\n\n{SECOND}"
TEXT = f"{TITLE}\n\n{PARAGRAPHS}"

BODY = (
    "<p>KHARKIV, Dec 19 (Meridian Press) &#8211; Four people were killed when <a href='/russia'>Russian forces</a> "
    "shelled the town of\nKupiansk on Tuesday morning, the <b>governor</b> said.</p>\n"
    "<p>&ldquo;They fired for two hours,&rdquo; Oleh Syniehubov wrote on Telegram. Two more villages were hit too, "
    "and a school was damaged in Lyptsi, the regional prosecutor&rsquo;s office said.</p>"
)

LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": WHEN,
    "author": [{"@type": "Person", "name": "Olha Marchenko"}],
    "publisher": {"@type": "Organization", "name": "Northern Courier"},
    "inLanguage": "en",
    "url": URL,
}


def page(head: str = "", body: str = BODY, *, linked: object = LINKED, charset: str = "utf-8") -> str:
    """A web page as an outlet would serve it, with its furniture around the article."""
    data = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked is not None else ""
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="{charset}">'
        f"<title>Shelling kills four in Kupiansk &amp; villages | Northern Courier</title>{head}{data}"
        '<script>var said = "Four people were killed";</script></head><body>'
        '<nav><a href="/">Home</a><a href="/world">World</a><a href="/sport">Sport</a></nav>'
        f"<article><h1>Shelling kills four in Kupiansk &amp; villages</h1>\n{body}</article>"
        '<footer>© 2023 Northern Courier. <a href="/privacy">Privacy</a></footer></body></html>'
    )


RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Northern Courier</title><link>https://courier.example/</link><language>en</language>
<item><title>Shelling kills four in Kupiansk &amp; villages</title><link>{URL}</link>
<pubDate>Tue, 19 Dec 2023 21:40:00 +0200</pubDate><guid>{URL}</guid>
<content:encoded><![CDATA[{BODY}]]></content:encoded></item>
<item><title>Bridge reopens</title><link>https://courier.example/world/bridge-reopens</link>
<pubDate>Wed, 20 Dec 2023 08:00:00 GMT</pubDate>
<description>A bridge over the river was opened again on Wednesday, the army said.</description></item>
</channel></rss>
"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Northern Courier</title><id>urn:x</id><updated>{WHEN}</updated>
<entry><title>Shelling kills four in Kupiansk &amp; villages</title><link href="{URL}"/><id>urn:x:1</id>
<published>{WHEN}</published><updated>2023-12-20T08:00:00+02:00</updated><author><name>Olha Marchenko</name></author>
<content type="html">{BODY.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}</content></entry></feed>
"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Northern Courier",
        "items": [{"id": "1", "url": URL, "title": TITLE, "content_html": BODY, "date_published": WHEN}],
    }
)

NEWS_PLEASE = {
    "title": TITLE,
    "maintext": PARAGRAPHS,
    "date_publish": "2023-12-19 21:40:00",
    "date_download": "2024-01-02T03:04:05+00:00",
    "source_domain": "courier.example",
    "url": URL,
    "authors": ["Olha Marchenko"],
    "language": "en",
}

NINJS = {
    "uri": "urn:newsml:courier.example:1",
    "type": "text",
    "pubstatus": "usable",
    "versioncreated": WHEN,
    "language": "en",
    "headlines": [{"role": "main", "value": TITLE}],
    "bodies": [{"role": "main", "contenttype": "text/html", "value": BODY}],
    "by": "Olha Marchenko",
    "infosources": [{"name": "Meridian Press"}],
    "provider": {"name": "Northern Courier"},
}

NEWSML = f"""<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:courier.example:1" version="1"><itemMeta>
<provider><name>Northern Courier</name></provider><versionCreated>{WHEN}</versionCreated>
<pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><headline>Shelling kills four in Kupiansk &amp; villages</headline><by>Olha Marchenko</by>
<creditline>Meridian Press</creditline><language tag="en"/></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>{FIRST}</p><p>{SECOND}</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>
"""

EML = (
    "From: Press Office <press@governor.example>\r\nTo: desk@courier.example\r\n"
    "Subject: Fwd: Shelling kills four in Kupiansk & villages\r\nDate: Tue, 19 Dec 2023 21:40:00 +0200\r\n"
    "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Four people were killed when Russian forces shelled the town of Kupiansk\r\n"
    "on Tuesday morning, the governor’s office said. Nobody has taken\r\nresponsibility.\r\n"
    "\r\nA school was damaged.\r\n"
)

MHTML = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: " + URL + "\r\nSubject: Shelling\r\n"
    "Date: Wed, 20 Dec 2023 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related; type="text/html"; boundary="----B"\r\n\r\n'
    "------B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
    "Content-Location: "
    + URL
    + "\r\n\r\n"
    + page()
    + "\r\n------B\r\nContent-Type: image/png\r\n\r\nxx\r\n------B--\r\n"
)

CSV = (
    "id,title,text,date,outlet,url\r\n"
    f'7,"{TITLE}","{FIRST}\nHe called it ""a crime"".",2023-12-19,Northern Courier,{URL}\r\n'
    "8,Empty,,2023-12-19,Northern Courier,\r\n"
    "9,Bridge,The army said the bridge was open.,2023-12-20,Northern Courier,https://courier.example/9\r\n"
)


def warc(*, packed: bool = True, status: str = "200 OK", body: bytes | None = None) -> bytes:
    """A web archive of one page, a picture, and a page that was not found."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    told = {"WARC-Date": "2024-01-02T03:04:05Z"}
    for address, answer, media, held in (
        (URL, status, "text/html; charset=utf-8", page().encode() if body is None else body),
        ("https://courier.example/a.png", "200 OK", "image/png", b"x"),
        ("https://courier.example/gone", "404 Not Found", "text/html", b"x"),
    ):
        headers = StatusAndHeaders(answer, [("Content-Type", media)], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(held), http_headers=headers, warc_headers_dict=dict(told)
        )
        writer.write_record(record)
    return out.getvalue()


def zipped(members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, held in members.items():
            archive.writestr(zipfile.ZipInfo(name), held, compress_type=method)
    return out.getvalue()


def tarred(members: dict[str, bytes], *, links: dict[str, str] | None = None) -> bytes:
    """A gzipped tar archive of these members and symbolic links."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        for name, held in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(held)
            archive.addfile(info, io.BytesIO(held))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


def docx(title: str = TITLE) -> bytes:
    """A Word document."""
    import docx as library

    out = io.BytesIO()
    document = library.Document()
    document.core_properties.title = title
    document.core_properties.author = "Olha Marchenko"
    for line in PARAGRAPHS.split("\n\n"):
        document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


def pdf(lines: tuple[str, ...]) -> bytes:
    """A PDF document of one page with these lines in a text layer."""
    shown = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 11 Tf 14 TL 50 780 Td {shown}ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (Situation report) /CreationDate (D:20231220080000) >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    count = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    return out + b"trailer << /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
