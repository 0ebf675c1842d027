"""dateline: a war monitor that shows its sources."""

__version__ = "0.1.0"
