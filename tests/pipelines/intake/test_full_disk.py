"""Intake without space: the disk is to blame, not the file."""

from __future__ import annotations

import traceback

import pytest

from pipelines.failures import advice
from pipelines.intake import pending_files
from tests.full_disk import full_disk
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    land,
    take_in,
)
from warehouse.settings import Settings

pytestmark = pytest.mark.long

TEXT = csv_text([case(n) for n in range(5000)])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("file_bytes", [0, 4096, 500_000])
def test_without_space_nothing_is_entered_and_nothing_left(
    settings: Settings, encoding: str, file_bytes: int
) -> None:
    path = land(settings, TEXT.encode(encoding))
    settings.home.joinpath("pseudonym.key").write_text("cd" * 16)

    with full_disk(file_bytes), pytest.raises(Exception) as caught:
        take_in(settings)

    told = advice(settings, "".join(traceback.format_exception(caught.value)))
    assert told is not None and str(settings.home) in told
    assert list(settings.deliveries_dir.glob("cases/[!_]*")) == []
    assert [p for p in settings.tmp_dir.rglob("*") if p.is_file()] == []
    assert pending_files(settings) == [path]
    (result,) = take_in(settings)
    assert_conserved(result)


def test_advice_is_given_for_a_full_disk_only(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    assert "GB" in (advice(settings, "OSError: No space left on device") or "")
    assert advice(settings, "ValueError: x") is None
