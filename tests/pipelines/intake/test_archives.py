"""A zip is many deliveries: each member by itself, none on the disk in plain."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from pipelines.intake import DeliveryResult, entering, pending_files, taking_in
from pipelines.intake.delivery import Counts
from tests.pipelines.intake.landing import (
    ID_NO,
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

ONE, TWO, THREE = (csv_text([case(n)]) for n in (1, 2, 3))


def zipped(members: dict[str, str | bytes], **options: Any) -> bytes:
    """A zip of some files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def zipped_with_gbk_names(members: dict[str, str | bytes]) -> bytes:
    """A zip as Chinese Windows makes it: names in GBK, and no word of it."""
    raw = {
        f"{n}".zfill(len(name.encode("gbk"))): name for n, name in enumerate(members)
    }
    data = zipped({place: members[name] for place, name in raw.items()})
    for place, name in raw.items():
        data = data.replace(place.encode(), name.encode("gbk"))
    return data


def flagged(data: bytes, name: str) -> bytes:
    """The zip with a member marked as encrypted."""
    raw = bytearray(data)
    for signature, flags, names in ((b"PK\3\4", 6, 30), (b"PK\1\2", 8, 46)):
        at = raw.find(signature)
        while at >= 0:
            if raw[at + names : at + names + len(name)] == name.encode():
                raw[at + flags] |= 1
            at = raw.find(signature, at + 4)
    return bytes(raw)


def by_name(results: list[DeliveryResult]) -> dict[str, DeliveryResult]:
    return {result.file.removeprefix("cases/"): result for result in results}


def test_every_member_is_a_delivery(settings: Settings) -> None:
    content = {"一.csv": ONE, "子/二.csv.gz": gzip.compress(TWO.encode("gb18030"))}
    land(settings, zipped(content), "x.zip")
    results = by_name(take_in(settings))
    assert set(results) == {"x.zip/一.csv", "x.zip/子/二.csv.gz"}
    for result in results.values():
        assert_conserved(result)
        assert result.rows_good == 1
    member = results["x.zip/一.csv"]
    assert member.sha256 == hashlib.sha256(ONE.encode()).hexdigest()
    assert len(good(settings)) == 2


def test_names_stored_as_gbk_are_read(settings: Settings) -> None:
    # The GBK of 一 is valid UTF-8, of another letter.
    content: dict[str, str | bytes] = {"预警\\二〇二四年数据.csv": ONE, "一.csv": TWO}
    land(settings, zipped_with_gbk_names(content), "x.zip")
    results = by_name(take_in(settings))
    assert set(results) == {"x.zip/预警/二〇二四年数据.csv", "x.zip/一.csv"}


def test_an_unchanged_zip_is_not_opened_again(settings: Settings) -> None:
    path = land(settings, zipped({"a.csv": ONE, "b.csv": TWO}), "x.zip")
    assert pending_files(settings) == [path]
    take_in(settings)
    assert pending_files(settings) == []
    assert take_in(settings) == []


def test_the_same_members_zipped_again_change_nothing(settings: Settings) -> None:
    members: dict[str, str | bytes] = {"a.csv": ONE, "b.csv": TWO}
    land(settings, zipped(members), "x.zip")
    first = by_name(take_in(settings))
    # The same name, other bytes; and another name.
    land(settings, zipped(members, compresslevel=1), "x.zip")
    again = by_name(take_in(settings))
    assert {k: r.delivery_id for k, r in again.items()} == {
        k: r.delivery_id for k, r in first.items()
    }
    land(settings, zipped({**members, "c.csv": THREE}), "y.zip")
    results = by_name(take_in(settings))
    assert [results[f"y.zip/{n}.csv"].status for n in "abc"] == [
        "duplicate",
        "duplicate",
        "loaded",
    ]
    assert len(good(settings)) == 3


def test_a_member_delivered_loose_before_is_a_duplicate(settings: Settings) -> None:
    deliver(settings, ONE)
    land(settings, zipped({"a.csv": ONE, "same.csv": ONE}), "x.zip")
    assert [r.status for r in take_in(settings)] == ["duplicate", "duplicate"]
    assert len(good(settings)) == 1


def _flipped(data: bytes, name: str) -> bytes:
    """The zip with one byte of a member's content changed."""
    at = data.index(name.encode()) + len(name) + 20
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def _understated(data: bytes) -> bytes:
    """The zip whose first member claims to be of ten bytes."""
    raw = bytearray(data)
    at = raw.index(b"PK\1\2") + 24
    raw[at : at + 4] = struct.pack("<I", 10)
    return bytes(raw)


BOMB = zipped({"a.csv": b"\0" * (20 << 20)})


@pytest.mark.parametrize(
    ("content", "file", "code", "words"),
    [
        (zipped({"a.csv": ONE})[:-30], "", "damaged_archive", "压缩包"),
        (b"PK\3\4" + b"\1" * 60, "", "damaged_archive", "压缩包"),
        (ONE.encode(), "", "damaged_archive", "压缩包"),
        (b"", "", "damaged_archive", "压缩包"),
        (zipped({}), "", "empty_file", "没有文件"),
        (zipped({"__MACOSX/._a.csv": b"x", "d/": b""}), "", "empty_file", "没有文件"),
        (flagged(zipped({"a.csv": ONE}), "a.csv"), "", "encrypted_archive", "密码"),
        (zipped({"[Content_Types].xml": b"<x/>"}), "", "wrong_format", "xlsx"),
        (
            zipped({"a.csv": ONE, "[Content_Types].xml": b""}),
            "",
            "wrong_format",
            "xlsx",
        ),
        (
            zipped({f"{n}.csv": b"" for n in range(10_001)}),
            "",
            "oversized_archive",
            "个",
        ),
        (BOMB, "/a.csv", "oversized_archive", "倍"),
        (_understated(BOMB), "/a.csv", "damaged_archive", "损坏"),
        (zipped({"../a.csv": ONE}), "/../a.csv", "unsafe_name", "文件名"),
        (zipped({"/etc/a.csv": ONE}), "//etc/a.csv", "unsafe_name", "文件名"),
        (zipped({"C:\\a.csv": ONE}), "/C:/a.csv", "unsafe_name", "文件名"),
        (zipped({"b.zip": zipped({"a.csv": ONE})}), "/b.zip", "nested_archive", "逐个"),
        (zipped({"说明.txt": b"x"}), "/说明.txt", "unknown_format", ".csv"),
        (zipped({"a.csv": b""}), "/a.csv", "empty_file", "空"),
    ],
)
def test_reason_of_a_refused_zip(
    settings: Settings, content: bytes, file: str, code: str, words: str
) -> None:
    land(settings, TWO, "good.csv")
    land(settings, content, "x.zip")
    results = by_name(take_in(settings))
    refused = results[f"x.zip{file}"]
    assert (refused.status, refused.reason_code) == ("rejected", code), refused
    assert words in (refused.reason or "")
    assert_conserved(results["good.csv"])
    assert set(results) == {f"x.zip{file}", "good.csv"}
    assert take_in(settings) == []


def test_one_bad_member_does_not_take_the_others(settings: Settings) -> None:
    data = zipped(
        {
            "crc.csv": ONE,
            "locked.csv": ONE,
            "../up.csv": ONE,
            "in.zip": zipped({"a.csv": ONE}),
            "bad.csv": "甲,乙\n1,2\n",
            "good.csv": TWO,
        }
    )
    land(settings, flagged(_flipped(data, "crc.csv"), "locked.csv"), "x.zip")
    results = by_name(take_in(settings))
    assert {name: r.reason_code for name, r in results.items()} == {
        "x.zip/crc.csv": "damaged_archive",
        "x.zip/locked.csv": "encrypted_archive",
        "x.zip/../up.csv": "unsafe_name",
        "x.zip/in.zip": "nested_archive",
        "x.zip/bad.csv": "no_header",
        "x.zip/good.csv": None,
    }
    assert len(good(settings)) == 1


def test_what_the_meta_file_of_a_zip_declares(settings: Settings) -> None:
    data = zipped({"a.csv": ONE, "b.csv": csv_text([case(2), case(3, 报案时间="?")])})
    meta = {
        "data_through": "2024-06-30",
        "rows": 3,
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    land(settings, data, "x.zip", meta=meta)
    results = take_in(settings)
    assert [r.status for r in results] == ["loaded", "loaded"]
    assert {r.data_through for r in results} == {"2024-06-30"}


@pytest.mark.parametrize(
    ("meta", "code"),
    [
        ({"rows": 3}, "meta_mismatch"),
        ({"sha256": "0" * 64}, "meta_mismatch"),
        ({"data_through": "2999-01-01"}, "meta_mismatch"),
        ("{", "unreadable_meta"),
    ],
)
def test_a_zip_that_does_not_match_its_meta_loads_nothing(
    settings: Settings, meta: dict[str, object] | str, code: str
) -> None:
    data = zipped({"a.csv": ONE, "b.csv": TWO})
    land(settings, data, "x.zip", meta=meta)
    (refused,) = take_in(settings)
    assert (refused.file, refused.reason_code) == ("cases/x.zip", code)
    assert good(settings) == []
    land(settings, data, "x.zip", meta={"rows": 2})
    mended = take_in(settings)
    assert [r.status for r in mended] == ["loaded", "loaded"]
    entries = settings.deliveries_dir.glob("cases/*/delivery.json")
    assert sum(refused.delivery_id in e.read_text("utf-8") for e in entries) == 2


def test_a_member_may_bring_its_own_meta_file(settings: Settings) -> None:
    data = zipped(
        {
            "a.csv": ONE,
            "a.csv.meta.json": '{"rows": 2}',
            "b.csv": TWO,
            "b.csv.meta.json": '{"rows": 1, "data_through": "2024-05-31"}',
        }
    )
    land(settings, data, "x.zip", meta={"data_through": "2024-06-30"})
    results = by_name(take_in(settings))
    assert results["x.zip/a.csv"].reason_code == "meta_mismatch"
    assert results["x.zip/b.csv"].data_through == "2024-05-31"


def test_after_a_kill_between_members_the_rest_is_taken_in(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(settings, zipped({"a.csv": ONE, "b.csv": TWO, "c.csv": THREE}), "x.zip")
    stored: list[DeliveryResult] = []
    store = entering.store

    def killed(folder: Path, entry: DeliveryResult, written: Path | None) -> None:
        if stored:
            raise KeyboardInterrupt
        stored.append(entry)
        store(folder, entry, written)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(entering, "store", killed)
        take_in(settings)
    assert len(list(settings.deliveries_dir.glob("cases/[!._]*"))) == 1
    results = take_in(settings)
    assert [r.status for r in results] == ["loaded"] * 3
    assert results[0].delivery_id == stored[0].delivery_id
    assert len(good(settings)) == 3
    assert take_in(settings) == []


def test_a_touched_zip_is_recognised_by_its_members(settings: Settings) -> None:
    data = zipped({"a.csv": ONE, "bad.csv": csv_text([case(2, 县区代码="X")])})
    path = land(settings, data, "x.zip")
    first = by_name(take_in(settings))
    settle(path, 30)
    again = by_name(take_in(settings))
    assert {r.delivery_id for r in again.values()} == {
        r.delivery_id for r in first.values()
    }


def test_members_lie_nowhere_in_plain(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    land(settings, zipped({"a.csv": ONE, "b.csv.gz": gzip.compress(b"")}), "x.zip")
    write_rows = taking_in.write_rows
    looked = []

    def looking(*arguments: Any) -> Counts:
        for path in settings.home.rglob("*"):
            if path.is_file() and settings.landing not in path.parents:
                assert ID_NO.encode() not in path.read_bytes(), path
        looked.append(list(settings.tmp_dir.iterdir()))
        return write_rows(*arguments)

    monkeypatch.setattr(taking_in, "write_rows", looking)
    take_in(settings)
    assert looked == [[]]
