"""Groups of pages: each module has a ``router``, and ``NAV`` where it belongs in the bar at the top."""
