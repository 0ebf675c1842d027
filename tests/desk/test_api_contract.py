"""The JSON API keeps what its own description promises: requests made from it by schemathesis."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from dateline.coding import Loaded
from dateline.desk.app import create_app
from dateline.desk.links import API
from dateline.desk.sessions import COOKIE
from dateline.desk.settings import Settings
from dateline.desk.users import User, user_line
from tests.desk.editing import cheap_hash
from tests.desk.test_api_deciding import PASSWORD, signed_in

pytestmark = pytest.mark.system

EXAMPLES = 12


@pytest.fixture(scope="module")
def editor(demo_store: Path, loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """An editor who has signed in, before a desk over a copy of the examples: whatever is described may be tried."""
    folder = tmp_path_factory.mktemp("contract")
    store, users = Path(shutil.copy(demo_store, folder / "run.sqlite")), folder / "users.tsv"
    users.write_text(user_line(User(name="Rana", role="editor", hashed=cheap_hash(PASSWORD))) + "\n", "utf-8")
    now = dt.datetime(2031, 3, 9, tzinfo=dt.UTC)
    told = Settings(now=lambda: now, words=loaded.words, hosts=("testserver",), users=users, patience=None)
    return signed_in(
        TestClient(create_app(store, told), base_url="http://testserver", follow_redirects=False), "Rana"
    )


def test_every_answer_is_as_described(editor: TestClient) -> None:
    # Imported here: it takes half a second, which each collection of the tests would wait for.
    schemathesis: Any = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    (cookie,) = (one.value for one in editor.cookies.jar if one.name == COOKIE and one.value)
    headers = {"Cookie": f"{COOKIE}={cookie}", "X-CSRF": editor.get(f"{API}/session").json()["csrf"]}
    described = schemathesis.openapi.from_asgi(f"{API}/openapi.json", editor.app, headers=headers)
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 18
    assert {one.method for one in operations} == {"get", "post"}
    for operation in operations:
        _try(operation, headers, [schemathesis.checks.positive_data_acceptance])


def _try(operation: Any, headers: dict[str, str], excluded: list[Any]) -> None:
    """Requests to one address, right ones and wrong ones.

    That what fits the description is always taken is not asked: of two days, a kind, a cursor, an id or a claim to
    decide on it cannot tell which there are, so that such requests are rightly answered with 404 or 422.
    """

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def keeps_its_word(case: Any) -> None:
        case.call_and_validate(headers=headers, excluded_checks=excluded)

    keeps_its_word()
