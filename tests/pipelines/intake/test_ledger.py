"""Replays, duplicates, mended contracts, kills: the ledger stays true."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipelines.intake import (
    DeliveryResult,
    intake_extract,
    load_contracts,
    pending_files,
    taking_in,
)
from pipelines.intake.delivery import Counts
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
    land,
    settle,
    take_in,
)
from warehouse.settings import Settings

TEXT = csv_text([case(1), case(2)])


def _entries(settings: Settings) -> dict[str, dict[str, object]]:
    return {
        path.parent.name: json.loads(path.read_text("utf-8"))
        for path in sorted(settings.deliveries_dir.glob("cases/*/delivery.json"))
        if path.parent.name != "_schema"
    }


def _tree(settings: Settings) -> dict[str, bytes]:
    folder = settings.deliveries_dir
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_replay_changes_nothing(settings: Settings) -> None:
    path = land(settings, TEXT)
    assert pending_files(settings) == [path]
    take_in(settings)
    before = _tree(settings)
    assert pending_files(settings) == []
    assert take_in(settings) == []
    assert _tree(settings) == before


def test_a_touched_file_is_recognised_by_its_content(settings: Settings) -> None:
    path = land(settings, TEXT)
    (first,) = take_in(settings)
    settle(path, 30)
    assert pending_files(settings) == [path]
    (again,) = take_in(settings)
    assert again.delivery_id == first.delivery_id
    assert list(_entries(settings)) == [first.delivery_id]


def test_the_list_of_seen_files_is_only_a_cache(settings: Settings) -> None:
    deliver(settings, TEXT)
    entries = _entries(settings)
    (settings.deliveries_dir / "cases" / "_seen.jsonl").unlink()
    take_in(settings)
    assert _entries(settings) == entries


def test_a_damaged_list_of_seen_files_is_rebuilt(settings: Settings) -> None:
    deliver(settings, TEXT)
    entries = _entries(settings)
    (settings.deliveries_dir / "cases" / "_seen.jsonl").write_text("{")
    assert len(pending_files(settings)) == 1
    take_in(settings)
    assert _entries(settings) == entries


@pytest.mark.parametrize("damage", ["", "{", "\n[]", None])
def test_the_collected_entries_are_only_a_cache(
    settings: Settings, damage: str | None
) -> None:
    """Whatever becomes of it, the entries beside the rows decide."""
    first = deliver(settings, TEXT)
    cache = settings.deliveries_dir / "cases" / "_ledger.jsonl"
    second = deliver(settings, TEXT, "b.csv")
    assert first.sha256 in cache.read_text("utf-8")
    if damage is None:
        cache.unlink()
    else:
        cache.write_text(damage)
    third = deliver(settings, TEXT, "c.csv")
    assert [second.status, third.status] == ["duplicate", "duplicate"]
    assert cache.read_text("utf-8").count(first.sha256) == 2


def test_the_same_content_under_another_name_is_a_duplicate(settings: Settings) -> None:
    first = deliver(settings, TEXT)
    second = deliver(settings, TEXT, "b.csv")
    assert second.status == "duplicate"
    assert first.file in (second.reason or "")
    assert second.rows_in_file is None
    assert len(good(settings)) == 2
    assert take_in(settings) == []


def test_empty_days_are_not_duplicates(settings: Settings) -> None:
    header = TEXT.splitlines()[0]
    days = ["2024-06-29", "2024-06-30"]
    found = [
        deliver(settings, header, f"{day}.csv", meta={"data_through": day})
        for day in days
    ]
    assert [r.status for r in found] == ["loaded", "loaded"]
    assert [r.data_through for r in found] == days
    assert [r.replaces for r in found] == [None, None]


def test_files_still_being_written_are_left_for_later(settings: Settings) -> None:
    path = land(settings, TEXT)
    os.utime(path)
    for name in (".a.csv", "~$a.xlsx", "a.csv.part", "a.tmp"):
        land(settings, TEXT, name)
    assert pending_files(settings) == []
    assert take_in(settings) == []


def test_a_mended_list_lets_the_quarantined_in(
    settings: Settings, own_lists: Path
) -> None:
    first = deliver(settings, csv_text([case(1, 县区代码="新区"), case(2)]))
    assert first.rows_quarantined == 1
    _add_alias(own_lists)
    assert len(pending_files(settings)) == 1
    (second,) = take_in(settings)
    assert second.replaces == first.delivery_id
    assert (second.rows_good, second.rows_quarantined) == (2, 0)
    assert take_in(settings) == []


def _add_alias(lists: Path) -> None:
    with (lists / "county_aliases.csv").open("a") as stream:
        stream.write("新区,530402\n")


def test_a_mended_list_works_without_the_cache(
    settings: Settings, own_lists: Path
) -> None:
    first = deliver(settings, csv_text([case(1, 县区代码="新区")]))
    _add_alias(own_lists)
    (settings.deliveries_dir / "cases" / "_seen.jsonl").unlink()
    (second,) = take_in(settings)
    assert second.replaces == first.delivery_id


def test_a_mended_list_leaves_complete_deliveries_alone(
    settings: Settings, own_lists: Path
) -> None:
    deliver(settings, TEXT)
    _add_alias(own_lists)
    assert pending_files(settings) == []
    copy = deliver(settings, TEXT, "b.csv")
    assert copy.status == "duplicate"


def test_a_list_changed_back_is_in_force_again(
    settings: Settings, own_lists: Path
) -> None:
    original = (own_lists / "county_aliases.csv").read_bytes()
    text = csv_text([case(1, 县区代码="新区"), case(2, 县区代码="?")])
    first = deliver(settings, text)
    _add_alias(own_lists)
    (second,) = take_in(settings)
    assert second.rows_quarantined == 1
    (own_lists / "county_aliases.csv").write_bytes(original)
    (third,) = take_in(settings)
    assert third.rows_quarantined == 2
    replaced = {e["replaces"] for e in _entries(settings).values()} - {None}
    assert replaced == {first.delivery_id, second.delivery_id}
    assert take_in(settings) == []


def test_a_mended_contract_checks_refused_files_again(settings: Settings) -> None:
    contract = load_contracts()["cases"]
    text = csv_text(
        [{("警情时间" if k == "报案时间" else k): v for k, v in case().items()}]
    )
    first = deliver(settings, text)
    assert first.reason_code == "missing_column"
    columns = tuple(
        replace(c, rules={**c.rules, "synonyms": ["警情时间"]})
        if c.name == "reported_at"
        else c
        for c in contract.columns
    )
    mended = replace(contract, columns=columns, digest="mended")
    (second,) = intake_extract(settings, mended)
    assert_conserved(second)
    assert second.replaces == first.delivery_id


def test_a_strict_contract_refuses_unknown_columns(settings: Settings) -> None:
    land(settings, csv_text([{**case(), "备注": "x"}]))
    strict = replace(load_contracts()["cases"], strict=True, digest="strict")
    (result,) = intake_extract(settings, strict)
    assert result.reason_code == "unknown_column"


def test_a_file_that_changes_while_it_is_read_is_left_for_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(settings, TEXT)
    write_rows = taking_in.write_rows

    def meanwhile(*arguments: Any) -> Counts:
        with path.open("a") as stream:
            stream.write(TEXT.splitlines()[1].replace("A0001", "A0003") + "\n")
        return write_rows(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(taking_in, "write_rows", meanwhile)
        assert take_in(settings) == []
    assert _entries(settings) == {}
    settle(path)
    (result,) = take_in(settings)
    assert result.rows_good == 3


def test_progress_is_told_of_every_file(settings: Settings) -> None:
    land(settings, TEXT, "a.csv")
    land(settings, "", "b.csv")
    told: list[DeliveryResult] = []
    results = intake_extract(settings, load_contracts()["cases"], progress=told.append)
    assert told == results
    assert [r.status for r in told] == ["loaded", "rejected"]


def test_what_a_kill_left_is_cleared_away(settings: Settings) -> None:
    left = settings.deliveries_dir / "cases" / ".tmp-0123"
    left.mkdir(parents=True)
    (left / "rows.parquet").write_bytes(b"half")
    assert_conserved(deliver(settings, TEXT))
    assert not left.exists()


def test_folders_with_odd_names(tmp_path: Path) -> None:
    odd = Settings(home=tmp_path / "it's 反诈 [1]" / "a?b", _env_file=None)
    assert_conserved(deliver(odd, TEXT, "子目录/案件 '1'.csv"))
