"""The key of the pseudonyms."""

from __future__ import annotations

import os
import secrets

from warehouse.settings import Settings

# 128 bits, as many as a pseudonym has; with a phone or ID number they fit into
# one block of SHA-256, which halves the work.
_KEY_DIGITS = 32


def pseudonym_key(settings: Settings) -> str:
    """The secret key, made on first use in a file of its own, mode 0600.

    Losing it means that new pseudonyms no longer match the old ones.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        descriptor = os.open(settings.key_file, flags, 0o600)
    except FileExistsError:
        key = settings.key_file.read_text("ascii").strip()
        if len(key) >= _KEY_DIGITS:
            return key
        settings.key_file.unlink()  # a kill left it half written, before any use
        return pseudonym_key(settings)
    key = secrets.token_hex(_KEY_DIGITS // 2)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key)
        stream.flush()
        os.fsync(stream.fileno())
    return key
