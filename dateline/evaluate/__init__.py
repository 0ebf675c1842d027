"""Measures dateline against hand-coded reports: reads gold, runs stages on it, writes what a scorer wants."""
