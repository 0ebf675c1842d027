"""Tables of the package, read one by one: what a test of a single table needs of it."""

from __future__ import annotations

from dateline.words.actorfiles import actors_from_tsv
from dateline.words.actors import ActorTable
from tests.conftest import ROOT

DATA = ROOT / "dateline" / "data"


def shipped_actors() -> ActorTable:
    """The table of actors."""
    names = ("actors.tsv", "aliases.tsv", "sides.tsv", "state_bodies.tsv")
    files = {name: (DATA / "actors" / name).read_text(encoding="utf-8") for name in names}
    files["countries.tsv"] = (DATA / "places" / "countries.tsv").read_text(encoding="utf-8")
    return actors_from_tsv(files)
