"""Versions: which texts are one article as its outlet changed it, what differs, and which claims that supersedes."""
