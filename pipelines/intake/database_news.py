"""What the configured databases have to tell, without taking anything in."""

from __future__ import annotations

from pipelines.intake.contracts import Contract, load_contracts
from pipelines.intake.database_config import (
    DatabaseSource,
    has_sources,
    load_sources,
)
from pipelines.intake.database_secrets import read_credentials
from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import DeliveryResult, Ledger, checked_with
from pipelines.intake.pull_history import PullHistory
from pipelines.intake.pull_rows import find_fresh
from pipelines.intake.pull_spool import spooled
from pipelines.intake.session import connect
from warehouse.settings import Settings


def every_source(settings: Settings) -> list[DatabaseSource]:
    """Every configured source.

    Raises:
        SourcesError: if `sources.yaml` is wrong.
    """
    return load_sources(settings, load_contracts()) if has_sources(settings) else []


def failing_sources(settings: Settings) -> list[DeliveryResult]:
    """The last ledger entry of every source whose last attempt failed."""
    failing = []
    for source in every_source(settings):
        failing += _history(settings, source).failures[-1:]
    return failing


def databases_have_news(settings: Settings) -> bool:
    """Whether a refresh would make a ledger entry of a database.

    Asks them for what a pull would ask; nothing is kept.
    """
    contracts = load_contracts() if has_sources(settings) else {}
    return any(
        _has_news(settings, contracts[source.extract], source)
        for source in every_source(settings)
    )


def _has_news(settings: Settings, contract: Contract, source: DatabaseSource) -> bool:
    history = _history(settings, source)
    if history.must_enter(checked_with(settings, contract)) and not history.failures:
        return True
    since = history.window_start(source.overlap)
    try:
        credentials = read_credentials(settings, source)
        with (
            spooled(source, credentials, contract, since, settings.tmp_dir) as spool,
            connect(settings) as connection,
        ):
            window = history.window(source.overlap, recheck=False)
            fresh = find_fresh(connection, contract, spool, window)
            return bool(fresh or history.failures)
    except RejectedError as error:
        return not history.knows_failure(error)


def _history(settings: Settings, source: DatabaseSource) -> PullHistory:
    extract_dir = settings.deliveries_dir / source.extract
    return PullHistory(extract_dir, Ledger(extract_dir).pulls(source.key))
