"""The JSON API keeps what its own description promises: requests made from it by schemathesis."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from dateline.coding import Loaded
from dateline.desk.app import create_app
from dateline.desk.links import API
from dateline.desk.settings import Settings

schemathesis: Any = pytest.importorskip("schemathesis", reason="schemathesis is not installed")


@pytest.fixture(scope="module")
def described(demo_store: Path, loaded: Loaded) -> Any:
    now = dt.datetime(2031, 3, 9, tzinfo=dt.UTC)
    app = create_app(demo_store, Settings(now=lambda: now, words=loaded.words, hosts=("testserver",)))
    return schemathesis.openapi.from_asgi(f"{API}/openapi.json", app)


def test_every_answer_is_as_described(described: Any) -> None:
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 15
    for operation in operations:
        _try(operation)


def _try(operation: Any) -> None:
    """A few requests to one address; of two days, a kind or a cursor the description cannot tell which are none."""

    @settings(
        max_examples=3,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def keeps_its_word(case: Any) -> None:
        case.call_and_validate(excluded_checks=[schemathesis.checks.positive_data_acceptance])

    keeps_its_word()
