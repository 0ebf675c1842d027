"""Find who says what in a report: rules over plain text that yield source, cue and content.

In: a text and the :class:`SourceWords`. Out: :class:`Attribution` spans in reading order. Every pattern is a plain
alternation or a negated class, so the work is linear in the length of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from dateline.mention.said_sentences import Sentence, is_inside, quoted_in, split_sentences
from dateline.model import Span
from dateline.words.sourcewords import Cue, SourceWords

_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_DESCRIBES = re.compile(
    r"\s*(?:an?|the|one|who|whose|which|his|her|its|their|head|chief|director|deputy|acting|founder|spokes\w+|member|"
    r"president|secretary|minister|adviser|advisor|commander|leader|professor|general|citing|speaking|quoting|also|"
    r"both|formerly|now|himself|herself|of|from|in|at|with|then|aged|senior|former|co-\w+|vice|editor|mayor|governor|"
    r"\d+|\w+ing|\w+ed|known|said to)\b"
)
_FILLER = re.compile(
    r"(?:\b(?:has|have|had|also|later|then|earlier|again|however|meanwhile|separately|further|still|is|was|were|are|"
    r"would|only|himself|herself|itself|themselves|did|not|publicly|repeatedly|since|both|all|previously|initially|"
    r"\w{2,}ly|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|in turn|for (?:its|his|her|their) part|"
    r"each|never|been|being|to)\b[\s,]*)+$"
)
_TIME_LEAD = re.compile(
    r"^(?:(?:on|late on|early on|by|in|at|since|after|before|as|when|while|but|and|yet|still|meanwhile|earlier|later|"
    r"however|separately|though|although|because|that|if|where|so|nor|or|hours later|for (?:its|his|her|their) part|"
    r"in turn|also|then|only)\b)", re.I
)  # fmt: skip
_SUBJECT_HEAD = re.compile(
    r"\b(?:that|which|while|whereas|but|because|although|though|when|where|after|before|as|if)\s"
)
_RUN_ON = re.compile(
    r"(?<!\bof )(?<!\bfor )(?<!\bat )(?<!\bin )(?<!\bby )(?<!\bfrom )(?<!\bto )(?<!\bwith )(?<!\bon )(?<!\band )"
    r"(?<!\binside )(?<!\bnear )(?<!\bwithin )(?<!\bamong )(?<!\bagainst )(?<!\babout )(?<!\bunder )(?<!\bor )"
    r"(?<=\w )(?:an?|the) (?=[\w-]+(?: [\w-]+)*$)"
)
"""An article in the middle of a clause after a word that governs nothing: in a text without commas, where the
subject of a trailing "said" begins ("... shelled the market a local official said")."""
_AFTER_DAY = re.compile(
    r"(?<= )(?:\w[\w’'-]* ){4}on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day (?:(?:morning|evening|night|afternoon) )?"
    r"(?=(?:[A-Z][\w’'-]+ )?(?:[\w’'-]+ ){0,3}[a-z]+\s*$)(?!(?:also|then|later|again|\w+ly)\b)"
)
"""A day that ends a clause of several words in such a text ("killed two traders on Monday state television said")."""
_IN_PLACE = re.compile(
    r"\s*(?:In|At|From|Near) (?:the )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2} "
    r"(?=(?:an?|the|one|two|several|some|local) )"
)
"""Where the speaker is, before him, in a text without commas."""
_RIGHT_STOP = re.compile(
    r"[.;:!?\n]|[\"“”«»]|\s[-–—]{1,2}\s|,|\b(?:who|which|that|and that|but|while|whose|when|after|before|because)\b"
)
_NOT_SUBJECT = frozenset(
    "it there what this that these those which who to be not is was were are being been having i we you and or".split()
)
_NOUNISH = re.compile(
    r"(?:\b(?:(?i:an?|the|this|that|its|his|their|her|my|our)|of|some|any|no|by|under|unconfirmed|to|from|in|for|with|on"
    r"|preliminary|initial|earlier|first|more|further|new|without|giv(?:e|es|en|ing)|gave|provid(?:e|es|ed|ing)"
    r"|offer(?:s|ed|ing)?)|[’']s)\s+$"
)
"""What stands before a noun or an adjective, and before no verb."""
_ADJECTIVE = re.compile(
    r"\b(?:(?i:head|official|local|media|news|field)|several|many|other|these|those|such|all|Islamic)\s+$"
)
"""What makes a noun of a word that may be one ("media reports"), but may speak itself ("local media said")."""
_SPOKEN = frozenset("said says told tells reported announced confirmed added".split())
"""Forms that are no nouns."""
_RELATIVE = re.compile(r"\b(?:which|that|what|whom|than|when|if|and|but)\s*$")
_PASSIVE = re.compile(
    r"\b(?:is|was|were|are|been|be|being|as|an?|the|self|just|so|widely|previously|recently)[\s-]+"
    r"(?:(?:not|never|yet|also|\w+ly)\s+)*$"
)
_WITH_OF = frozenset(
    "warned warns warn warning complained complains accused accuses speaks spoke told tells tell boasted".split()
)
_TITLE_PIECE = re.compile(
    r"\s*(?:[A-Z][\w.]+ )?(?:[Tt]he|[Aa]n?|[Ii]ts|[Hh]is|[Tt]heir) "
    r"(?!.*\b(?:is|was|were|are|has|have|had|said|that|who)\b)"
    r"[\w.'’() -]{3,90}$"
)
_FINITE = re.compile(
    r"(?<!\b[Tt]he )(?<!\b[Aa]n )(?<!\b[Aa] )(?<![’']s )(?<!-)"
    r"\b(?!(?:armed|allied|combined|joint|retired|wounded|displaced)\b)"
    r"(?:[a-z]{2,}ed|took|fell|hit|struck|fled|left|lost|won|shot|began|broke|came|drove|fought|held|led|made|sent|went"
    r"|burnt|blew|overran|stole|rose|withdrew|saw|met|kept|gave|got|did)\b"
)
"""A verb of what happened: where one stands, words are no title."""
_FIRST_VERB = re.compile(
    r"[\s\"“•]{0,3}([^,;:.\n\"“”]{2,80}?)\s{1,4}+(?:has|have|had|is|are|was|were|will|would|did|does|took|made|let|put|gave|left|held|led|"
    r"[a-z]{3,}ed|sent|struck|said|says|told|calls|called)\b"
)
_NEAR = 8
"""How many sources of one sentence can bear on each other."""
_REACH = 400
"""How far before its verb a subject may begin, in code points."""
_PRONOUNS = frozenset("he she they it".split())


class Attribution(NamedTuple):
    """Who says (``source``), by which words (``cue``), and what is said (``content``), as spans of the text."""

    source: Span
    cue: Span
    content: Span


def find_attributions(text: str, words: SourceWords) -> tuple[Attribution, ...]:
    """Every attribution the rules find, ordered by content, source and cue.

    A quotation that runs on over sentences after its attribution yields one more attribution with the same source
    and cue for each further sentence.
    """
    pattern = _cue_pattern(tuple(words.cues))
    quoted = quoted_in(text)
    found: list[Attribution] = []
    last: Attribution | None = None
    previous: Sentence | None = None
    for sentence in split_sentences(text):
        here = _in_sentence(text, sentence, pattern, words, quoted)
        follows = last is not None and previous is not None and previous.paragraph == sentence.paragraph
        if not here and follows and last is not None and _runs_on(sentence, quoted):
            here = [Attribution(last.source, last.cue, Span(start=sentence.start, end=sentence.end))]
        found.extend(here)
        last = here[-1] if here else None
        previous = sentence
    order = sorted(found, key=lambda a: (a.content.start, a.content.end, a.source.start, a.cue.start))
    return tuple(order)


def origin_at(attributions: tuple[Attribution, ...], start: int, end: int) -> Attribution | None:
    """The attribution that covers most of text[start:end], the narrowest of equals; ``None`` below half of it."""
    best: tuple[float, int, Attribution] | None = None
    for item in attributions:
        shared = min(end, item.content.end) - max(start, item.content.start)
        if shared <= 0:
            continue
        # the words of source and cue inside the stretch belong to nobody's content
        own = sum(
            max(0, min(end, span.end) - max(start, span.start))
            for span in (item.source, item.cue)
            if not (item.content.start <= span.start and span.end <= item.content.end)
        )
        share = shared / max(1, end - start - own)
        size = item.content.end - item.content.start
        if share >= 0.5 and (best is None or (min(share, 1.0), -size) > (best[0], best[1])):
            best = (min(share, 1.0), -size, item)
    return None if best is None else best[2]


@lru_cache(maxsize=16)
def _cue_pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    # Grouped by first letter, so that most words are passed over at once; the longest form of a letter comes first.
    forms: dict[str, list[str]] = {}
    for form in sorted(cues, key=lambda form: (-len(form), form)):
        forms.setdefault(form[0].lower(), []).append(re.escape(form[1:]))
    groups = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(forms.items()))
    return re.compile(rf"(?<![\w’'-])(?:{groups})(?![\w-])", re.IGNORECASE)


def _runs_on(sentence: Sentence, quoted: tuple[tuple[int, int], ...]) -> bool:
    """Whether a sentence without a cue is all quotation, so that its speaker is the one before."""
    inside = sum(max(0, min(end, sentence.end) - max(start, sentence.start)) for start, end in quoted)
    return inside >= 0.9 * (sentence.end - sentence.start)


def _in_sentence(
    text: str,
    sentence: Sentence,
    pattern: re.Pattern[str],
    words: SourceWords,
    quoted: tuple[tuple[int, int], ...],
) -> list[Attribution]:
    sources: list[tuple[Span, Span, bool]] = []
    for match in pattern.finditer(text, sentence.start, sentence.end):
        if is_inside(quoted, match.start()):
            continue
        cue = words.cues[match.group().lower()]
        if cue.kind != "phrase" and not _is_verb(text, sentence, match):
            continue
        placed = _source_of(text, sentence, match, cue, quoted)
        if placed is not None and not any(
            placed[0].start < s.end and s.start < placed[0].end for s, _, _ in sources[-_NEAR:]
        ):
            sources.append(placed)
    speaker = _speaker(text, sentence)
    if speaker is not None and not sources:
        sources.append(speaker)
    sources.sort(key=lambda row: (row[0].start, row[1].start))
    return list(_contents(text, sentence, sources))


def _is_verb(text: str, sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether a form that may be a noun, an adjective or a passive stands as an active verb here."""
    word = match.group()
    if word[0].isupper() and match.start() > sentence.start:
        return False
    before = text[max(sentence.start, match.start() - 40) : match.start()]
    after = text[match.end() : match.end() + 30]
    if _ADJECTIVE.search(before) and word.lower() not in _SPOKEN:
        return False
    if _NOUNISH.search(before) or (re.match(r"\s+(?:by|of)\b", after) and word.lower() not in _WITH_OF):
        return False
    if _PASSIVE.search(before) and word.lower().endswith(("ed", "said", "told", "written", "put", "found")):
        return False
    return not (
        word.lower() in ("told", "tell", "tells")
        and re.match(r"\s+(?:[\w’'-]+\s+){1,4}to\s", text[match.end() : match.end() + 60])
    )


def _source_of(
    text: str, sentence: Sentence, match: re.Match[str], cue: Cue, quoted: tuple[tuple[int, int], ...]
) -> tuple[Span, Span, bool] | None:
    """The source of one cue, the cue, and whether the source leads (its content comes after)."""
    span = Span(start=match.start(), end=match.end())
    if cue.position == "none":
        return None
    if cue.position == "before":
        source = _right(text, sentence, match.end())
        if source is None:
            return None
        lead = not text[sentence.start : match.start()].strip(' "“”,;-–—')
        return source, span, lead
    if cue.kind == "weak" and not _reports(text, sentence, match):
        return None
    before = text[sentence.start : match.start()].rstrip()
    inverted = (
        before[-1:] in ',"”»'
        and cue.kind == "verb"
        and match.group().lower().endswith(("ed", "said", "says", "told", "wrote"))
    )
    source = _related(text, sentence, match.start()) or _left(text, sentence, match.start(), quoted)
    if inverted and (
        source is None or before[-1:] in '"”»' or not _appositive_tail(text, sentence, match.start())
    ):
        right = _right(text, sentence, match.end())
        clause = right is not None and source is not None and _CLAUSAL.search(text, right.start, right.end)
        if (
            right is not None
            and not clause
            and re.match(
                r"\s*(?:[A-Z]|the |an? |one |his |her |its |several |local |two )",
                text[match.end() : right.start + 12],
            )
        ):
            return right, span, False
    if source is None:
        return None
    lead = not _ends_with(text, sentence, match, source) and not _said_before(text, sentence, source.start)
    return source, span, lead


_RELATED = re.compile(
    r"(?P<who>(?:[Tt]he\s+)?(?:[A-Z][\w.'’-]*\s+(?:(?:of|for|and|in)\s+(?:the\s+)?)?){0,7}[A-Z][\w.'’-]*)"
    r"(?:\s+\([A-Z][\w-]{1,9}\))?,\s+(?:which|who)\s+(?:(?:has|have|had|also|later|earlier|then|itself)\s+){0,2}$"
)
"""A name and the relative pronoun that stands for it, before a verb ("the Front (TPLF), which | acknowledged")."""


def _related(text: str, sentence: Sentence, at: int) -> Span | None:
    """Whose "which" or "who" is the subject of a verb: the name right before it."""
    met = _RELATED.search(text[max(sentence.start, at - 120) : at])
    if met is None:
        return None
    start = max(sentence.start, at - 120)
    return Span(start=start + met.start("who"), end=start + met.end("who"))


_CLAUSAL = re.compile(r"\b(?:is|was|are|were|has|have|had|will|would|can|could)\b")
"""What no noun phrase holds: "said the town was quiet" names nobody after its verb."""


def _ends_with(text: str, sentence: Sentence, match: re.Match[str], source: Span) -> bool:
    """Whether a sentence ends with "X said", its words before that being no relative clause ("which X said")."""
    if match.group().lower().split()[0] not in _SPOKEN or text[match.end() : sentence.end].strip(' .,"”'):
        return False
    before = text[sentence.start : source.start]
    return len(before.split()) >= 2 and not _RELATIVE.search(before)


_COMMA = re.compile(r",(?!\d)")
"""A comma that is none of a number's."""


def _appositive_tail(text: str, sentence: Sentence, at: int) -> bool:
    """Whether what stands between the last two commas before the cue describes a source, or names one by its title."""
    *earlier, last = _COMMA.split(text[sentence.start : at].rstrip(" ,"))
    if not earlier:
        return False
    named = len(last.split()) <= 4 and last.strip()[:1].isupper() and _is_title(earlier[-1])
    return named or _DESCRIBES.match(last) is not None


def _is_title(piece: str) -> bool:
    """Whether words between commas are a title ("the secretary of the council")."""
    return _TITLE_PIECE.match(piece) is not None and _FINITE.search(piece) is None


def _reports(text: str, sentence: Sentence, match: re.Match[str]) -> bool:
    after = text[match.end() : min(sentence.end, match.end() + 40)]
    before = text[max(sentence.start, match.start() - 40) : match.start()]
    return bool(
        re.match(r"\s*(?:(?:on|in|to) \w+(?: \w+)?,? )?that\b", after)
        or re.match(r"[\s,:]*[\"“«]", after)
        or (
            re.search(r"[,”\"»]\s*[\w .’'-]{2,38}$", before)
            and re.match(r"\s*+(?:[.,:]\s*+)?(?:[\"“]|$)", after)
        )
        or match.group().lower() in ("accused", "accuses", "accusing", "blamed", "blames")
    )


def _left(text: str, sentence: Sentence, at: int, quoted: tuple[tuple[int, int], ...]) -> Span | None:
    """The subject that stands before a verb at ``at``: back to a quotation, a clause mark or the sentence's start."""
    start = sentence.start
    for opened, closed in quoted:
        # a long quotation ends the clause; a word in scare quotes does not
        if (
            closed <= at
            and closed > start
            and (closed - opened > 25 or text[closed - 2 : closed - 1] in ",?!.")
        ):
            start = closed
    start = max(start, at - _REACH)
    left = text[start:at]
    for mark in (";", ": ", " – ", " — ", " -- ", " - ", "( ", "• ", "’ ", "\n"):
        cut = left.rfind(mark)
        if cut >= 0:
            start += cut + len(mark)
            left = text[start:at]
    filler = _FILLER.search(left)
    if filler is not None:
        left = left[: filler.start()]
    start, end = _subject(left.rstrip(" ,"), start, left.rstrip().endswith(","))
    while start < end and not (text[start].isalnum() or text[start] in '"“'):
        start += 1
    piece = text[start:end].strip()
    participle = re.match(r"\w+ing\b", text[at : at + 20]) is not None
    if re.search(r"(?:^|\s)(?:and|but|then)$", piece) or (not piece and participle):
        return _clause_subject(text, sentence.start, at)
    if participle and piece:
        # "The army corrected its account saying that ...", the comma lost: who does it speaks, not what is done.
        subject = _clause_subject(text, sentence.start, at)
        if subject is not None and subject.end < start + len(piece):
            return subject
    if re.match(r"(?:nobody|none|no one|no|neither)\b", piece, re.I):
        return None
    if not piece or piece.lower() in _NOT_SUBJECT - _PRONOUNS or len(piece) > 220:
        return None
    return Span(start=start, end=end)


def _clause_subject(text: str, start: int, at: int) -> Span | None:
    """The subject of a sentence whose second verb reports: "X did this but insisted that ..."."""
    match = _FIRST_VERB.match(text[start:at])
    if match is None:
        return None
    words = match.group(1)
    if _TIME_LEAD.match(words) or len(words) < 2:
        return None
    return Span(start=start + match.start(1), end=start + match.end(1))


def _subject(left: str, start: int, closed: bool) -> tuple[int, int]:
    """The last noun phrase of a clause: with its appositives where the clause ended in a comma."""
    end = start + len(left)
    pieces: list[tuple[int, str]] = []
    at = 0
    for piece in left.split(","):
        pieces.append((at, piece))
        at += len(piece) + 1
    index = len(pieces) - 1
    if closed:
        while index > 0 and _DESCRIBES.match(pieces[index][1]):
            index -= 1
    elif index > 0 and re.match(r"\s*(?:jr|sr)\b", pieces[index][1], re.I):
        index -= 1
    if closed and index > 0 and len(pieces[index][1].split()) <= 4 and pieces[index][1].strip()[:1].isupper():
        if _is_title(pieces[index - 1][1]):
            index -= 1
    elif (
        not closed
        and index > 0
        and len(pieces[index][1].split()) <= 4
        and pieces[index][1].strip()[:1].isupper()
        and _is_title(pieces[index - 1][1])
    ):
        index -= 1
    begin = pieces[index][0]
    words = left[begin:]
    heads = [m.end() for m in _SUBJECT_HEAD.finditer(words.split(",")[0])]
    if heads and not re.match(r"\s{0,4}[\w' -]{2,40}\bwho\b", words):
        begin += heads[-1]
    rest = left[begin:]
    if not closed:
        begin += _run_on(rest)
        rest = left[begin:]
    joined = re.match(
        r"\s*(?:but|and|yet|so|or|nor|meanwhile|however|also|still|then|later|earlier|separately)\s+",
        rest,
        re.I,
    )
    if joined:
        begin += joined.end()
    lead = re.match(
        r"\s*(?:(?:late |early )?on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
        r"(?: (?:morning|evening|night|afternoon))?,? |"
        r"in (?:an?|its|his|her|the|one) [a-z -]{0,40}(?:statement|address|report|interview|post|communique|"
        r"bulletin|message|letter),? )",
        left[begin:], re.I,
    )  # fmt: skip
    if lead:
        begin += lead.end()
    late = re.match(
        r"\s*(?:Late|Early|Hours|Shortly|Soon|Minutes|Days?|A day|Earlier|Later|Then)\b[^A-Z,]{0,25}(?=[A-Z])",
        left[begin:],
    )
    begin += late.end() if late else 0
    relative = re.match(r"\s*(?:which|whom|what)\s+(?=\w)", left[begin:], re.I)
    begin += relative.end() if relative else 0
    while begin < len(left) and left[begin] in " ,":
        begin += 1
    return start + begin, end


def _run_on(words: str) -> int:
    """How many letters of a clause stand before the subject that its end is, where commas were lost."""
    placed = _IN_PLACE.match(words)
    if placed is not None:
        return placed.end()
    cuts = [m.start() for m in _RUN_ON.finditer(words) if not _is_named(words[: m.start()])]
    cuts += [m.end() for m in _AFTER_DAY.finditer(words)]
    return max(cuts, default=0)


def _is_named(words: str) -> bool:
    """Whether words are no more than a name with what he is ("Fisherman Ali Traore"), before "a father of six"."""
    parts = words.split()
    return 1 < len(parts) <= 5 and _FINITE.search(words) is None and parts[-1][:1].isupper()


def _right(text: str, sentence: Sentence, at: int) -> Span | None:
    """The noun phrase that follows a cue, with its appositives."""
    start = at
    while start < sentence.end and text[start] in " ,:":
        start += 1
    end = start
    while end < sentence.end:
        stop = _RIGHT_STOP.search(text, end, sentence.end)
        if stop is None:
            end = sentence.end
            break
        end = stop.start()
        if stop.group() == "." and re.search(
            r"\b[A-Z](?:\.[A-Z])*$|\b(?:Gen|Col|Lt|Maj|Capt|Brig|Mr|Mrs|Dr|Sgt|Gov)$", text[start:end]
        ):
            end = stop.end()
            continue
        rest = text[stop.end() : sentence.end]
        if stop.group() == "," and re.match(r"\s*(?:an?|the|head|who|its|director|spokes\w+|chief)\b", rest):
            close = re.search(r"[,.;\"”\n]", rest)
            clause = rest[: close.start()] if close else rest
            if len(clause) < 90 and not re.search(r"\b(?:was|were|is|has|had|have|are)\b", clause):
                end = stop.end() + len(clause)
        break
    while end > start and text[end - 1] in ' ,."”':
        end -= 1
    return Span(start=start, end=end) if _WORD.search(text, start, end) else None


def _said_before(text: str, sentence: Sentence, start: int) -> bool:
    """Whether enough of a clause stands before the source for it to be what is said."""
    before = text[sentence.start : start].strip(' ,"“”-–—:;•')
    if text[sentence.start : start].rstrip()[-1:] in '”"»' and len(before.split()) >= 2:
        return True
    if not text[sentence.start : start].rstrip().endswith(","):
        return False
    return len(before.split()) > 5 or (len(before.split()) > 2 and not _TIME_LEAD.match(before))


def _speaker(text: str, sentence: Sentence) -> tuple[Span, Span, bool] | None:
    """ "X: ..." at the beginning of a line or sentence, where X is short and what follows is quoted or a headline."""
    mark = r"[\"“«]" if sentence.start > 0 else r"[\"“«A-Z\w]"
    match = re.match(rf"([A-Z][^:\n\"“”,.;]{{1,60}}):\s(?={mark})", text[sentence.start : sentence.end])
    if (
        match is None
        or len(match.group(1).split()) > 6
        or (re.fullmatch(r"[A-Z ]+", match.group(1)) and len(match.group(1)) > 5)
    ):
        return None
    start = sentence.start
    colon = start + match.end(1)
    return Span(start=start, end=colon), Span(start=colon, end=colon + 1), True


def _contents(text: str, sentence: Sentence, sources: list[tuple[Span, Span, bool]]) -> Iterator[Attribution]:
    """What each source of a sentence says: up to the next leading source, or all the sentence before a trailing one."""
    begin = sentence.start
    for index, (source, cue, leads) in enumerate(sources):
        after, before = max(source.end, cue.end), min(source.start, cue.start)
        leading = next((row for row in sources[index + 1 : index + _NEAR] if row[2]), None)
        trailing = next((row for row in sources[index + 1 : index + _NEAR] if not row[2]), None)
        stop = sentence.end if leading is None else min(leading[0].start, leading[1].start)
        if leads:
            if after < stop and (trailing is None or min(trailing[0].start, trailing[1].start) > after):
                yield Attribution(source, cue, Span(start=after, end=stop))
            continue
        goes_on = trailing is None and len(text[after:stop].strip(' .,"”').split()) >= 4
        if begin < before:
            end = stop if goes_on and _continues(text, after, stop) else before
            yield Attribution(source, cue, Span(start=begin, end=end))
        begin = after


def _continues(text: str, after: int, stop: int) -> bool:
    """Whether what follows a trailing attribution is still said: "A, X said, B", but not "A, X said on Monday"."""
    tail = text[after:stop].lstrip()
    return bool(re.match(r"(?:,|\.|:)?\s*[\"“«]|,\s|(?:that|and that)\b", tail))
