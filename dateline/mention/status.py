"""Read how a sentence tells an event: as done, going on, planned, feared, demanded or denied; and how far off.

Comes in: one sentence, the trigger's offsets in it, and the lexicons of status cues and hedges. Goes out: a status,
a hedge and the words that decided. The nearest governing cue decides; a cue governs only within its clause unless
its row says ``sentence``. Where nothing governs, the event happened.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dateline.model import FORWARD, Hedge, Status
from dateline.words.lexicon import CueRow, CueTable
from dateline.words.patterns import HARD, Tokens, find, longest, tokenize

RANK: dict[str, int] = {"denied": 0, "called_for": 1, "planned": 2, "possible": 3, "ongoing": 4}
"""Which status wins between two cues equally near."""

_CLAUSE = frozenset("but while although though whereas because when after before which who as and".split())
"""Words that begin a new clause: a cue before them does not govern what stands after."""

_STATIVE = frozenset({"hold"})

_STATES = frozenset({"hold", "besiege", "support"})
"""Kinds that last: of such claims of the training clusters told in the perfect with a time they have lasted, 59 of 67
go on."""

_SPEECH = frozenset("accuse call_for negotiate refuse support threaten".split())
"""Kinds whose event is itself an act of speech: a cue inside the trigger is the event, not its status."""

_ACTS = frozenset("accuse call_for refuse threaten".split())
"""Kinds done by saying them: "will pay a heavy price" is a threat made, not one planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReading:
    """How an event is told. ``words`` are the cue words that decided, with their offsets in the sentence.

    ``sure`` marks what syntax settles: somebody was made to do it ("forcing them to leave"), so that it was done; it
    hangs on a condition ("if they attack, we will answer"), so that it only may be; its cue is ``sure`` ("never", "no
    part in"); or a state has lasted since some time ("have held it since May"), so that it goes on.
    """

    status: Status
    hedge: Hedge | None
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    row: CueRow
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Scene:
    """A tokenized sentence with the trigger's first and last word in it."""

    tokens: Tokens
    first: int
    last: int


def status_of(
    sentence: str, trigger: tuple[int, int], status: CueTable, hedges: CueTable, kind: str | None = None
) -> StatusReading:
    """The status and hedge of the trigger at ``trigger`` (start, end; code point offsets in ``sentence``).

    ``kind`` is the event kind where known: a state ("hold") goes on unless something else is said.
    """
    tokens = tokenize(sentence)
    scene = _place(tokens, trigger)
    if scene is None:
        return StatusReading(status="happened", hedge=None, words=(), spans=())
    inside = kind not in _SPEECH
    cues = _cues(scene, status, inside)
    if kind in _ACTS:
        cues = [cue for cue in cues if cue.row.label not in FORWARD]
    cue = _nearest(scene, cues)
    hedge = _nearest(scene, _cues(scene, hedges, inside))
    read: Status = "ongoing" if kind in _STATIVE else "happened"
    decided = []
    if cue is not None:
        read = _status(cue.row.label)
        decided.append(cue)
    if hedge is not None:
        decided.append(hedge)
    sure = cue is not None and cue.row.label == "happened" and _ends_in_to(sentence, tokens.ends[cue.last])
    sure = sure or (cue is not None and cue.row.sure)
    if kind in _STATES and read in ("happened", "ongoing") and _lasts(sentence, trigger):
        read, sure = "ongoing", True
    if read == "planned" and _IF.match(sentence[: trigger[0]]):
        read, sure = "possible", True
    spans = tuple(sorted((tokens.starts[c.first], tokens.ends[c.last]) for c in decided))
    return StatusReading(
        status=read,
        hedge=None if hedge is None else _hedge(hedge.row.label),
        words=tuple(sentence[start:end] for start, end in spans),
        spans=spans,
        sure=sure,
    )


def unverified_spans(text: str, hedges: CueTable) -> tuple[tuple[int, int], ...]:
    """Where a text says that it could not confirm something: offsets of the cue words, sorted.

    Such a sentence often speaks of what the sentences before it told; whoever codes claims decides which.
    """
    tokens = tokenize(text)
    hits = (hit for hit in longest(find(tokens, hedges.index)) if hedges.rows[hit.row].label == "unverified")
    return tuple(sorted({(tokens.starts[hit.tokens[0]], tokens.ends[hit.tokens[-1]]) for hit in hits}))


_IF = re.compile(r".*\bif\b[^.;]*,[^.;]*$", re.IGNORECASE | re.DOTALL)
"""A condition, closed by a comma, before what hangs on it."""


_PERFECT = re.compile(r"\b(?:has|have)(?P<between>(?: [\w-]+){0,4}) $", re.IGNORECASE)
_LONG = re.compile(r"\b(?:long|always)\b")
_TIME = re.compile(
    r"[^.;]*?\b(?:since|for (?:[\w-]+ ){0,4}(?:days|weeks|months|years|decades|centuries))\b", re.IGNORECASE
)


def _lasts(sentence: str, trigger: tuple[int, int]) -> bool:
    """Whether the perfect and a time tell of a state that has lasted: "have held it since May", "has long backed"."""
    perfect = _PERFECT.search(sentence[: trigger[0]])
    if perfect is None:
        return False
    return bool(_LONG.search(perfect["between"]) or _TIME.match(sentence[trigger[1] :]))


def _ends_in_to(sentence: str, end: int) -> bool:
    return sentence[:end].endswith(" to")


def _status(label: str) -> Status:
    for known in ("ongoing", "planned", "possible", "called_for", "denied"):
        if label == known:
            return known
    return "happened"


def _hedge(label: str) -> Hedge:
    return "unverified" if label == "unverified" else "alleged"


def _place(tokens: Tokens, trigger: tuple[int, int]) -> _Scene | None:
    inside = [
        n
        for n, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True))
        if start < trigger[1] and trigger[0] < end
    ]
    return _Scene(tokens, inside[0], inside[-1]) if inside else None


def _cues(scene: _Scene, table: CueTable, inside: bool) -> list[_Cue]:
    """The cues whose scope takes in the trigger; a cue that touches it governs too if ``inside`` is true."""
    found = []
    for hit in longest(find(scene.tokens, table.index)):
        cue = _Cue(table.rows[hit.row], hit.tokens[0], hit.tokens[-1])
        if _governs(scene, cue, inside):
            found.append(cue)
    return found


def _governs(scene: _Scene, cue: _Cue, inside: bool) -> bool:
    row = cue.row
    if cue.first <= scene.last and scene.first <= cue.last:
        return inside and row.scope not in ("right", "ing")
    if row.scope == "ing" and not scene.tokens.words[scene.first].endswith("ing"):
        return False
    before = cue.last < scene.first
    distance = scene.first - cue.last if before else cue.first - scene.last
    if row.scope == "sentence":
        return True
    if row.scope in ("left", "ing") and not before:
        return False
    if row.scope == "right" and before:
        return False
    if distance > row.reach:
        return False
    left, right = (cue.last, scene.first) if before else (scene.last, cue.first)
    return not _crosses(scene.tokens, left, right, strict=row.scope != "clause")


def _crosses(tokens: Tokens, left: int, right: int, *, strict: bool) -> bool:
    """True where a clause ends between two words: at a sentence end, or (``strict``) at a word that opens one."""
    for position in range(left + 1, right + 1):
        if tokens.breaks[position] == HARD:
            return True
        if strict and position < right and tokens.words[position] in _CLAUSE:
            return True
    return False


def _nearest(scene: _Scene, cues: list[_Cue]) -> _Cue | None:
    def key(cue: _Cue) -> tuple[int, int, int]:
        distance = max(scene.first - cue.last, cue.first - scene.last, 0)
        return (distance, RANK.get(cue.row.label, 9), cue.first)

    return min(cues, key=key, default=None)
