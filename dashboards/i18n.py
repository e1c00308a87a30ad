"""Texts of the interface in two languages: one key, two catalogues."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")
DEFAULT_LANGUAGE = "zh"
_FOLDER = Path(__file__).parent / "locales"


@cache
def catalogue(language: str) -> dict[str, str]:
    """All texts of a language by key; a file for what all pages share, one per page."""
    texts: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.json")):
        texts |= json.loads(path.read_text("utf-8"))
    return texts


class Translator:
    """Looks texts up in one language: `t("overview.title")`."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self._texts = catalogue(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its `{placeholders}` filled in.

        Raises:
            KeyError: if no catalogue has the key.
        """
        return self._texts[key].format(**values)

    def name(self, group: str, code: str) -> str:
        """What a code is called; a site's own code, which has no text, is its name."""
        return self._texts.get(f"{group}.{code}", code)

    def pick(self, chinese: str, english: str | None) -> str:
        """Of a name stored in both languages, the one to show."""
        return english if self.language == "en" and english else chinese
