from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from dateline.cli import main
from dateline.coding import Loaded
from tests.test_cli import one_sentence

pytestmark = pytest.mark.system

ROOT = Path(__file__).resolve().parents[2]


def call(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["desk", *(str(argument) for argument in arguments)])
    return int(ended.value.code or 0)


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def test_a_port_that_is_taken_is_told(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert call("--store", store, "--port", str(port)) == 2
    assert f"Port {port} of 127.0.0.1 cannot be used" in one_sentence(capsys)


def test_a_store_that_is_not_there_is_told(
    tmp_path: Path, loaded: Loaded, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dateline.desk.record.load_words", lambda: loaded.words)
    assert call("--store", tmp_path / "none.sqlite", "--port", str(free_port())) == 2
    assert "There is no store" in capsys.readouterr().err


def test_without_its_packages_one_sentence_says_what_to_do(
    store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    assert call("--store", store) == 2
    told = one_sentence(capsys)
    assert "uvicorn" in told
    assert "make setup" in told


def test_it_serves_until_it_is_interrupted(store: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "dateline.cli", "desk", "--store", str(store), "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as desk:
        assert desk.stdout is not None
        assert desk.stderr is not None
        said = desk.stdout.readline()
        assert f"http://127.0.0.1:{port}/" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/reports") as answer:
            assert "r0" in answer.read().decode()
        desk.send_signal(signal.SIGINT)
        assert desk.wait(60) == 0
        assert "Traceback" not in desk.stderr.read()
