"""Full snapshots: what they withdraw, and the brake that holds them."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipelines.intake import load_contracts
from pipelines.intake.snapshots import (
    ApprovalError,
    Judged,
    approve,
    judge_snapshots,
    write_snapshots,
)
from tests.pipelines.intake.landing import case, csv_text, deliver, land, take_in
from warehouse.settings import Settings

pytestmark = pytest.mark.long

EARLY, LATE, LATEST = (f"2024-0{month}-10 10:00:00" for month in (2, 3, 4))


def table(numbers: range, at: str = EARLY, **changes: str) -> str:
    return csv_text([case(n, 更新时间=at, **changes) for n in numbers])


def snapshot(
    settings: Settings, numbers: range, at: str, name: str, **changes: str
) -> str:
    """Deliver a snapshot; returns its delivery id."""
    declared = {"mode": "snapshot", "data_through": at[:10]}
    text = table(numbers, at, **changes)
    return deliver(settings, text, name, meta=declared).delivery_id


def judged(settings: Settings) -> list[Judged]:
    return judge_snapshots(settings, load_contracts()["cases"])


def test_without_snapshots_there_is_nothing_to_judge(settings: Settings) -> None:
    deliver(settings, table(range(9)))
    assert judged(settings) == []


def test_a_few_missing_records_are_withdrawn(settings: Settings) -> None:
    deliver(settings, table(range(100)))
    snapshot(settings, range(5, 100), LATE, "s.csv")
    (one,) = judged(settings)
    assert (one.known, one.missing, one.verdict) == (100, 5, "applied")
    assert one.is_in_force
    assert str(one.taken_at) == "2024-03-10 23:59:59"


def test_more_than_five_per_cent_need_approval(settings: Settings) -> None:
    deliver(settings, table(range(100)))
    delivery_id = snapshot(settings, range(6, 100), LATE, "s.csv")
    (one,) = judged(settings)
    assert (one.missing, one.verdict, one.is_in_force) == (6, "needs_approval", False)

    approve(settings, load_contracts().values(), delivery_id)
    (one,) = judged(settings)
    assert (one.verdict, one.is_in_force) == ("applied", True)


def test_a_snapshot_can_be_approved_by_its_file(settings: Settings) -> None:
    deliver(settings, table(range(100)))
    snapshot(settings, range(50, 100), LATE, "s.csv")
    approve(settings, load_contracts().values(), "cases/s.csv")
    assert judged(settings)[0].verdict == "applied"


@pytest.mark.parametrize("name", ["cases/a.csv", "cases/other.csv", ""])
def test_only_what_waits_can_be_approved(settings: Settings, name: str) -> None:
    deliver(settings, table(range(100)), "a.csv")
    snapshot(settings, range(50, 100), LATE, "s.csv")
    with pytest.raises(ApprovalError, match="没有待批准的快照"):
        approve(settings, load_contracts().values(), name)
    assert not settings.approvals_file.exists()


def test_newer_records_are_not_missing(settings: Settings) -> None:
    deliver(settings, table(range(20)))
    deliver(settings, table(range(20, 40), LATEST), "new.csv")
    snapshot(settings, range(20), LATE, "s.csv")
    (one,) = judged(settings)
    assert (one.known, one.missing, one.verdict) == (20, 0, "applied")


def test_what_one_snapshot_withdrew_does_not_count_against_the_next(
    settings: Settings,
) -> None:
    deliver(settings, table(range(100)))
    snapshot(settings, range(4, 100), LATE, "one.csv")
    snapshot(settings, range(8, 100), LATEST, "two.csv")
    first, second = judged(settings)
    assert (first.known, first.missing, first.is_in_force) == (100, 4, False)
    assert (second.known, second.missing, second.is_in_force) == (96, 4, True)


def test_a_held_snapshot_is_no_precedent(settings: Settings) -> None:
    deliver(settings, table(range(100)))
    snapshot(settings, range(4, 100), EARLY, "one.csv")
    snapshot(settings, range(50, 100), LATE, "two.csv")
    snapshot(settings, range(50, 100), LATEST, "three.csv")
    assert [one.verdict for one in judged(settings)] == [
        "applied",
        "needs_approval",
        "needs_approval",
    ]
    assert [one.is_in_force for one in judged(settings)] == [True, False, False]


def test_a_snapshot_with_rows_in_quarantine_withdraws_nothing(
    settings: Settings,
) -> None:
    deliver(settings, table(range(100)))
    text = table(range(99), LATE) + table(range(99, 100), "昨天").split("\n", 1)[1]
    deliver(settings, text, "s.csv", meta={"mode": "snapshot"})
    (one,) = judged(settings)
    assert (one.verdict, one.is_in_force) == ("incomplete", False)


def test_history_that_arrives_later_is_judged_like_any_other(
    settings: Settings,
) -> None:
    snapshot(settings, range(10), LATE, "s.csv")
    assert judged(settings)[0].verdict == "applied"
    deliver(settings, table(range(100)))
    assert judged(settings)[0].verdict == "needs_approval"


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    files: dict[str, tuple[str, dict[str, object] | None]] = {
        "rows.csv": (table(range(100)), None),
        "more.csv": (table(range(100, 120), LATE), None),
        "one.csv": (table(range(4, 100), EARLY), {"mode": "snapshot"}),
        "two.csv": (table(range(7, 118), LATE), {"mode": "snapshot"}),
    }
    results = set()
    for place, order in enumerate(itertools.permutations(files)):
        settings = Settings(home=tmp_path / str(place), _env_file=None)  # type: ignore[call-arg]
        for name in order:
            text, declared = files[name]
            land(settings, text, name, meta=declared)
            take_in(settings)
        results.add(tuple(judged(settings)))
    assert len(results) == 1
    assert [one.verdict for one in results.pop()] == ["applied", "applied"]


def test_another_mode_is_refused(settings: Settings) -> None:
    result = deliver(settings, table(range(3)), meta={"mode": "full"})
    assert (result.status, result.reason_code) == ("rejected", "unreadable_meta")
    assert result.reason is not None and "snapshot" in result.reason


def test_dbt_is_told_even_if_there_is_none(settings: Settings) -> None:
    write_snapshots(settings, load_contracts().values())
    assert pq.read_table(settings.snapshots_file).num_rows == 0
    snapshot(settings, range(10), LATE, "s.csv")
    write_snapshots(settings, load_contracts().values())
    (row,) = pq.read_table(settings.snapshots_file).to_pylist()
    assert (row["extract"], row["verdict"], row["is_in_force"]) == (
        "cases",
        "applied",
        True,
    )
