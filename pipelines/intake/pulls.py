"""One database source after the other: pulled, checked, stored, entered.

There is no state beside the ledger: how far a source was read, what of it is
known and what was refused stands in its deliveries. So a kill leaves either a
delivery with all of that, or nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.intake.contracts import Contract
from pipelines.intake.database_config import DatabaseSource
from pipelines.intake.database_news import every_source
from pipelines.intake.database_secrets import read_credentials
from pipelines.intake.delivery import write_rows
from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import Content, DeliveryResult, Ledger, checked_with, now
from pipelines.intake.meta import Meta
from pipelines.intake.pull_history import PullHistory
from pipelines.intake.pull_rows import (
    content_sha256,
    find_fresh,
    fresh_source,
    newest_version,
    write_pulled,
)
from pipelines.intake.pull_spool import Spool, spooled
from pipelines.intake.session import connect
from pipelines.intake.storage import clear_leftovers, new_folder, store
from warehouse.settings import Settings

_BEIJING_OFFSET = timedelta(hours=8)


def pull_extract(
    settings: Settings,
    contract: Contract,
    *,
    progress: Callable[[DeliveryResult], None] | None = None,
) -> list[DeliveryResult]:
    """Pull one extract from each of its databases; returns the new ledger entries.

    A source that brings nothing new has none. One that fails is an entry, not an
    exception, and only one as long as it fails in the same way. Must be called by
    the writer only, after `intake_extract`.

    Raises:
        SourcesError: if `sources.yaml` is wrong.
    """
    sources = [s for s in every_source(settings) if s.extract == contract.name]
    if not sources:
        return []
    extract_dir = settings.deliveries_dir / contract.name
    clear_leftovers(extract_dir)
    results = []
    with connect(settings) as connection:
        ledger = Ledger(extract_dir)
        run = _Run(
            settings=settings,
            extract_dir=extract_dir,
            contract=contract,
            connection=connection,
            rule=checked_with(settings, contract),
        )
        for source in sources:
            entries = ledger.pulls(source.key)
            result = run.pull(source, PullHistory(extract_dir, entries))
            if result is None:
                continue
            results.append(result)
            if progress:
                progress(result)
    return results


@dataclass(frozen=True)
class _Run:
    """What the sources of one run share."""

    settings: Settings
    extract_dir: Path
    contract: Contract
    connection: duckdb.DuckDBPyConnection
    rule: str

    def pull(
        self, source: DatabaseSource, history: PullHistory
    ) -> DeliveryResult | None:
        """The entry of a pull; None if there is nothing that the ledger lacks."""
        is_recheck = history.needs_recheck(self.rule)
        since = None if is_recheck else history.window_start(source.overlap)
        entry = DeliveryResult(
            delivery_id="",
            extract=self.contract.name,
            file=source.key,
            sha256="",
            received_at=now(),
            status="loaded",
            checked_with=self.rule,
            contract_version=self.contract.version,
            pull_number=history.next_number,
            pulled_since=since,
            is_recheck=is_recheck,
        )
        try:
            credentials = read_credentials(self.settings, source)
            tmp_dir = self.settings.tmp_dir
            with spooled(source, credentials, self.contract, since, tmp_dir) as spool:
                return self._deliver(source, history, entry, spool)
        except RejectedError as error:
            return self._refuse(history, entry, error)

    def _deliver(
        self,
        source: DatabaseSource,
        history: PullHistory,
        entry: DeliveryResult,
        spool: Spool,
    ) -> DeliveryResult | None:
        started = time.monotonic()
        window = history.window(source.overlap, recheck=bool(entry.is_recheck))
        found = find_fresh(self.connection, self.contract, spool, window)
        if not (found or history.must_enter(self.rule)):
            return None
        beijing = datetime.now(UTC).replace(tzinfo=None) + _BEIJING_OFFSET
        newest = newest_version(self.connection, beijing)
        watermark = max(filter(None, [newest, history.watermark]), default=None)
        sha256 = content_sha256(self.connection)
        # The number tells pulls apart that bring the same: nothing, for example.
        content = Content(sha256, f"{source.key} {entry.pull_number}".encode())
        delivery_id = content.identity(self.rule)
        folder = new_folder(self.extract_dir, delivery_id)
        counts = write_rows(
            self.connection,
            self.contract,
            fresh_source(self.connection, spool, source.kind),
            Meta(),
            folder,
            delivery_id,
        )
        result = replace(
            entry,
            delivery_id=delivery_id,
            sha256=sha256,
            watermark=watermark,
            data_through=_day_before(watermark),
            seconds=round(time.monotonic() - started, 3),
            **vars(counts),
        )
        following = PullHistory(self.extract_dir, [*history.entries, result])
        write_pulled(self.connection, folder, following.window_start(source.overlap))
        store(self.extract_dir, result, folder)
        return result

    def _refuse(
        self, history: PullHistory, entry: DeliveryResult, error: RejectedError
    ) -> DeliveryResult | None:
        """Note a failure, once for as long as it lasts."""
        if history.knows_failure(error):
            return None
        text = f"{entry.file} {entry.pull_number} {error.message}"
        result = replace(
            entry,
            delivery_id=hashlib.sha256(text.encode()).hexdigest()[:24],
            status="rejected",
            reason_code=error.code,
            reason=error.message,
        )
        store(self.extract_dir, result, None)
        return result


def _day_before(watermark: str | None) -> str | None:
    """The last whole day of a source that was changed at `watermark`."""
    if watermark is None:
        return None
    day = datetime.fromisoformat(watermark).date() - timedelta(days=1)
    return day.isoformat()
