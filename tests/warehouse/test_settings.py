from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from warehouse.settings import Settings


def test_the_landing_folder_is_in_the_home_unless_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANZHA_HOME", str(tmp_path))
    monkeypatch.delenv("FANZHA_LANDING", raising=False)
    assert Settings(_env_file=None).landing == tmp_path / "landing"

    monkeypatch.setenv("FANZHA_LANDING", str(tmp_path / "other"))
    assert Settings(_env_file=None).landing == tmp_path / "other"


def test_an_empty_as_of_means_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANZHA_AS_OF", "")
    assert Settings(_env_file=None).as_of is None


def test_a_wrong_value_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANZHA_AS_OF", "tomorrow")
    with pytest.raises(ValidationError):
        Settings(_env_file=None)
