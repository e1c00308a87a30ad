"""What the ledger says of one database source: how far it was read, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from pipelines.intake.errors import RejectedError
from pipelines.intake.ledger import DeliveryResult
from pipelines.intake.pull_rows import PULLED, Window


@dataclass(frozen=True)
class PullHistory:
    """The entries of one source, the earliest first."""

    extract_dir: Path
    entries: list[DeliveryResult]

    @property
    def next_number(self) -> int:
        """Number of the next pull; failures are numbered too."""
        return 1 + max((e.pull_number or 0 for e in self.entries), default=0)

    @property
    def _loaded(self) -> list[DeliveryResult]:
        return [entry for entry in self.entries if entry.status == "loaded"]

    @property
    def latest(self) -> DeliveryResult | None:
        """The last pull that succeeded and left an entry."""
        return self._loaded[-1] if self._loaded else None

    @property
    def failures(self) -> list[DeliveryResult]:
        """The failures since then; the source works again once there are none."""
        after = self.latest.pull_number or 0 if self.latest else 0
        return [entry for entry in self.entries if (entry.pull_number or 0) > after]

    def knows_failure(self, error: RejectedError) -> bool:
        """Whether a failure is noted already and has lasted since."""
        return any(entry.reason == error.message for entry in self.failures)

    def must_enter(self, rule: str) -> bool:
        """Whether the next pull is an entry even if it brings nothing new.

        The first is, one that checks again what was refused, and the one that
        shows that a failing source works again.
        """
        return not self.latest or bool(self.failures) or self.needs_recheck(rule)

    @property
    def watermark(self) -> str | None:
        """Update time up to which the source was read."""
        return self.latest.watermark if self.latest else None

    @property
    def _with_refused(self) -> list[DeliveryResult]:
        """The pulls whose refused rows no later one has checked again."""
        loaded = self._loaded
        rechecks = [i for i, entry in enumerate(loaded) if entry.is_recheck]
        recent = loaded[rechecks[-1] :] if rechecks else loaded
        return [entry for entry in recent if entry.rows_quarantined]

    def needs_recheck(self, rule: str) -> bool:
        """Whether rows were refused under another contract or reference list."""
        return any(entry.checked_with != rule for entry in self._with_refused)

    def window_start(self, overlap_days: float) -> str | None:
        """Update time from which the next pull reads; None for the start.

        Rows that were committed late, or corrected without a new time, turn up
        in the overlap.
        """
        if self.watermark is None:
            return None
        start = datetime.fromisoformat(self.watermark) - timedelta(days=overlap_days)
        return start.isoformat(sep=" ")

    def window(self, overlap_days: float, *, recheck: bool) -> Window:
        """What the next pull need not deliver, and what it must check again."""
        latest = self.latest
        return Window(
            since=self.window_start(overlap_days),
            known=self._file(latest) if latest else None,
            refused=[self._file(e) for e in self._with_refused] if recheck else [],
        )

    def _file(self, entry: DeliveryResult) -> Path:
        return self.extract_dir / entry.delivery_id / PULLED
