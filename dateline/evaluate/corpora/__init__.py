"""Measures dateline on public corpora: each has a reader (path in, records out) and a measure (figures out)."""
