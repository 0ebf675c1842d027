"""Scores the naming of actors by itself: the words a coder marked go in, and the coder's name should come out.

    python scripts/score_naming.py --scorer ../shared/eval/score.py [--show WAY]

Reads ``corpus/gold``; prints, for actors and targets of the training and of the validation clusters, how many words are
given a name that the scorer takes for the coder's, by the way in which the name was found (``why``). ``--show noun``
also prints the words of the training clusters that were named wrongly that way.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from corpus_docs import Doc, is_validation, load_corpus  # noqa: E402
from fit_merge import gold_claims  # noqa: E402
from gold_drafts import report_of  # noqa: E402
from score_parts import scorer  # noqa: E402

from dateline.claim.code import Tables, load_tables  # noqa: E402
from dateline.claim.marks import make_marks  # noqa: E402
from dateline.mention.actors import NamedActor, name_actors  # noqa: E402
from dateline.model import Actor  # noqa: E402
from dateline.words.tables import load_words  # noqa: E402


def namings(doc: Doc, tables: Tables) -> Iterator[tuple[str, Actor, tuple[NamedActor, ...]]]:
    """Each actor and target of a hand-coded report, with its role and the names that its words are given."""
    report = report_of(doc)
    voice = tables.words.voice_of(report.outlet)
    context = make_marks(report.text, report.published, voice, tables).actor_context
    for claim in gold_claims([doc], [report]):
        for coded in claim.actors:
            yield "actor", coded, name_actors(coded.span.start, coded.span.end, context, "actor")
        for coded in claim.targets:
            yield "target", coded, name_actors(coded.span.start, coded.span.end, context, "target")


def main() -> None:
    """Run the measure from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--show", metavar="WAY")
    options = parser.parse_args()
    same_name = scorer(options.scorer).same_name
    tables = load_tables(load_words())
    right: Counter[tuple[str, str, str]] = Counter()
    every: Counter[tuple[str, str, str]] = Counter()
    for doc in load_corpus(ROOT / "corpus"):
        if doc["coded"]:
            continue
        part = "validation" if is_validation(doc) else "training"
        for role, coded, names in namings(doc, tables):
            hit = any(same_name(one.name, coded.name) for one in names)
            way = names[0].why if names else "nobody"
            for key in ((role, part, "all"), (role, part, way)):
                every[key] += 1
                right[key] += hit
            if way == options.show and part == "training" and not hit:
                told = " + ".join(one.name for one in names)
                print(f"{doc['report']}\t{role}\t{coded.words}\t{told}\t{coded.name}")
    for key in sorted(every, key=lambda key: (key[:2], -every[key])):
        print(f"{' '.join(key):34} {right[key]:5} of {every[key]:5}  {right[key] / every[key]:.3f}")


if __name__ == "__main__":
    main()
