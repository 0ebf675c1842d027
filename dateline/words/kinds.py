"""The event kinds: what each means, and its codes in the schemes of the field.

Comes in: the rows of ``event_kinds.tsv``, ``acled_rules.tsv`` and ``actor_classes.tsv``. Goes out: a frozen
:class:`KindTable`, whose methods give ACLED, PLOVER, CAMEO and UCDP codes; an unknown code is ``None``.
Sources of method: ACLED Codebook 2024, PLOVER 2023, CAMEO 1.1b3, UCDP GED codebook 24.1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

STATE_BASED, NON_STATE, ONE_SIDED = "state-based", "non-state", "one-sided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One event kind. The code fields hold every candidate; the methods of the table choose.

    ``territory`` says what it does to who holds the place: ``actor takes``, ``contests``, ``leaves``,
    ``keeps``, ``besieges``, ``holds``, ``gives``, or ``None``.
    """

    kind: str
    family: str
    meaning: str
    acled_event: tuple[str, ...]
    acled_sub_event: tuple[str, ...]
    plover: tuple[str, ...]
    cameo: tuple[str, ...]
    ucdp: tuple[str, ...]
    territory: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcledRule:
    """The ACLED code of a kind where the classes of its actors and targets fit; ``any`` fits all."""

    kind: str
    rank: int
    actor: str
    target: str
    sub_event: str | None
    event_type: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTable:
    """All kinds by name, the ACLED rules by kind in rank order, and the actor types of each class."""

    kinds: Mapping[str, Kind]
    rules: Mapping[str, tuple[AcledRule, ...]]
    classes: Mapping[str, frozenset[str]]

    def family(self, kind: str) -> str | None:
        """The family of a kind, ``None`` where the kind is unknown."""
        found = self.kinds.get(kind)
        return None if found is None else found.family

    def acled(
        self, kind: str, actor_types: Iterable[str] = (), target_types: Iterable[str] = ()
    ) -> tuple[str | None, str | None]:
        """ACLED event type and sub-event type; the first rule whose conditions the actor types meet decides."""
        actors, targets = tuple(actor_types), tuple(target_types)
        for rule in self.rules.get(kind, ()):
            if self._meets(actors, rule.actor) and self._meets(targets, rule.target):
                return rule.event_type, rule.sub_event
        return None, None

    def plover(self, kind: str) -> str | None:
        """The PLOVER code, the commonest where several are possible."""
        found = self.kinds.get(kind)
        return found.plover[0] if found is not None and found.plover else None

    def cameo(self, kind: str) -> str | None:
        """The CAMEO code as text (leading zeros count)."""
        found = self.kinds.get(kind)
        return found.cameo[0] if found is not None and found.cameo else None

    def ucdp(
        self, kind: str, actor_types: Iterable[str] = (), target_types: Iterable[str] = ()
    ) -> str | None:
        """UCDP type of violence: ``state-based``, ``non-state`` or ``one-sided``; ``None`` where untold.

        Armed force against civilians alone is one-sided; between a state and an organised actor state-based;
        between two organised actors that are no states non-state. Of two-sided fighting both are actors.
        """
        found = self.kinds.get(kind)
        if found is None or not found.ucdp:
            return None
        actors, targets = tuple(actor_types), tuple(target_types)
        sides = sum(self._is_armed(kind_of) for kind_of in (*actors, *targets))
        if targets and self._meets(targets, "civilians") and not self._meets(targets, "armed"):
            return ONE_SIDED if ONE_SIDED in found.ucdp and self._meets(actors, "armed") else None
        if found.ucdp == (ONE_SIDED,):
            return ONE_SIDED if self._meets(actors, "armed") else None
        if sides < 2:
            return None
        both = (*actors, *targets)
        return STATE_BASED if any(t in self.classes["state"] for t in both) else NON_STATE

    def _is_armed(self, actor_type: str) -> bool:
        return actor_type in self.classes["armed"] or actor_type in self.classes["state"]

    def _meets(self, types: Sequence[str], condition: str) -> bool:
        return condition == "any" or any(t in self.classes[condition] for t in types)


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)


def kind_table(
    kinds: Iterable[Sequence[str]], rules: Iterable[Sequence[str]], classes: Iterable[Sequence[str]]
) -> KindTable:
    """Build the table from the cells of the three files, in the order of their columns."""
    made = {
        row[0]: Kind(
            kind=row[0],
            family=row[1],
            meaning=row[2],
            acled_event=_split(row[3]),
            acled_sub_event=_split(row[4]),
            plover=_split(row[5]),
            cameo=_split(row[6]),
            ucdp=_split(row[7]),
            territory=row[8] or None,
        )
        for row in kinds
    }
    by_kind: dict[str, list[AcledRule]] = {}
    for row in rules:
        rule = AcledRule(
            kind=row[0],
            rank=int(row[1]),
            actor=row[2],
            target=row[3],
            sub_event=row[4] or None,
            event_type=row[5] or None,
        )
        by_kind.setdefault(rule.kind, []).append(rule)
    of_class: dict[str, set[str]] = {}
    for row in classes:
        of_class.setdefault(row[0], set()).add(row[1])
    return KindTable(
        kinds=made,
        rules={kind: tuple(sorted(found, key=lambda r: r.rank)) for kind, found in by_kind.items()},
        classes={name: frozenset(types) for name, types in of_class.items()},
    )
