#!/usr/bin/env python3
"""Turn reports coded in the compact form of ``corpus/CODING.md`` into ``.txt`` reports and gold claims.

python scripts/compile_corpus.py SOURCE.coded... --out DIR [--check]

Writes ``DIR/reports/<report>.txt``, ``DIR/reports/manifest.json`` and ``DIR/gold/<file>.jsonl``. Every fault (a quote
or words that are not in the report, an unknown kind, status, count or party, a malformed date) is printed with file and
line; with any fault nothing is written and the exit status is 1.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import pathlib
import re
import sys
from typing import Any

STATUS = {"happened", "ongoing", "planned", "possible", "called_for", "denied"}
PRECISION = {"day", "days", "week", "month", "year", "longer"}
PARTY = {"government", "armed_group", "monitor", "international", "media", "witness", "expert", "unknown"}
WHAT = {
    "killed", "injured", "killed_or_injured", "missing", "freed", "detained", "captured", "abducted",
    "displaced", "evacuated", "affected", "present", "strikes", "destroyed",
}  # fmt: skip
ONTOLOGY = pathlib.Path(__file__).parent.parent / "dateline" / "data" / "ontology" / "event_kinds.tsv"
ITEM = re.compile(r"^(?P<value>[^<]*)(?:<(?P<words>[^>]*)>)?(?:\((?P<person>[^)]*)\))?$")


class Fault(Exception):
    """One line of a coded file that does not fit its report or the form."""


def kinds() -> set[str]:
    """The event kinds of the project's ontology."""
    return {line.split("\t")[0] for line in ONTOLOGY.read_text(encoding="utf-8").splitlines()[1:]}


def item(raw: str, text: str) -> tuple[str, str, str | None]:
    """``value<words>(person)`` as its three parts; the words default to the value."""
    match = ITEM.match(raw.strip())
    if not match:
        raise Fault(f"cannot read {raw!r}")
    value = match["value"].strip()
    words = match["words"] if match["words"] is not None else value
    if words and words not in text:
        raise Fault(f"words are not in the report: {words!r}")
    return value, words, match["person"]


def named(raw: str, text: str) -> list[dict[str, Any]]:
    """Actors or targets."""
    return [{"name": v, "words": w} for v, w, _ in (item(part, text) for part in raw.split(";"))]


def places(raw: str, text: str) -> list[dict[str, Any]]:
    """Places as ``Name,CC<words>``; a country of ``-`` is unknown."""
    found = []
    for part in raw.split(";"):
        value, words, _ = item(part, text)
        name, _, country = value.rpartition(",")
        if not name or not re.fullmatch(r"[A-Z]{2}|-", country.strip()):
            raise Fault(f"place wants Name,CC: {part!r}")
        if words == value:
            words = name
            if words not in text:
                raise Fault(f"words are not in the report: {words!r}")
        found.append(
            {
                "name": name.strip(),
                "country": None if country.strip() == "-" else country.strip(),
                "words": words,
            }
        )
    return found


def when(raw: str, text: str) -> dict[str, Any]:
    """A date as ``earliest..latest,precision<words>``; either end may be empty."""
    value, words, _ = item(raw if "<" in raw else f"{raw}<>", text)
    interval, _, precision = value.partition(",")
    if ".." not in interval:
        interval = f"{interval}..{interval}"
        precision = precision or "day"
    first, last = (end.strip() or None for end in interval.split("..", 1))
    for end in (first, last):
        if end:
            dt.date.fromisoformat(end)
    if precision.strip() not in PRECISION:
        raise Fault(f"unknown precision {precision!r}")
    return {
        "earliest": first, "latest": last, "precision": precision.strip(), "words": words,
    }  # fmt: skip


def counts(raw: str, text: str) -> list[dict[str, Any]]:
    """Counts as ``what,who,low..high<words>`` or ``what,who,n<words>``."""
    found = []
    for part in raw.split(";"):
        value, words, _ = item(part, text)
        try:
            what, who, span = (bit.strip() for bit in value.split(","))
        except ValueError as error:
            raise Fault(f"count wants what,who,low..high<words>: {part!r}") from error
        if what not in WHAT:
            raise Fault(f"unknown count {what!r}")
        low, high = span.split("..") if ".." in span else (span, span)
        found.append({
            "what": what, "who": who, "low": int(low) if low else None, "high": int(high) if high else None,
            "words": words,
        })  # fmt: skip
    return found


def said_by(raw: str, text: str) -> list[dict[str, Any]]:
    """The attribution chain, origin first: ``party:Name<words>(person)``."""
    chain = []
    for part in raw.split(";"):
        party, _, rest = part.strip().partition(":")
        if party not in PARTY:
            raise Fault(f"unknown party {party!r}")
        value, words, person = item(rest, text)
        chain.append({"name": value, "party": party, "words": words} | ({"person": person} if person else {}))
    return chain


def claim(line: str, report: str, number: int, text: str, known: set[str]) -> dict[str, Any]:
    """One coded line as a gold claim."""
    head, *fields = [part.strip() for part in line.split(" | ")]
    kind, _, status = head.partition(" ")
    status = status or "happened"
    if kind not in known or status not in STATUS:
        raise Fault(f"unknown kind or status {head!r}")
    if not fields:
        raise Fault("no quote")
    quote = re.sub(r"\[\[(.*?)\]\]", r"\1", fields[0])
    trigger = re.search(r"\[\[(.*?)\]\]", fields[0])
    if not trigger:
        raise Fault("no [[trigger]] in the quote")
    row: dict[str, Any] = {
        "report": report, "id": f"c{number}", "quotes": [quote], "trigger": trigger[1], "kind": kind, "status": status,
        "actors": [], "targets": [], "places": [],
        "when": {"earliest": None, "latest": None, "precision": None, "words": ""},
        "counts": [], "means": [], "said_by": [], "hedge": None, "incident": f"{report}-{number}",
    }  # fmt: skip
    readers = {"a": ("actors", named), "t": ("targets", named), "p": ("places", places), "w": ("when", when),
               "n": ("counts", counts), "s": ("said_by", said_by)}  # fmt: skip
    for field in fields[1:]:
        key, _, raw = field.partition("=")
        if key in readers:
            name, reader = readers[key]
            row[name] = reader(raw, text)
        elif key == "m":
            row["means"] = [part.strip() for part in raw.split(";")]
        elif key == "h" and raw in {"alleged", "unverified"}:
            row["hedge"] = raw
        elif key == "q":
            row["quotes"].append(raw.strip())
        elif key == "i":
            row["incident"] = raw.strip()
        else:
            raise Fault(f"unknown field {field!r}")
    for each in row["quotes"]:
        if each not in text:
            raise Fault(f"quote is not in the report: {each[:80]!r}")
    return row


def compile_file(
    path: pathlib.Path, known: set[str]
) -> tuple[dict[str, str], list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Texts, manifest rows, claims and faults of one coded file."""
    texts: dict[str, str] = {}
    manifest: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    faults: list[str] = []
    for block in re.split(r"(?m)^@report ", path.read_text(encoding="utf-8"))[1:]:
        header, _, rest = block.partition("\n")
        body, _, coded = rest.partition("\n@claims\n")
        bits = [bit.strip() for bit in header.split("|")]
        if len(bits) < 4:
            faults.append(
                f"{path.name}: {header!r}: wants report | outlet | published | cluster [| syndicated_from]"
            )
            continue
        name, text = bits[0], body.strip() + "\n"
        texts[name] = text
        manifest.append({
            "report": name, "outlet": bits[1], "published": bits[2], "cluster": bits[3],
            "syndicated_from": bits[4] if len(bits) > 4 else None, "ship": True,
        })  # fmt: skip
        for number, line in enumerate((row for row in coded.splitlines() if row.strip()), 1):
            try:
                claims.append(claim(line.strip(), name, number, text, known))
            except (Fault, ValueError) as fault:
                faults.append(f"{path.name}: {name}: {line[:60]!r}: {fault}")
    return texts, manifest, claims, faults


def main() -> int:
    """Compile every named file; 1 where anything is at fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sources", nargs="+", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--lenient", action="store_true", help="leave out faulty claims instead of stopping")
    args = parser.parse_args()
    known = kinds()
    manifest: list[dict[str, Any]] = []
    total = bad = 0
    for path in args.sources:
        texts, rows, claims, faults = compile_file(path, known)
        for fault in faults:
            print(fault)
        bad += len(faults)
        total += len(claims)
        manifest += rows
        if args.out and (args.lenient or not faults):
            (args.out / "reports").mkdir(parents=True, exist_ok=True)
            (args.out / "gold").mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                (args.out / "reports" / f"{name}.txt").write_text(text, encoding="utf-8")
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in claims)
            (args.out / "gold" / f"{path.stem}.jsonl").write_text(lines, encoding="utf-8")
    if args.out and (args.lenient or not bad):
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n"
        (args.out / "reports" / "manifest.json").write_text(text, encoding="utf-8")
    print(f"{len(manifest)} reports, {total} claims, {bad} faults")
    return 1 if bad and not args.lenient else 0


if __name__ == "__main__":
    sys.exit(main())
