"""A real Chromium before a real desk: what the tests here share; each is skipped, with the reason, where one lacks.

``CHROMIUM`` names another browser than the first of ``chromium`` and ``chromium-browser`` on the path.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT

FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Maps are drawn by the processor where there is no other.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
PATIENCE_MS = 120_000
"""A busy machine is slow; nothing here is about time."""

AXE = "axe-core@4.14.1"
AXE_SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
"""Of the package as npm packs it. Under MPL 2.0: used to test, and part of nothing that is given away."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever is here drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Heard:
    """What a browser complained of: faults of scripts, refusals of the content policy, answers of 500 and above,
    dialogs, and whatever it asked of another address than the desk's."""

    faults: list[str] = field(default_factory=list)

    def listen(self, page: Any, home: str) -> None:
        """Listens to a page from now on."""
        page.on("pageerror", lambda fault: self.faults.append(f"script: {fault}"))
        page.on("console", self._console)
        page.on("dialog", self._dialog)
        page.on("response", self._answered)
        page.on("request", lambda one: self._asked(one.url, home))

    def _dialog(self, box: Any) -> None:
        self.faults.append(f"dialog: {box.message}")
        box.dismiss()

    def _answered(self, answer: Any) -> None:
        if answer.status >= 500:
            self.faults.append(f"{answer.status}: {answer.url}")

    def _asked(self, url: str, home: str) -> None:
        if not url.startswith((f"{home}/", "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {url}")

    def _console(self, said: Any) -> None:
        # An answer of 4xx is told on the console too; the tests that want one look at it themselves.
        if said.type == "error" and "status of 4" not in said.text:
            self.faults.append(f"console: {said.text}")


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk that is running over a store of its own."""

    home: str
    store: Path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; skips where it or what drives it is not installed."""
    driver = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: 'make browser' installs it"
    )
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("there is no Chromium here: install Debian's chromium, or name one by CHROMIUM")
    with driver.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(FLAGS), timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def serve(chromium: Any) -> Callable[..., Any]:
    """Starts a desk as a person does; asks for the browser first, so that nothing is read where there is none."""
    return running


@contextmanager
def running(store: Path, *options: str) -> Iterator[Desk]:
    """The desk of the command line over a store, on a free port, until it is no longer wanted."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "dateline.cli", "desk", "--store", str(store), "--port", str(port)]
    command += options
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        try:
            _await(process, f"{home}/static/icon.svg", said)
            yield Desk(home=home, store=store)
        finally:
            process.terminate()
            process.wait(timeout=60)


def _await(process: subprocess.Popen[bytes], address: str, said: Any) -> None:
    until = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    said.seek(0)
    pytest.fail(f"the desk did not start: {said.read().decode()}")


@pytest.fixture
def desk_of_examples(
    serve: Callable[..., Any], request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Desk]:
    """A desk over a copy of the examples' store, to be written to."""
    store = tmp_path / "run.sqlite"
    shutil.copyfile(request.getfixturevalue("demo_store"), store)
    with running(store) as desk:
        yield desk


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Listens, and fails the test at its end if anything was heard."""
    made = Heard()
    yield made
    assert made.faults == []


@pytest.fixture
def open_page(chromium: Any, heard: Heard) -> Iterator[Callable[..., Any]]:
    """Opens a page of a browser of its own (no cookie shared) before a desk; options are those of a context."""
    contexts = []

    def opened(desk: Desk, **options: Any) -> Any:
        context = chromium.new_context(base_url=desk.home, **options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        heard.listen(page, desk.home)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe(chromium: Any) -> str:
    """The script of axe-core, fetched once into ``.browser``; skips where it cannot be had."""
    folder = ROOT / ".browser"
    packed = folder / f"{AXE.replace('@', '-')}.tgz"
    if not packed.exists():
        if shutil.which("npm") is None:
            pytest.skip(f"{AXE} is not here, and no npm to fetch it with")
        folder.mkdir(exist_ok=True)
        fetched = subprocess.run(
            ["npm", "pack", "--silent", AXE],
            check=False,
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if fetched.returncode != 0:
            pytest.skip(f"{AXE} cannot be fetched: {fetched.stderr.strip()[:200]}")
    assert hashlib.sha256(packed.read_bytes()).hexdigest() == AXE_SHA256, f"{packed} is not {AXE}"
    with tarfile.open(packed) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode("utf-8")
