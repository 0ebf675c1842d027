"""Shared by the tests of the desk: a browser's view of the example reports, read once by the real pipeline."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dateline.desk.app import create_app
from dateline.desk.record import Record, Records
from dateline.desk.settings import Settings
from dateline.words.tables import Words

NOON = dt.datetime(2031, 3, 7, 12, tzinfo=dt.UTC)


def browser(store: Path, words: Words) -> TestClient:
    """A client of a desk over a store, that asks it under its own address."""
    app = create_app(store, Settings(now=lambda: NOON, words=words, patience=None))
    return TestClient(app, base_url="http://127.0.0.1:8765")


def record_of(store: Path, words: Words) -> Record:
    """What a desk over a store shows."""
    return Records(store, Settings(now=lambda: NOON, words=words, patience=None)).current()


@pytest.fixture(scope="session")
def desk(demo_store: Path, words: Words) -> TestClient:
    """The desk over the examples."""
    return browser(demo_store, words)


@pytest.fixture(scope="session")
def record(demo_store: Path, words: Words) -> Record:
    """The record of the examples."""
    return record_of(demo_store, words)
