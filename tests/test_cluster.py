from __future__ import annotations

import importlib.util
import random
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dateline import cluster
from dateline.coding import Loaded
from dateline.errors import BrokenOffError, SetupError, UsageError
from dateline.pipeline import RunOptions, run
from tests.reliability.workers import (
    LocalCluster,
    differing,
    local_cluster,
    run_with_kill,
    silent,
    write_shards,
)

pytestmark = pytest.mark.system

needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="Dask distributed, the extra 'cluster', is not installed",
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler and two workers."""
    with local_cluster(tmp_path_factory.mktemp("cluster"), 2) as made:
        yield made


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("input") / "shards"
    folder.mkdir()
    write_shards(folder)
    return folder


def square(number: int, plus: int) -> int:
    if number == 1000:
        raise ValueError(f"no {number}")
    return number * number + plus


def seven() -> int:
    return 7


@pytest.mark.parametrize(
    "engine", ["", "dask://", "dask://host", "host:80", "dask://host:0", "dask://host:x", "tcp://host:1"]
)
def test_what_is_no_address_of_a_scheduler_is_refused(engine: str) -> None:
    with pytest.raises(UsageError, match="dask://HOST:PORT"), cluster.joined(engine):
        pass


def test_without_the_package_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(SetupError, match=r"pip install 'dateline\[cluster\]'"),
        cluster.joined("dask://host:8786"),
    ):
        pass


def test_without_an_engine_processes_here_do_the_work() -> None:
    assert list(cluster.over(2, square, range(10), 7, seven)) == [number * number + 7 for number in range(10)]
    with cluster.elsewhere(None) as there:
        assert there is None


@needs_dask
def test_where_no_scheduler_answers_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_CONNECT", 1)
    with socket.socket() as held:
        # Bound and not listening: nobody else gets the port, and nobody answers.
        held.bind(("127.0.0.1", 0))
        engine = f"dask://127.0.0.1:{held.getsockname()[1]}"
        with pytest.raises(UsageError, match="No scheduler answers"), cluster.joined(engine):
            pass


@needs_dask
@pytest.mark.slow
def test_a_scheduler_without_workers_and_one_that_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_WORKERS", 1)
    with local_cluster(tmp_path, 0) as alone:
        with pytest.raises(UsageError, match="has no workers"), cluster.joined(alone.engine):
            pass
        alone.add_worker()
        alone.wait_for(1)
        results = cluster.over(alone.engine, square, range(500), 7, seven)
        assert next(results) == 7
        alone.kill_worker(0)
        with pytest.raises(BrokenOffError, match=r"All workers .* are gone"):
            list(results)
        alone.add_worker()
        alone.wait_for(1)
        results = cluster.over(alone.engine, square, range(500), 7, seven)
        assert next(results) == 7
        alone.scheduler.kill()
        with pytest.raises(BrokenOffError, match="is gone"):
            list(results)


@needs_dask
@pytest.mark.slow
def test_results_come_in_the_order_of_the_items_and_faults_come_through(two: LocalCluster) -> None:
    found = list(cluster.over(two.engine, square, range(200), 7, seven))
    assert found == [number * number + 7 for number in range(200)]
    assert list(cluster.over(two.engine, square, (), 7, seven)) == []
    with pytest.raises(ValueError, match="no 1000"):
        list(cluster.over(two.engine, square, (1, 1000, 2), 7, seven))


@needs_dask
@pytest.mark.slow
def test_outputs_are_those_of_a_plain_run_though_a_worker_is_killed(
    two: LocalCluster, shards: Path, loaded: Loaded
) -> None:
    plain = RunOptions(paths=(shards,))
    calm = run(plain, silent, loaded)
    assert len({one.report for one in calm.run.reports}) == 24
    assert any(one.incidents for one in (calm.run,))
    assert not differing(run(replace(plain, engine=two.engine), silent, loaded), calm)
    stored = RunOptions(stored=(shards.as_uri(),), engine=two.engine)
    assert not differing(run(stored, silent, loaded), calm)
    draw, killed = random.Random(7), False
    while not killed:
        made = run_with_kill(two, replace(plain, engine=two.engine), loaded, draw.uniform(0, 1), 0)
        assert not differing(made.result, calm)
        killed = made.killed
