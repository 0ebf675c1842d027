"""Nothing in a report is run, obeyed or sent: pages, tables, terminals, archives, the network."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dateline.coding import Loaded
from dateline.fetch.files import FetchOptions, read_all
from dateline.fetch.html import HARD_MARKS
from dateline.pipeline import RunOptions, run
from dateline.publish import publish
from tests.conftest import EXAMPLES, ROOT, silent
from tests.fetch import making
from tests.publish import build
from tests.publish.test_page import Page, attacked, page, poisoned

pytestmark = pytest.mark.system

ATTACKS = (
    "<script>alert(1)</script>",
    "</script><script>alert(1)//",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=JaVaScRiPt:alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href='javascript:alert(1)'>x</a>",
    '" onmouseover="alert(1)" x="',
    "' onfocus='alert(1)' autofocus='",
    "x` onclick=`alert(1)",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script><![CDATA[",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content='0;url=//example.org'>",
    "<form action=//example.org><button>x",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<object data=//example.org/x><embed src=//example.org/x>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#x3c;script&#x3e;alert(1)",
    "\x00<scr\x00ipt>alert(1)",
    "\u202e\u2066evil\u2069\u202d",
    "url(javascript:alert(1)) expression(alert(1)) @import '//example.org/x.css'; } body{display:none}",
    "\u2028alert(1)\u2029",
    "<plaintext>",
    "<![if IE]><script>alert(1)</script><![endif]>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
)
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    "\u202e=1+1",
    "＝1+1",
    "－1+1",
    '"=1+1',
    "'=1+1",
    "x;=1+1",
    'x;"=HYPERLINK(""http://example.org"")',
    "x ; +1+1",
)
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal or a line of text would obey."""


@pytest.fixture(scope="module")
def harmless() -> set[tuple[str, str]]:
    """Every element with every attribute of pages that no attack is in; labels of the map differ by their length."""
    pages = [page(attacked("x" * length, "https://example.org/")) for length in (1, 40, 90)]
    return {(tag, name) for one in pages for tag, attrs in one.tags for name in ("", *attrs)}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_field_adds_no_element_to_the_page(
    attack: str, harmless: set[tuple[str, str]]
) -> None:
    data = publish(attacked(attack, "https://example.org/"), build.tables())["brief.html"]
    found = Page(data)
    assert {(tag, name) for tag, attrs in found.tags for name in ("", *attrs)} <= harmless
    single = ("html", "head", "body", "style", "script", "main")
    once = [tag for tag, _ in found.tags if tag in single]
    assert sorted(once) == sorted(single)
    for tag, attrs in found.tags:
        assert tag != "a" or (attrs.get("href") or "").startswith(("#", "https://", "http://"))
        assert not (attrs.get("href") or "").startswith("http") or "noopener" in (attrs.get("rel") or "")
    assert not ACTING.search(data.decode())


@pytest.mark.parametrize(
    "url",
    [
        "javascript:",
        "data:text/html,",
        "vbscript:",
        "file:///",
        "\x01javascript:",
        "JAVASCRIPT:",
        "//",
        "ftp://",
    ],
)
def test_only_addresses_on_the_web_are_links(url: str) -> None:
    found = page(attacked("x", url))
    links = [attrs["href"] or "" for tag, attrs in found.tags if tag == "a"]
    assert all(link.startswith("#") for link in links)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_every_field_is_no_markup_in_mail(attack: str) -> None:
    data = publish(attacked(attack), build.tables())["brief.md"].decode()
    assert not re.search(r"(?<!\\)<\s*[a-zA-Z/!]", data)
    assert not ACTING.search(data)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", ["events.csv", "control.csv"])
@pytest.mark.parametrize("parted", [",", ";"])
def test_no_cell_of_a_table_is_a_formula(formula: str, name: str, parted: str) -> None:
    """However a spreadsheet parts the cells, and whatever it passes over at their beginning."""
    found = build.run()
    broken = poisoned(found, formula)
    data = publish(broken, build.tables())[name].decode()
    assert "1" in data
    for row in csv.reader(io.StringIO(data), delimiter=parted):
        for one in row:
            bare = one.lstrip(' \u00a0\u200b\ufeff\ufffd"')
            number = re.fullmatch(r"-?\d+(\.\d+)?", one)
            assert number or (parted == ";" and "," in one) or not bare.startswith(tuple("=+-@＝＋－＠")), one
    assert not ACTING.search(data)


EVIL = (
    "Shelling kills 12\x1b]0;owned\x07 in Hama\n\n"
    "HAMA, Syria (Reuters) - Government jets bombed the town of Hama on Thursday, killing at least 12 civilians, "
    "the Syrian Observatory for Human Rights said.\x9b2J\n"
    "\u202eRebels captured the city\u202c of Hama\x1b[31m, commander Hassan\x08 Abdul Ghani said.\n"
    "<script>alert(1)</script> The army shelled Homs, \"=cmd|' /C calc'!A0\", the ministry said.\n"
)


@pytest.mark.long
def test_a_terminal_gets_nothing_to_obey(tmp_path: Path) -> None:
    """Every command that prints words of a report, on a report and a file name full of control sequences."""
    folder = tmp_path / "in"
    folder.mkdir()
    name = "evil\x1b[2J\n\u202etxt.txt"
    (folder / name).write_text(EVIL)
    (folder / "other\x9b31m.bin").write_bytes(b"\x00\x1b[31m")
    store = tmp_path / "m.sqlite"
    driver = (
        "import sys, json\nfrom dateline.cli import main\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    try:\n        main(command)\n    except SystemExit:\n        pass\n"
    )
    base = ["--store", str(store)]
    first = ["run", str(folder), *base, "--published", "2024-12-06", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def told(commands: list[list[str]]) -> str:
        done = subprocess.run(
            [sys.executable, "-c", driver, json.dumps(commands)],
            env=environment, capture_output=True, check=False,
        )  # fmt: skip
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done.stdout.decode() + done.stderr.decode()

    shown = told([first])
    claims = [json.loads(line) for line in (tmp_path / "out" / "claims.jsonl").read_text().splitlines()]
    assert claims
    report = claims[0]["report"]
    commands = [["explain", one["claim"], *base] for one in claims[:3]]
    commands += [["explain", claims[0]["claim"], *base, "--json"], ["custody", report, *base]]
    commands += [["custody", report, *base, "--json"], ["explain", "\x1b[31m", *base], ["check", *base]]
    commands += [["since", "0", *base], ["export", "brief.md", *base], ["run", str(tmp_path / "\x1b[31mno")]]
    shown += told(commands)
    found = ACTING.search(shown)
    assert found is None, shown[max(0, found.start() - 80) : found.end() + 80]
    assert "U+202E" in (tmp_path / "out" / "problems.jsonl").read_text()


def test_look_alike_letters_are_told_and_not_obeyed(tmp_path: Path, loaded: Loaded) -> None:
    (tmp_path / "a.txt").write_text("Rebels captured the city of Hаma on 5 December 2024, the army said.\n")
    (tmp_path / "b.txt").write_text("Rebels captured the city of Hama on 5 December 2024, the army said.\n")
    result = run(RunOptions(paths=(tmp_path,)), silent, loaded)
    told = [one for one in result.run.problems if one.kind == "letters"]
    assert len(told) == 1
    assert told[0].where.endswith("a.txt")
    assert "U+0430 CYRILLIC SMALL LETTER A" in told[0].problem
    places = {claim.report: [place.geonames for place in claim.places] for claim in result.run.claims}
    assert places["b"] and places["b"][0] is not None
    assert not any(places.get("a", ()))


def test_a_word_document_reaches_for_nothing(tmp_path: Path) -> None:
    held = making.docx()
    reaching = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(held)) as old, zipfile.ZipFile(reaching, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == "word/document.xml":
                head, _, body = data.partition(b"?>")
                doctype = b'?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
                data = head + doctype + body.replace(b"</w:t>", b"&e;</w:t>", 1)
            new.writestr(item, data)
    (tmp_path / "a.docx").write_bytes(reaching.getvalue())
    (tmp_path / "b.txt").write_text("Troops left.")
    found = read_all([tmp_path], FetchOptions(tell_language=False))
    assert not any("root:" in one.text for one in found.reports)


FORBIDDING = """
import os, sys

def watch(event, details):
    if event.startswith("socket.") or event in ("urllib.Request", "ftplib.connect", "smtplib.connect"):
        if event in ("socket.__new__", "socket.gethostname"):
            return
        if event == "socket.bind" and details[1][0] == "::1":
            return  # urllib3 looks whether this machine has IPv6, when it is imported
        os.write(2, ("NETWORK " + event + " " + repr(details) + chr(10)).encode())
        os._exit(97)

sys.addaudithook(watch)
"""


@pytest.mark.slow
def test_no_path_but_fetching_uses_the_network(tmp_path: Path) -> None:
    """Every command that is not told an address, in processes where anything a socket does ends them."""
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(FORBIDDING)
    environment = {**os.environ, "PYTHONPATH": f"{hook}:{ROOT}"}
    planted = "import socket; socket.getaddrinfo('example.org', 80)"
    tried = subprocess.run([sys.executable, "-c", planted], env=environment, capture_output=True, check=False)
    assert tried.returncode == 97, "the guard itself does not hold"
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes((EXAMPLES / "hroza-harbour.txt").read_bytes())
    for name, content in (
        ("b.html", making.page('<link rel="stylesheet" href="http://127.0.0.1:9/x.css">').encode()),
        ("hard.html", making.page(f"<p>{'words &amp; words ' * (HARD_MARKS + 1)}</p>").encode()),
        ("c.xml", making.RSS.encode()),
        ("d.warc.gz", making.warc()),
        ("e.docx", making.docx()),
    ):
        (folder / name).write_bytes(content)
    store, out = str(tmp_path / "m.sqlite"), str(tmp_path / "out")
    driver = (
        "import sys, json\nfrom dateline.cli import main\ncodes = []\n"
        "for command in json.loads(sys.argv[1]):\n"
        "    try:\n        main(command)\n    except SystemExit as end:\n        codes.append(end.code or 0)\n"
        "print('CODES', codes)\n"
    )
    commands = [
        ["run", str(folder), "--store", store, "--out", out, "--hxl"],
        ["add", str(folder), "--store", store],
        ["rebuild", "--store", store, "--out", out],
        ["check", "--store", store],
        ["export", "events.csv", "--store", store],
        ["since", "0", "--store", store],
        ["decide", "list", "--store", store],
        ["custody", "a", "--store", store],
    ]
    done = subprocess.run(
        [sys.executable, "-c", driver, json.dumps(commands)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"CODES {[0] * len(commands)}" in done.stdout, done.stdout[-2000:] + done.stderr[-2000:]
    assert "NETWORK" not in done.stderr
