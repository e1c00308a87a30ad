"""The name under which the ledger knows a delivered file."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

from pipelines.intake.pseudonyms import pseudonym_key
from warehouse.settings import Settings

# A phone number has 11 digits, perhaps with a prefix; identity and card numbers
# have 15 to 19. So may a point of time, but that begins with a day of our century.
_PERSONAL = re.compile(
    r"(?<![0-9])(?:(?:86|0)?1[0-9]{10}"
    r"|(?!20[0-9]{2}[01][0-9][0-3][0-9])[0-9]{15,}[xX]?)(?![0-9])"
)
_DISTINCT_DIGITS = 8


def file_key(settings: Settings, name: Path | str) -> str:
    """Name of a file in the ledger: its path inside landing, as valid text.

    `name` is that path, relative to landing.
    """
    raw = os.fsencode(name)
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:  # unpacked from an archive of Windows
        name = raw.decode("gb18030", errors="backslashreplace")
    return masked(settings, name)


def masked(settings: Settings, name: str) -> str:
    """A name in which a number that may be a person's is masked.

    What keeps two masked names apart is keyed like a pseudonym, so that nobody can
    guess the number from it.
    """
    hidden = _PERSONAL.sub("***", name)
    if hidden == name:
        return name
    secret = f"{pseudonym_key(settings)}file|{name}".encode()
    digest = hashlib.sha256(secret).hexdigest()[:_DISTINCT_DIGITS]
    return f"{hidden}（{digest}）"
