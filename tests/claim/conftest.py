"""Shared by the tests of claims: the engine that codes them."""

from __future__ import annotations

import pytest

from dateline.claim.code import Engine
from dateline.coding import Loaded


@pytest.fixture(scope="session")
def engine(loaded: Loaded) -> Engine:
    """The parse model, the encoder and all else that coding needs."""
    return loaded.engine
