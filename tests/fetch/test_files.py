from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import socket
from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.fetch.files import FetchOptions, read_paths
from dateline.fetch.walk import printable
from dateline.model import Problem, Report

TEXT = "Troops left the town on Thursday, the ministry said.\n"
DAY = dt.date(2024, 12, 5)
FAST = FetchOptions(published=DAY, tell_language=False)


def write(folder: Path, name: str, content: str | bytes = TEXT) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(*paths: Path, options: FetchOptions = FAST) -> tuple[tuple[Report, ...], list[Problem]]:
    reports, problems = read_paths(paths, options)
    return reports, [problem for problem in problems if problem.kind != "outlet"]


def kinds(problems: list[Problem]) -> list[str]:
    return [problem.kind for problem in problems]


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = write(tmp_path, "hama.txt")
    (report,), problems = read_paths([path], FetchOptions(tell_language=False))
    assert report == Report(
        report="hama", text=TEXT, digest=hashlib.sha256(TEXT.encode()).hexdigest(), path="hama.txt"
    )
    assert [problem.kind for problem in problems] == ["date", "outlet"]
    assert all(problem.remedy and problem.where == "hama.txt" for problem in problems)


def test_a_folder_is_read_below_and_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/y.TXT", ".hidden.txt", ".git/x.txt", "README.md", "LICENSE"):
        write(tmp_path / "in", name)
    reports, problems = read(tmp_path / "in")
    assert [(one.report, one.path) for one in reports] == [
        ("b", "in/b.txt"),
        ("y", "in/a/y.TXT"),
        ("z", "in/a/z.txt"),
    ]
    assert problems == []


def test_manifest_then_front_matter_then_option(tmp_path: Path) -> None:
    rows = [
        {"report": "a", "outlet": "Courier", "published": "2024-12-01"},
        {"report": "sub/c", "outlet": "Post"},
    ]
    write(tmp_path, "manifest.json", json.dumps(rows))
    front = "---\noutlet: Other\npublished: 2024-12-02\n---\n" + TEXT
    for name in ("a.txt", "b.txt", "sub/c.txt", "d.txt"):
        write(tmp_path, name, TEXT if name == "d.txt" else front)
    reports, problems = read(tmp_path)
    told = [(one.outlet, one.published, one.published_from) for one in reports]
    assert told == [
        ("Courier", dt.date(2024, 12, 1), "manifest"),
        ("Other", dt.date(2024, 12, 2), "text"),
        ("Post", dt.date(2024, 12, 2), "text"),
        (None, DAY, "option"),
    ]
    assert {one.text for one in reports} == {TEXT}
    assert problems == []


def test_a_manifest_counts_for_single_files_too(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write(tmp_path / folder, "manifest.csv", f"report,outlet\na,{folder}\nb,x\n")
        write(tmp_path / folder, "a.txt", folder)
    reports, problems = read(tmp_path / "one" / "a.txt", tmp_path / "two" / "a.txt")
    assert sorted(str(one.outlet) for one in reports) == ["one", "two"]
    assert problems == []


def test_an_unreadable_date_is_not_replaced_by_the_option(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "---\npublished: 05/12/2024\n---\n" + TEXT)
    (report,), problems = read(tmp_path)
    assert report.published is None
    assert kinds(problems) == ["date"]
    assert "05/12/2024" in problems[0].problem


def test_misspelt_and_double_manifests_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "manifest.json", '[{"report": "b"}]')
    write(tmp_path, "manifest.csv", "report\na\n")
    _, problems = read(tmp_path)
    assert kinds(problems) == ["manifest", "manifest"]
    assert "'b'" in problems[1].problem


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("x.txt", "", "empty"),
        ("x.txt", " \n\t\n", "empty"),
        ("x.txt", "---\noutlet: a\n---\n", "empty"),
        ("x.txt", b"a\x00b", "binary"),
        ("x.txt", b"%PDF-1.4", "binary"),
        ("x.txt", "Войска".encode("cp1251"), "encoding"),
        ("x.txt", "  <?xml version='1.0'?><p>Troops left.</p>", "unsupported"),
        ("x.json", "{}", "unsupported"),
        ("x.jsonl", "{}", "unsupported"),
        ("x.html", "<p>", "empty"),
        ("x.docx", "PK", "unreadable"),
        ("x.warc.gz", "x", "unreadable"),
        ("x.odt", "PK", "unsupported"),
        ("x.md", "words", "unsupported"),
        ("x", "words", "unsupported"),
        ("x.txt", "a" * 1001, "unreadable"),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, name: str, content: str | bytes, kind: str) -> None:
    write(tmp_path, "good.txt")
    write(tmp_path, name, content)
    options = FetchOptions(published=DAY, tell_language=False, max_bytes=1000)
    reports, problems = read(tmp_path, options=options)
    assert [one.report for one in reports] == ["good"]
    assert kinds(problems) == [kind]
    assert problems[0].where == f"{tmp_path.name}/{name}"
    assert problems[0].problem
    assert problems[0].remedy


def test_windows_text_is_read_with_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "The café was hit.".encode("cp1252"))
    (report,), problems = read(tmp_path)
    assert report.text == "The café was hit."
    assert kinds(problems) == ["encoding"]


def test_a_report_in_another_language_is_kept_and_its_language_told(tmp_path: Path) -> None:
    german = "Regierungstruppen zogen sich am Donnerstag aus der Stadt zurück, teilte das Ministerium mit. "
    write(tmp_path, "a.txt", german * 5)
    (report,), problems = read(tmp_path, options=FetchOptions(published=DAY))
    assert report.language == "de"
    assert not problems


def test_links_are_followed_once(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in" / "self").symlink_to(tmp_path / "in" / "self")
    (tmp_path / "in" / "again.txt").symlink_to(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    reports, problems = read(tmp_path / "in", tmp_path / "in" / "a.txt")
    assert len(reports) == 1
    assert kinds(problems) == ["unreadable", "unreadable"]


def test_devices_pipes_and_sockets_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("plug.txt")
        reports, problems = read(tmp_path)
    assert len(reports) == 1
    assert kinds(problems) == ["unreadable", "unreadable"]
    with pytest.raises(UsageError, match="device"):
        read(Path("/dev/zero"))


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser can read everything")
def test_forbidden_files_are_told(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt").chmod(0)
    _, problems = read(tmp_path)
    assert kinds(problems) == ["unreadable"]


def test_odd_names_are_made_printable(tmp_path: Path) -> None:
    write(tmp_path, "two\nlines.txt", "1")
    (tmp_path / os.fsdecode(b"not-utf8-\xff.txt")).write_text("2")
    reports, _ = read(tmp_path)
    assert [one.report for one in reports] == ["not-utf8-?", "two?lines"]
    assert printable("a\tb\x1b[31m") == "a?b?[31m"


def test_reports_of_one_name_stay_apart_and_stable(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "first")
    write(tmp_path, "b/x.txt", "second")
    before, _ = read(tmp_path)
    second = hashlib.sha256(b"second").hexdigest()[:8]
    assert [one.report for one in before] == ["x", f"x-{second}"]
    write(tmp_path, "c/x.txt", "second")
    after, _ = read(tmp_path)
    assert [one.report for one in after] == ["x", f"x-{second}", f"x-{second}-2"]
    assert after[:2] == before


def test_the_order_of_paths_does_not_matter(tmp_path: Path) -> None:
    paths = [write(tmp_path / folder, "x.txt", folder) for folder in ("b", "a", "c")]
    assert read(*paths) == read(*reversed(paths))


def test_nothing_to_read_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no file of a kind"):
        read(tmp_path)
    write(tmp_path, "page.html", "<p>")
    with pytest.raises(UsageError, match="no article"):
        read(tmp_path)
    with pytest.raises(UsageError, match="no such file"):
        read(tmp_path / "nowhere")
    with pytest.raises(UsageError, match="No path"):
        read()
    with pytest.raises(UsageError):
        read(Path("with\x00nul"))


def test_a_glob_of_a_folder_reads_like_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "in/a.txt")
    write(tmp_path, "in/manifest.json", '[{"report": "a", "outlet": "Courier"}]')
    write(tmp_path, "in/README.md")
    reports, problems = read(*sorted((tmp_path / "in").iterdir()))
    assert [one.outlet for one in reports] == ["Courier"]
    assert problems == []


def test_what_is_left_out_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    write(tmp_path, "out/brief.html")
    write(tmp_path, "out/old.txt")
    write(tmp_path, "monitor.sqlite", b"\x00")
    leave_out = (tmp_path / "out", tmp_path / "monitor.sqlite", tmp_path / "not there")
    options = FetchOptions(published=DAY, tell_language=False, leave_out=leave_out)
    reports, problems = read(tmp_path, options=options)
    assert [one.report for one in reports] == ["a"]
    assert problems == []
    named, _ = read(tmp_path, tmp_path / "out" / "old.txt", options=options)
    assert [one.report for one in named] == ["a", "old"]
