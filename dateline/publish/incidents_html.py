"""The table of incidents: one line each, opening to the accounts side by side in their own words."""

from __future__ import annotations

from collections.abc import Sequence

from dateline.model import Claim, Incident, Origin
from dateline.publish import english
from dateline.publish.brief import Brief, Index
from dateline.publish.decisions import set_by_person
from dateline.publish.facts import outlet_name, reading_order
from dateline.publish.markup import badge, cites, count_range, esc, pieces
from dateline.publish.sentences import short_quote

_STANDS = {
    "gains": "gains by it",
    "loses": "loses by it",
    "neutral": "neither gains nor loses",
    "unknown": "interest not known",
}
_PARTY = {"armed_group": "armed group"}


def incident_rows(brief: Brief) -> str:
    """All incidents as rows that open."""
    head = (
        '<div class="row head" aria-hidden="true"><span>When</span><span>What</span><span>Counts</span>'
        "<span>Sources</span><span>Grade</span></div>"
    )
    return f'<div class="incidents">{head}{"".join(_row(i, brief) for i in brief.incidents)}</div>'


def _row(incident: Incident, brief: Brief) -> str:
    index = brief.index
    number, title = index.incident_numbers[incident.incident], index.titles[incident.incident]
    places = ", ".join(p.name for p in incident.places[:3])
    kind = incident.kind.replace("_", " ")
    status = "" if incident.status == "happened" else f" · {incident.status.replace('_', ' ')}"
    counts = "".join(
        f'<span class="count">{esc(english.who_words(t.who, None))} {esc(t.what.replace("_", " "))}: '
        f"{count_range(t.low, t.best, t.high)}</span>"
        for t in incident.counts
    )
    voices = incident.independent_origins
    names = ", ".join(o.name for o in incident.origins)
    summary = (
        f'<summary class="row"><span class="when">{esc(english.when_label(incident.when))}</span>'
        f'<span class="what"><b>{esc(title)}</b><small>{esc(kind)}{esc(status)}'
        f"{' · ' + esc(places) if places else ''}</small></span>"
        f'<span class="counts">{counts}</span>'
        f'<span class="sources"><b>{voices}</b> {"voice" if voices == 1 else "voices"}'
        f"<small>{esc(names)}</small></span>"
        f"<span>{badge(incident.grade)}</span></summary>"
    )
    search = " ".join([title, places, names, kind, incident.grade]).casefold()
    return (
        f'<details class="inc" id="i{number}" data-grade="{esc(incident.grade)}" data-text="{esc(search)}">'
        f'{summary}<div class="body">{_body(incident, brief)}</div></details>'
    )


def _body(incident: Incident, brief: Brief) -> str:
    index = brief.index
    why = f'<p class="why">{esc(incident.why)}</p>' if incident.why else ""
    accounts = "".join(_account(o, index, "") for o in incident.origins)
    accounts += "".join(_account(o, index, "denies") for o in incident.denied_by)
    told = {c for o in (*incident.origins, *incident.denied_by) for c in o.claims}
    rest = [index.claims[c] for c in incident.claims if c in index.claims and c not in told]
    if rest:
        accounts += f'<div class="account"><h4>Also told</h4>{_quotes(rest, index)}</div>'
    contested = "".join(
        f"<li><b>{esc(c.field)}</b>: "
        + "; ".join(f"{esc(v.value)} ({esc(', '.join(v.origins))}){cites(v.claims, index)}" for v in c.values)
        + "</li>"
        for c in incident.contested
    )
    contested = f'<ul class="plain">{contested}</ul>' if contested else ""
    history = "".join(
        f"<li>{pieces(told.pieces, index)}</li>" for told in index.history.get(incident.incident, ())
    )
    contested += (
        f'<p class="lead">Changed by the outlet:</p><ul class="plain">{history}</ul>' if history else ""
    )
    facts = [f"Admiralty {incident.admiralty}", esc(incident.incident)]
    facts += [f"place: {esc(p.name)}, {esc(p.precision or 'precision unknown')}" for p in incident.places[:6]]
    if incident.holder_after:
        facts.append(f"held afterwards by {esc(incident.holder_after)}")
    if incident.incident in brief.accounts:
        facts.append(f'<a href="#a{index.incident_numbers[incident.incident]}">accounts side by side</a>')
    facts += [f'<a href="#d{esc(d)}">correction {esc(d)}</a>' for d in incident.decisions]
    return f'{why}{contested}<div class="accounts">{accounts}</div><p class="facts">{" · ".join(facts)}</p>'


def _account(origin: Origin, index: Index, note: str) -> str:
    claims = [index.claims[c] for c in origin.claims if c in index.claims]
    party = _PARTY.get(origin.party, origin.party)
    facts = [f for f in (note, party if party != "unknown" else "", _STANDS[origin.stands]) if f]
    return (
        f'<div class="account"><h4>{esc(origin.name)}</h4><p class="facts">{esc(" · ".join(facts))}</p>'
        f"{_quotes(claims, index)}</div>"
    )


def _quotes(claims: Sequence[Claim], index: Index) -> str:
    return "".join(_quote(claim, index) for claim in reading_order(claims))


def _quote(claim: Claim, index: Index) -> str:
    number = index.numbers[claim.claim]
    quote, start = claim.quotes[0], claim.quote_spans[0].start
    first, last = claim.trigger_span.start - start, claim.trigger_span.end - start
    if 0 <= first < last <= len(quote):
        body = f"{esc(quote[:first])}<em>{esc(quote[first:last])}</em>{esc(quote[last:])}"
    else:
        body = esc(short_quote(quote))
    via = [outlet_name(claim)] + [s.name for s in claim.said_by[1:]]
    person = next((s.person for s in claim.said_by if s.person), None)
    facts = ([person] if person and person != claim.said_by[0].name else []) + [f"in {', '.join(via)}"]
    facts += [claim.status.replace("_", " ")] if claim.status != "happened" else []
    facts += [claim.hedge] if claim.hedge else []
    facts += [set_by_person([claim])] if claim.decided else []
    return f'<blockquote>{body}<footer>{esc(" · ".join(facts))} <a href="#c{number}">{number}</a></footer></blockquote>'
