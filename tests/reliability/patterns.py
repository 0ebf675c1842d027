"""Every pattern of the package and of the tables, and texts made to hurt each.

Run as a program it prints JSON: how many patterns there are, and those that some text of ``SIZE`` characters holds up
for more than ``SECONDS``. Such a text is a pattern's own repeated part, over and over, with an end that does not fit:
what makes a backtracking matcher try every way to part it.
"""

from __future__ import annotations

import ast
import importlib
import json
import pkgutil
import re
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2] / "dateline"
SIZE = 600
SECONDS = 0.3
_PLAIN_PUMPS = ("a", "Ab ", " ", "1", ".", "a, ", "and ")
_ENDS = ("\x00", "\n!a")

Pattern = tuple[str | bytes, int]


class Slow(Exception):
    """A pattern took its time."""


def collected() -> dict[Pattern, str]:
    """Every pattern with its flags, and where it stands: compiled while the program loads and works, or literal."""
    seen: dict[Pattern, str] = {}
    real = re._compile  # type: ignore[attr-defined]

    def recording(pattern: Any, flags: int) -> Any:
        if isinstance(pattern, (str, bytes)):
            place = _caller()
            if place is not None:
                seen.setdefault((pattern, int(flags)), place)
        return real(pattern, flags)

    re._compile = recording  # type: ignore[attr-defined]
    try:
        import dateline

        for module in pkgutil.walk_packages(dateline.__path__, "dateline."):
            importlib.import_module(module.name)
        from dateline.pipeline import RunOptions, load, run

        loaded = load()
        run(RunOptions(paths=(ROOT.parent / "examples" / "hroza-harbour.txt",)), lambda *_: None, loaded)
    finally:
        re._compile = real  # type: ignore[attr-defined]
    for path in sorted(ROOT.rglob("*.py")):
        for key, line in _literals(path):
            seen.setdefault(key, f"{path.relative_to(ROOT)}:{line}")
    return seen


def _caller() -> str | None:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.endswith("re/__init__.py"):
        frame = frame.f_back
    if frame is None or not frame.f_code.co_filename.startswith(str(ROOT)):
        return None
    return f"{Path(frame.f_code.co_filename).relative_to(ROOT)}:{frame.f_lineno}"


def _literals(path: Path) -> Iterator[tuple[Pattern, int]]:
    """Patterns written out in calls of ``re``; those put together of parts are met when they are compiled."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        owner, first = node.func.value, node.args[0]
        if isinstance(owner, ast.Name) and owner.id == "re" and isinstance(first, ast.Constant):
            flags = [key for key in ast.walk(node) if isinstance(key, ast.Attribute) and key.attr.isupper()]
            value = 0
            for one in flags:
                value |= int(getattr(re, one.attr, 0))
            if isinstance(first.value, (str, bytes)):
                yield (first.value, value), node.lineno


def texts(pattern: str | bytes, flags: int) -> Iterator[str]:
    """Texts of ``SIZE`` characters made to hurt one pattern, each once."""
    tree = parser.parse(pattern, flags)
    own = dict.fromkeys(_pumps(tree, ""))
    for before, pump in [*own, *(("", pump) for pump in _PLAIN_PUMPS)]:
        for end in _ENDS:
            yield before + (pump * (SIZE // len(pump))) + end


def _pumps(tree: Any, before: str) -> Iterator[tuple[str, str]]:
    """For each part that may be repeated often: words that lead up to it, and words that it takes."""
    for op, arg in tree:
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and arg[1] > 8:
            for taken in _samples(arg[2]):
                if taken:
                    yield before, taken
        for inner in _inner(op, arg):
            yield from _pumps(inner, before)
        before += next(iter(_samples([(op, arg)])), "")


def _inner(op: Any, arg: Any) -> Sequence[Any]:
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return [arg[2]]
    if op is sre.SUBPATTERN:
        return [arg[3]]
    if op is sre.BRANCH:
        return list(arg[1])
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [arg[1]]
    return [arg] if op is getattr(sre, "ATOMIC_GROUP", None) else []


def _samples(tree: Any) -> list[str]:
    """A few texts that a part of a pattern takes; the empty one where it looks only."""
    out = [""]
    for op, arg in tree:
        out = [one + more for one in out for more in _one(op, arg)][:6]
    return out


def _one(op: Any, arg: Any) -> list[str]:
    if op is sre.LITERAL:
        return [chr(arg)]
    if op is sre.NOT_LITERAL:
        return ["a" if arg != ord("a") else "b"]
    if op is sre.ANY:
        return ["a", " "]
    if op is sre.IN:
        return _of_set(arg)
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        times = max(arg[0], 1 if arg[1] else 0)
        return [one * times for one in _samples(arg[2])]
    if op is sre.SUBPATTERN:
        return _samples(arg[3])
    if op is sre.BRANCH:
        return [one for branch in arg[1][:4] for one in _samples(branch)[:2]]
    if op is getattr(sre, "ATOMIC_GROUP", None):
        return _samples(arg)
    return [""]


def _of_set(items: Any) -> list[str]:
    found = []
    negated = any(op is sre.NEGATE for op, _ in items)
    tested = "aA1 .,-'\n\"<>_"
    for char in tested:
        inside = any(_takes(op, arg, char) for op, arg in items if op is not sre.NEGATE)
        if inside != negated:
            found.append(char)
    if not found and not negated:
        found = [
            chr(arg if op is sre.LITERAL else arg[0]) for op, arg in items if op in (sre.LITERAL, sre.RANGE)
        ]
    return found[:4] or [""]


def _takes(op: Any, arg: Any, char: str) -> bool:
    if op is sre.LITERAL:
        return bool(ord(char) == arg)
    if op is sre.RANGE:
        return bool(arg[0] <= ord(char) <= arg[1])
    tests = {
        sre.CATEGORY_DIGIT: char.isdigit(),
        sre.CATEGORY_NOT_DIGIT: not char.isdigit(),
        sre.CATEGORY_SPACE: char.isspace(),
        sre.CATEGORY_NOT_SPACE: not char.isspace(),
        sre.CATEGORY_WORD: char.isalnum() or char == "_",
        sre.CATEGORY_NOT_WORD: not (char.isalnum() or char == "_"),
    }
    return bool(op is sre.CATEGORY) and bool(tests.get(arg, False))


def slow_text(pattern: str | bytes, flags: int) -> str | None:
    """How the text begins that holds the pattern up; ``None`` where none does."""
    compiled = re.compile(pattern, flags)

    def ring(*_: object) -> None:
        raise Slow

    signal.signal(signal.SIGVTALRM, ring)
    for text in texts(pattern, flags):
        told: Any = text.encode("utf-8", "replace") if isinstance(pattern, bytes) else text
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            compiled.match(told)
            compiled.fullmatch(told)
            for _ in compiled.finditer(told):
                pass
        except Slow:
            return text[:80]
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return None


def main() -> None:
    """Tries every pattern, and prints what was found."""
    every = collected()
    slow = []
    for (pattern, flags), place in sorted(every.items(), key=lambda one: one[1]):
        text = slow_text(pattern, flags)
        if text is not None:
            slow.append({"place": place, "pattern": str(pattern)[:300], "text": text})
    print(json.dumps({"patterns": len(every), "slow": slow}, indent=1))


if __name__ == "__main__":
    SIZE = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE
    main()
