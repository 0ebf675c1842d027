"""What can go wrong, one class for each thing a caller can do about it.

::

    DatelineError          any of the below
    ├── UsageError         the call is wrong: say it again, corrected (exit 2)
    │   └── StaleError     what it is about has changed since the caller looked: look again
    ├── SetupError         the installation or its data is wrong: mend it (exit 2)
    │   └── DataError      a word table, gazetteer or model fails its check
    ├── StoreError         the store cannot be used as it is (exit 2)
    ├── BrokenOffError     the work was ended from outside: give the command again (exit 2)
    └── GroundingError     a claim's words are not in its report: a defect of ours, stop all

Bad input is never raised: it is a :class:`dateline.model.Problem` beside the results.
"""

from __future__ import annotations


class DatelineError(Exception):
    """Any fault that dateline raises on purpose; its text is one sentence fit to print."""


class UsageError(DatelineError):
    """The command or call was wrong; corrected, it would work."""


class StaleError(UsageError):
    """What the call is about is no longer as the caller saw it; having looked again, it may be made again."""


class SetupError(DatelineError):
    """The installation, a model or its data is not as it must be."""


class DataError(SetupError):
    """A word table, gazetteer or model file fails its check: says which file, line and value."""


class BrokenOffError(DatelineError):
    """Work was ended from outside before it was done: give the command again."""


class StoreError(DatelineError):
    """The store cannot be opened, read or written as it is."""


class GroundingError(DatelineError):
    """A quote or words are not an exact substring of their report; nothing may be published."""


UNFORESEEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, RuntimeError, SyntaxError, TypeError, ValueError),
)
"""What a defect of ours raises over one file or report: that one is told as a problem, the rest goes on."""
