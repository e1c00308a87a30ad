"""Intake: files and database tables become deliveries, losing nothing."""

from __future__ import annotations

import time
from pathlib import Path

from pipelines.intake.contracts import Contract, load_contracts
from pipelines.intake.database_config import SourcesError, has_sources
from pipelines.intake.database_news import (
    databases_have_news,
    every_source,
    failing_sources,
)
from pipelines.intake.file_names import file_key
from pipelines.intake.landing import Seen, all_settled, pending, unknown
from pipelines.intake.ledger import DeliveryResult
from pipelines.intake.pulls import pull_extract
from pipelines.intake.taking_in import intake_extract
from warehouse.settings import Settings

__all__ = [
    "Contract",
    "DeliveryResult",
    "SourcesError",
    "databases_have_news",
    "every_source",
    "failing_sources",
    "files_left",
    "has_sources",
    "intake_extract",
    "load_contracts",
    "pending_files",
    "pull_extract",
    "wait_until_settled",
]

# Files that still grow after this are left for the next refresh.
_LONGEST_WAIT_SECONDS = 30.0
_LOOK_SECONDS = 0.25


def pending_files(settings: Settings) -> list[Path]:
    """Files of landing that the ledger does not know, decided without reading them."""
    return [
        path
        for contract in load_contracts().values()
        for path in pending(settings, contract, Seen(settings, contract.name))
    ]


def wait_until_settled(settings: Settings) -> None:
    """Wait until nobody seems to be writing a new file, but not for ever."""
    until = time.monotonic() + _LONGEST_WAIT_SECONDS
    while not all_settled(_unknown_files(settings)) and time.monotonic() < until:
        time.sleep(_LOOK_SECONDS)


def files_left(settings: Settings) -> list[str]:
    """Files of landing that no refresh has taken in yet, as the ledger would name them."""
    return [
        file_key(settings, path.relative_to(settings.landing))
        for path in _unknown_files(settings)
    ]


def _unknown_files(settings: Settings) -> dict[Path, list[int]]:
    return {
        path: stamp
        for contract in load_contracts().values()
        for path, stamp in unknown(
            settings, contract, Seen(settings, contract.name)
        ).items()
    }
