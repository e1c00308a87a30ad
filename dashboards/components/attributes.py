"""Attributes whose names are no Python words, for `**`."""

from __future__ import annotations

from typing import Any

HIDDEN: dict[str, Any] = {"aria-hidden": "true"}


def labelled(text: str) -> dict[str, Any]:
    """The name of a part for who cannot see it."""
    return {"aria-label": text}


def marked(kpi_code: str) -> dict[str, Any]:
    """Says which KPI an element shows."""
    return {"data-kpi": kpi_code}


def taking(form: str) -> dict[str, Any]:
    """Says in which form a button takes the page along: print or picture."""
    return {"data-take": form}


def named_file(name: str) -> dict[str, Any]:
    """Says what the page's files are called, without their ending."""
    return {"data-file": name}
