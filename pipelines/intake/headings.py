"""Headings (表头): when two are the same, when they are alike, how they are shown."""

from __future__ import annotations

import difflib
import re

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}
# White space, line breaks included, and characters without width.
_NOTHING = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+")
_NUMBER = re.compile(r"[0-9]{6,}[xX]?")
_LONGEST_SHOWN = 40
# Three of four characters: 报警时间 for 报案时间, but not 录入时间.
_ALIKE = 0.75
_SOMEWHAT_ALIKE = 0.5


def heading_key(text: str) -> str:
    """What two spellings of one heading share.

    Width of characters, white space, line breaks and case make no difference.
    """
    return _NOTHING.sub("", text.translate(_FULL_WIDTH)).casefold()


def shown(text: str) -> str:
    """A heading for a message; a number in it may be a person's."""
    return _NUMBER.sub("***", " ".join(text.split()))[:_LONGEST_SHOWN]


def _likeness(one: str, other: str) -> float:
    one, other = heading_key(one), heading_key(other)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.99  # 职业 for 受害人职业
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def most_alike(known: list[str], candidates: list[str]) -> str | None:
    """The candidate that may be a new name of a column with these headings."""
    return _best(known, candidates, _SOMEWHAT_ALIKE)


def surely_alike(known: list[str], candidates: list[str]) -> str | None:
    """The candidate that is most likely a new name of the column."""
    return _best(known, candidates, _ALIKE)


def _best(known: list[str], candidates: list[str], cutoff: float) -> str | None:
    rated = [(max(_likeness(k, c) for k in known), c) for c in candidates]
    likeness, best = max(rated, default=(0.0, ""), key=lambda pair: pair[0])
    return best if likeness >= cutoff else None
