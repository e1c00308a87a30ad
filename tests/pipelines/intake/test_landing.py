"""What of landing is taken in when: clocks that are wrong, things that cannot be read."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipelines import intake
from pipelines.intake import files_left, landing, pending_files, wait_until_settled
from pipelines.intake.pseudonyms import pseudonym_key
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    land,
    settle,
    take_in,
)
from warehouse.settings import Settings

TEXT = csv_text([case(1), case(2)])
_YEAR = 365 * 86_400


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file settles in a fifth of a second."""
    monkeypatch.setattr(landing, "_SETTLED_SECONDS", 0.2)


def test_a_file_from_the_future_is_taken_in_once_it_stands_still(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(settings, TEXT)
    settle(path, -_YEAR)
    assert pending_files(settings) == [path]
    (result,) = take_in(settings)
    assert_conserved(result)
    monkeypatch.setattr(time, "sleep", pytest.fail)  # no second look at what is known
    assert pending_files(settings) == []


def test_a_file_from_the_future_that_grows_is_left_for_later(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(settings, TEXT)
    settle(path, -_YEAR)

    def grow() -> None:
        with path.open("a") as stream:
            stream.write(TEXT.splitlines()[1] + "\n")
        settle(path, -_YEAR)

    with monkeypatch.context() as patch:
        patch.setattr(time, "sleep", lambda _: grow())
        assert pending_files(settings) == []
    assert pending_files(settings) == [path]


def test_whoever_waits_sees_a_file_as_soon_as_it_stands_still(
    settings: Settings,
) -> None:
    path = land(settings, TEXT)
    os.utime(path)
    assert pending_files(settings) == []

    wait_until_settled(settings)

    assert pending_files(settings) == [path]


def test_nobody_waits_for_what_is_settled_or_known(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(settings, TEXT)
    land(settings, csv_text([case(3)]), "b.csv")
    monkeypatch.setattr(time, "sleep", pytest.fail)

    wait_until_settled(settings)


def test_a_file_that_never_stands_still_is_left_and_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(settings, TEXT, "报案13912345678.csv")
    os.utime(path)
    monkeypatch.setattr(landing, "_SETTLED_SECONDS", 600.0)
    monkeypatch.setattr(intake, "_LONGEST_WAIT_SECONDS", 0.5)

    wait_until_settled(settings)

    assert pending_files(settings) == []
    (name,) = files_left(settings)
    assert name.startswith("cases/") and "13912345678" not in name


def test_our_own_clock_gone_back_stops_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = land(settings, TEXT)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 3 * _YEAR)
    assert pending_files(settings) == [path]
    (result,) = take_in(settings)
    assert_conserved(result)


def test_what_is_no_file_is_refused_with_a_reason(settings: Settings) -> None:
    good = land(settings, TEXT)
    good.with_name("gone.csv").symlink_to("/nowhere/at/all.csv")
    good.with_name("round.csv").symlink_to("round.csv")
    os.mkfifo(good.with_name("pipe.csv"))
    for name in ("pipe.csv", "gone.csv", "round.csv"):
        then = time.time() - 60
        os.utime(good.with_name(name), (then, then), follow_symlinks=False)
    land(settings, csv_text([case(3)]), "folder.csv/inside.csv")

    results = {Path(r.file).name: r for r in take_in(settings)}

    assert "链接" in (results["gone.csv"].reason or "")
    assert "链接" in (results["round.csv"].reason or "")
    assert "不是普通文件" in (results["pipe.csv"].reason or "")
    assert_conserved(results["a.csv"])
    assert_conserved(results["inside.csv"])
    assert pending_files(settings) == []


@contextmanager
def _permissions_count() -> Iterator[None]:
    """Root may read everything; for a while this thread of root's may not."""
    if os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    before = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    reduced = (ctypes.c_uint32 * 6)(*before)
    reduced[0] &= ~0b110  # effective: CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
    assert libc.capset(header, reduced) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


def test_what_may_not_be_read_is_refused_with_a_reason(settings: Settings) -> None:
    land(settings, TEXT)
    secret = land(settings, csv_text([case(3)]), "secret.csv")
    inner = land(settings, csv_text([case(4)]), "closed/inner.csv")
    listed = land(settings, csv_text([case(5)]), "listed/inner.csv")
    for folder in (inner.parent, listed.parent):
        settle(folder)
    with _permissions_count():
        secret.chmod(0)
        inner.parent.chmod(0)
        listed.parent.chmod(0o444)

        results = {r.file: r for r in take_in(settings)}

        assert "权限" in (results["cases/secret.csv"].reason or "")
        assert "权限" in (results["cases/closed"].reason or "")
        assert "权限" in (results["cases/listed/inner.csv"].reason or "")
        assert_conserved(results["cases/a.csv"])
        assert pending_files(settings) == []

        for path, mode in ((secret, 0o644), (inner.parent, 0o755)):
            path.chmod(mode)
        listed.parent.chmod(0o755)
        mended = take_in(settings)
        assert len(mended) == 3
        for result in mended:
            assert_conserved(result)


def test_a_name_from_windows_is_read_as_gb18030(settings: Settings) -> None:
    path = land(settings, TEXT)
    old = os.fsencode(path.parent) + "/案件一.csv".encode("gb18030")
    os.rename(path, old)
    (result,) = take_in(settings)
    assert_conserved(result)
    assert result.file == "cases/案件一.csv"
    assert take_in(settings) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("cases_20240701123000.csv", True),
        ("20240701123000123_1.csv", True),
        ("530402510000.csv", True),
        ("报案8613912345678.csv", False),
        ("报案_13912345678.csv", False),
        ("53040219900101123X.csv", False),
        ("6222009900000000001/a.csv", False),
    ],
)
def test_numbers_of_persons_in_file_names_are_masked(
    settings: Settings, name: str, known: bool
) -> None:
    result = deliver(settings, TEXT, name)
    assert (result.file == f"cases/{name}") is known
    assert ("***" in result.file) is not known
    again = deliver(settings, csv_text([case(7)]), f"b{name}")
    assert again.file != result.file
    assert take_in(settings) == []


@pytest.mark.parametrize(
    "damage",
    [
        "",
        "{",
        "[]",
        "null",
        '["cases/a.csv"]',
        '["cases/a.csv", 5]',
        '["cases/a.csv", {}]',
    ]
    + ["\0\0", '\n["cases/a.csv", {"sta'],
)
def test_any_damage_of_the_cache_heals(settings: Settings, damage: str) -> None:
    first = deliver(settings, TEXT)
    (settings.deliveries_dir / "cases" / "_seen.jsonl").write_text(damage)
    (again,) = take_in(settings)
    assert again.delivery_id == first.delivery_id
    assert pending_files(settings) == []


def test_a_cache_that_is_not_text_heals(settings: Settings) -> None:
    deliver(settings, TEXT)
    cache = settings.deliveries_dir / "cases" / "_seen.jsonl"
    cache.write_bytes(b"\xff\xfe")
    assert len(take_in(settings)) == 1
    assert pending_files(settings) == []


@pytest.mark.parametrize("half", ["", "ab" * 7])
def test_a_key_that_a_kill_left_half_written_is_made_again(
    settings: Settings, half: str
) -> None:
    settings.home.mkdir(parents=True)
    settings.key_file.write_text(half)
    key = pseudonym_key(settings)
    assert len(key) == 32
    assert pseudonym_key(settings) == key
