"""Out of the record: a selection of it as sheets, layers, a bibliography, a brief, or gold for measuring."""
