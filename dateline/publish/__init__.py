"""Publishing: what a run found, as the bytes of every output file."""

from __future__ import annotations

from dateline.publish.brief import brief_of
from dateline.publish.changes import Changes
from dateline.publish.decisions import decisions_jsonl
from dateline.publish.geojson import events_geojson
from dateline.publish.ground import check_grounding
from dateline.publish.jsonl import claims_jsonl, incidents_jsonl, problems_jsonl
from dateline.publish.markdown import brief_md
from dateline.publish.page import brief_html
from dateline.publish.record import Boilerplate, Options, Run
from dateline.publish.tables import Tables, load_tables
from dateline.publish.tables_csv import control_csv, events_csv, incident_order
from dateline.publish.titles import titled
from dateline.publish.totals import total_rows, totals_csv
from dateline.publish.versions import versions_jsonl

__all__ = ["Boilerplate", "Options", "Run", "Tables", "load_tables", "publish"]


def publish(run: Run, words: Tables, changed: Changes | None = None) -> dict[str, bytes]:
    """Turn a run into its files: name to bytes, in the order they are listed in the documentation.

    ``changed`` is what the record is against the run before, for the brief to lead with; ``None`` without one.

    The order of records in ``run`` does not matter; the same records give the same bytes. Raises
    :class:`dateline.errors.GroundingError` where a quote or words of a claim are not the text of its report.
    """
    check_grounding((*run.reports, *run.earlier), (*run.claims, *run.set_aside, *run.superseded))
    run = titled(run, words)
    brief, told = brief_of(run, words, changed)
    return {
        "claims.jsonl": claims_jsonl(run.claims, words.codes),
        "incidents.jsonl": incidents_jsonl(run.incidents, run.revisions),
        "control.csv": control_csv(run.control),
        "totals.csv": totals_csv(total_rows(run.claims, incident_order(run.incidents))),
        "events.csv": events_csv(run.incidents, words, hxl=run.options.hxl),
        "events.geojson": events_geojson(run.incidents),
        "brief.html": brief_html(brief, told, words),
        "brief.md": brief_md(brief, told),
        "decisions.jsonl": decisions_jsonl(run.decisions),
        "problems.jsonl": problems_jsonl(run.problems),
        "versions.jsonl": versions_jsonl(run, words.codes),
    }
