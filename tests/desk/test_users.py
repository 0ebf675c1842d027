from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest

from dateline.commands.desk import answering
from dateline.desk.users import User, allows, hashed, read_users, user_line
from dateline.errors import UsageError
from tests.desk.editing import cheap_hash
from tests.test_cli import call, one_sentence
from tests.test_cli import words as printed

SALT = b"0123456789abcdef"
PASSWORD = "correct horse battery"
HASHED = cheap_hash(PASSWORD, SALT)
RANA = User(name="Rana", role="editor", hashed=HASHED)


def test_a_password_is_its_own_and_no_other() -> None:
    held = hashed(PASSWORD, SALT)
    rana = User(name="Rana", role="editor", hashed=held)
    assert allows(rana, PASSWORD)
    assert not allows(rana, "correct horse batterY")
    assert not allows(None, "correct horse battery")
    assert not allows(User(name="x", role="editor", hashed="scrypt$1$2"), "correct horse battery")
    assert "correct" not in held
    assert hashed(PASSWORD, b"x" * 16) != held


def test_a_file_of_users_comes_back() -> None:
    lee = User(name="Lee O'Neil", role="reader", hashed=HASHED)
    assert read_users(f"# who\n\n{user_line(RANA)}\n{user_line(lee)}\n") == {"Rana": RANA, "Lee O'Neil": lee}


@pytest.mark.parametrize(
    "text",
    [
        "Rana",
        "Rana\teditor\tplain",
        f"Rana\tking\t{HASHED}",
        f"\teditor\t{HASHED}",
        f"{user_line(RANA)}\n" * 2,
    ],
)
def test_a_malformed_file_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_users(text)


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_a_password_has_a_length(password: str) -> None:
    with pytest.raises(UsageError, match="10 to 200"):
        hashed(password, SALT)


def test_users_are_added_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "users.tsv"

    def add(name: str, password: str, *more: str) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return call("users", "add", name, "--users", path, *more)

    assert add("Rana", "correct horse battery") == 0
    assert add("Lee", "another long one", "--role", "reader") == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "correct" not in path.read_text(encoding="utf-8")
    assert add("Rana", "a new password") == 0
    assert allows(read_users(path.read_text(encoding="utf-8"))["Rana"], "a new password")
    printed(capsys)
    assert call("users", "list", "--users", path) == 0
    assert printed(capsys)[0].split() == ["reader", "Lee", "editor", "Rana"]
    assert call("users", "remove", "Lee", "--users", path) == 0
    assert list(read_users(path.read_text(encoding="utf-8"))) == ["Rana"]
    printed(capsys)
    for wrong in (("Lee", "short"), ("a\tb", "correct horse battery"), ("x", "y" * 12, "--role", "king")):
        assert add(*wrong) == 2
        one_sentence(capsys)
    assert call("users", "remove", "Lee", "--users", path) == 2
    assert "'Lee' is not in" in one_sentence(capsys)


def test_beyond_this_machine_only_those_who_sign_in() -> None:
    users = Path("users.tsv")
    assert "127.0.0.1" in answering("127.0.0.1", (), None)
    assert answering("10.0.0.5", (), users) == ("10.0.0.5",)
    assert answering("0.0.0.0", ("Desk.example",), users) == ("desk.example",)
    assert "desk.example" in answering("localhost", ("desk.example",), users)
    for host, names in (
        ("10.0.0.5", ()),
        ("0.0.0.0", ("x",)),
        ("::", ("x",)),
        ("127.0.0.1", ("desk.example",)),
    ):
        with pytest.raises(UsageError, match="only for those who sign in"):
            answering(host, names, None)
    with pytest.raises(UsageError, match="--name"):
        answering("0.0.0.0", (), users)
    with pytest.raises(UsageError, match="is no address"):
        answering("somewhere", (), users)


def test_a_desk_without_users_refuses_to_listen_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.test_decisions import ALL, keep

    store = keep(tmp_path / "s.sqlite", [ALL[:1]])
    assert call("desk", "--store", store, "--host", "0.0.0.0", "--name", "x") == 2
    assert "only for those who sign in" in one_sentence(capsys)
    nobody = tmp_path / "users.tsv"
    nobody.write_text("# nobody\n", encoding="utf-8")
    assert call("desk", "--store", store, "--users", nobody) == 2
    assert "Nobody may sign in" in one_sentence(capsys)
    assert call("desk", "--store", store, "--users", tmp_path / "none") == 2
    assert "cannot be read" in one_sentence(capsys)
