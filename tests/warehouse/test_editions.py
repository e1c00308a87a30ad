from __future__ import annotations

import errno
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.conftest import fanzha
from tests.full_disk import full_disk
from tests.warehouse.conftest import write_build
from warehouse import editions
from warehouse.connection import open_edition
from warehouse.editions import EditionError
from warehouse.locking import writer_lock
from warehouse.settings import Settings


def test_publishing_puts_the_new_edition_in_force(built: Settings) -> None:
    edition = editions.publish(built, {"inputs_hash": "a"})

    assert editions.current_edition(built) == editions.load_edition(built, edition.id)
    assert edition.manifest["data_through"] == {"cases": "2024-06-30"}
    assert edition.manifest["rows"]["kpi.kpi_values"] == 1
    assert (built.editions_dir / "current.duckdb").resolve() == edition.db_path


def test_an_edition_is_read_only_on_disk(built: Settings) -> None:
    edition = editions.publish(built, {})

    assert oct(edition.db_path.stat().st_mode)[-3:] == "444"


def test_an_open_reader_neither_blocks_publishing_nor_sees_it(built: Settings) -> None:
    first = editions.publish(built, {})
    with open_edition(first) as reader:
        write_build(built, 2)
        second = editions.publish(built, {})
        assert reader.execute("select value from kpi.kpi_values").fetchone() == (1,)
    with open_edition(second) as reader:
        assert reader.execute("select value from kpi.kpi_values").fetchone() == (2,)


def test_the_next_build_goes_on_from_a_copy_of_its_own(built: Settings) -> None:
    first = editions.publish(built, {})

    write_build(built, 2)

    with open_edition(first) as connection:
        assert connection.execute("select value from kpi.kpi_values").fetchall() == [
            (1,)
        ]
    assert editions.publish(built, {}).id > first.id


def test_a_full_disk_after_the_publish_costs_the_next_build_only_its_start(
    built: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("warehouse.editions.shutil.copyfile", full)

    edition = editions.publish(built, {})

    assert editions.current_edition(built) == edition
    assert list(built.build_dir.iterdir()) == []


def test_ids_sort_by_time_even_if_the_clock_goes_back(built: Settings) -> None:
    first = editions.publish(built, {})
    future = (datetime.now(UTC) + timedelta(days=400)).strftime("%Y%m%dT%H%M%S")
    shutil.copytree(first.path, built.editions_dir / future)
    write_build(built, 2)

    assert editions.publish(built, {}).id > future


def test_a_build_knows_its_edition_and_becomes_no_other(built: Settings) -> None:
    edition = editions.publish(built, {"inputs_hash": "a"})

    with open_edition(edition) as connection:
        known = connection.execute("select edition from ops.refreshes").fetchall()
    assert known == [(edition.id,)]
    assert editions.publish(built, {"inputs_hash": "a"}) == edition
    with pytest.raises(EditionError, match=edition.id):
        editions.publish(built, {"inputs_hash": "b"})
    assert editions.list_editions(built) == [edition]


def test_a_leftover_of_a_killed_publish_is_removed(built: Settings) -> None:
    leftover = built.editions_dir / ".tmp-20200101T000000"
    leftover.mkdir(parents=True)
    (leftover / "warehouse.duckdb").write_bytes(b"half")

    editions.publish(built, {})

    assert not leftover.exists()


def test_a_rollback_stays_until_the_inputs_change(built: Settings) -> None:
    first = editions.publish(built, {"inputs_hash": "a"})
    write_build(built, 2)
    editions.publish(built, {"inputs_hash": "b"})
    assert editions.is_up_to_date(built, "b")

    editions.roll_back(built, first.id, "b")

    assert editions.current_edition(built).id == first.id  # type: ignore[union-attr]
    assert editions.is_up_to_date(built, "b")
    assert not editions.is_up_to_date(built, "c")


def test_pruning_keeps_ten_a_day_a_month_and_the_one_in_force(built: Settings) -> None:
    first = editions.publish(built, {})
    now = datetime.now(UTC)
    for number in range(1, 16):
        stamp = (now + timedelta(seconds=number)).strftime("%Y%m%dT%H%M%S")
        shutil.copytree(first.path, built.editions_dir / stamp)

    editions.prune(built, now)

    kept = [edition.id for edition in editions.list_editions(built)]
    assert first.id in kept
    assert len(kept) == 11


@pytest.mark.parametrize("name", ["nothing", "../home", ".tmp-x"])
def test_an_unknown_edition_is_an_error(built: Settings, name: str) -> None:
    with pytest.raises(EditionError):
        editions.load_edition(built, name)


@pytest.mark.parametrize(
    "sql",
    [
        "create table kpi.x as select 1",
        "copy kpi.kpi_values to '/tmp/fanzha_leak.csv'",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
    ],
)
def test_an_edition_cannot_be_used_to_reach_anything_else(
    built: Settings, sql: str
) -> None:
    with (
        open_edition(editions.publish(built, {})) as connection,
        pytest.raises(duckdb.Error),
    ):
        connection.execute(sql)
    assert not os.path.exists("/tmp/fanzha_leak.csv")


@pytest.mark.parametrize("file_bytes", [0, 4096, 200_000])
def test_without_space_nothing_is_published_and_nothing_left(
    built: Settings, file_bytes: int
) -> None:
    first = editions.publish(built, {})
    write_build(built, 2)

    with full_disk(file_bytes), pytest.raises((OSError, duckdb.Error)):
        editions.publish(built, {})

    assert editions.current_edition(built) == editions.load_edition(built, first.id)
    left = {path.name for path in built.editions_dir.iterdir()}
    assert left == {first.id, "current", "current.duckdb"}
    assert editions.publish(built, {}).id > first.id


def test_a_second_writer_of_editions_is_told_to_wait(built: Settings) -> None:
    first = editions.publish(built, {})
    with writer_lock(built):
        for command in (["editions", "prune"], ["editions", "rollback", first.id]):
            answer = fanzha(built.home, *command)
            assert answer.returncode == 1
            assert "另一个刷新正在进行" in answer.stderr
