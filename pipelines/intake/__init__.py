"""Intake: files and database tables become deliveries, losing nothing."""

from __future__ import annotations

from pathlib import Path

from pipelines.intake.contracts import Contract, load_contracts
from pipelines.intake.database_config import SourcesError, has_sources
from pipelines.intake.database_news import (
    databases_have_news,
    every_source,
    failing_sources,
)
from pipelines.intake.landing import Seen, pending
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
    "has_sources",
    "intake_extract",
    "load_contracts",
    "pending_files",
    "pull_extract",
]


def pending_files(settings: Settings) -> list[Path]:
    """Files of landing that the ledger does not know, decided without reading them."""
    return [
        path
        for contract in load_contracts().values()
        for path in pending(settings, contract, Seen(settings, contract.name))
    ]
