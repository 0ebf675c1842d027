"""Adapters in: files on disk become Reports; what cannot be read becomes Problems."""
