"""Marked sections of a page of figures: a section's name and text in, the page with that section fresh out.

A section stands between ``<!-- eval: NAME -->`` and ``<!-- end: NAME -->``; what is outside is a person's. A section
that the page has not got is added at its end. The same figures give the same bytes.
"""

from __future__ import annotations

from dateline.evaluate.corpora.common import Figure, Measured


def section(result: Measured, command: str) -> str:
    """A result as Markdown: what was read, how it is scored, the command, and a table of figures."""
    rows = "".join(
        f"| {figure.name} | {shown(figure)} | {figure.best or '-'} |\n" for figure in result.figures
    )
    return (
        f"### {result.title}\n\n{result.scoring} Read: {result.read}; encoder `{result.encoder}`.\n\n"
        f"```\n{command}\n```\n\n| figure | ours | best published |\n|---|---|---|\n{rows}\n"
        f"Published figures: {result.source}.\n"
    )


def shown(figure: Figure) -> str:
    """A value as text: three decimals for a share, whole for a count."""
    if figure.value is None:
        return "-"
    return f"{figure.value:.3f}" if isinstance(figure.value, float) else f"{figure.value:,}"


def refreshed(page: str, name: str, text: str) -> str:
    """The page with the section of a name replaced, or added at the end."""
    start, end = f"<!-- eval: {name} -->", f"<!-- end: {name} -->"
    block = f"{start}\n{text.strip()}\n{end}\n"
    before, found, rest = page.partition(start)
    if not found:
        return f"{page.rstrip()}\n\n{block}"
    _, closed, after = rest.partition(end)
    if not closed:
        raise ValueError(f"the section {name!r} has no end mark")
    return before + block + after.removeprefix("\n")
