"""Why a whole delivery is refused, in the clerk's words."""

from __future__ import annotations


class RejectedError(Exception):
    """A delivery that is refused whole; carries a stable code and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        """`message` is Chinese, names columns by their 表头, and quotes no data."""
        super().__init__(message)
        self.code = code
        self.message = message
