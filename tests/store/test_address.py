from __future__ import annotations

from pathlib import Path

import pytest

from dateline.errors import UsageError
from dateline.store.address import Server, beside, read_address


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("m.sqlite", Path("m.sqlite")),
        ("C:/m.sqlite", Path("C:/m.sqlite")),
        ("postgresql://db.example/wars", Server(database="wars", host="db.example")),
        ("postgres:///wars", Server(database="wars")),
        ("postgresql:///wars?host=/run/pg", Server(database="wars", host="/run/pg")),
        (
            "postgresql://ann:p%40ss@[::1]:5433/wars?schema=sahel&tls=verify-full",
            Server(
                database="wars",
                host="::1",
                port=5433,
                user="ann",
                password="p@ss",
                schema="sahel",
                tls="verify-full",
            ),
        ),
    ],
)
def test_a_place_is_a_file_or_a_server(text: str, place: object) -> None:
    assert read_address(text) == place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("postgresql://db.example", "names no database"),
        ("postgresql://db.example/a/b", "names no database"),
        ("postgresql://db.example:port/a", "no address"),
        ("postgresql://db.example/a?scheme=x", "scheme is not known"),
        ("postgresql://db.example/a?tls=maybe", "tls is one of"),
        ("postgresql://db.example/a?schema=x;drop", "schema"),
        ('postgresql://db.example/a?schema=x"', "schema"),
        ("postgresql://db.example/a?schema=pg_temp", "schema"),
    ],
)
def test_what_is_no_place_is_told(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read_address(text)


def test_a_password_is_never_shown() -> None:
    place = read_address("postgresql://ann:secret@db.example/wars?schema=sahel")
    assert str(place) == "postgresql://ann@db.example/wars?schema=sahel"
    assert "secret" not in repr(place)
    with pytest.raises(UsageError) as told:
        read_address("postgresql://ann:secret@db.example/a?x=1")
    assert "secret" not in str(told.value)


def test_what_is_kept_beside_a_server_is_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    one, other = (Server(database="wars", host="db.example", schema=name) for name in ("a", "b"))
    assert beside(one).parent == tmp_path / "dateline"
    assert beside(one).parent.is_dir()
    assert beside(one) != beside(other)
    assert beside(Path("m.sqlite")) == Path("m.sqlite")
