"""What is made before anybody asks."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from dashboards.app import answer
from dashboards.data import CITY_SCOPE, Reader, Warehouse
from dashboards.pages.registry import PAGES
from dashboards.prepared import keep_prepared, prepare
from dashboards.state import read_state
from tests.dashboards.conftest import EditionMaker
from warehouse.settings import Settings

# As a browser of somebody who has chosen nothing sends it.
_NOTHING_CHOSEN = {"language": "zh", "scheme": "light"}


def ask(warehouse: Warehouse, path: str) -> Any:
    """What a browser is answered."""
    return answer(warehouse.reader(), CITY_SCOPE, read_state(path, "", _NOTHING_CHOSEN))


def refuse(*_: Any) -> Any:
    raise AssertionError("made when it was asked for")


def test_a_page_that_was_prepared_is_not_made_again(
    demo_reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = demo_reader.edition.path.parents[1]
    warehouse = Warehouse(Settings(home=home, _env_file=None))

    assert prepare(warehouse) == demo_reader.edition.id

    monkeypatch.setattr("dashboards.app.render", refuse)
    for path in PAGES:
        assert ask(warehouse, path)


def test_a_later_edition_is_prepared_when_it_comes(
    settings: Settings, publish: EditionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse = Warehouse(settings)
    prepared: list[str | None] = []

    def note(given: Warehouse) -> str | None:
        prepared.append(prepare(given))
        return prepared[-1]

    monkeypatch.setattr("dashboards.prepared.prepare", note)
    monkeypatch.setattr("dashboards.prepared._LOOK_SECONDS", 0.05)
    keep_prepared(warehouse)
    publish("20240801T000000")

    until = time.monotonic() + 60
    while len(prepared) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert prepared == [None, "20240801T000000"]


def test_a_page_that_fails_keeps_no_other_from_being_prepared(
    settings: Settings,
    publish: EditionMaker,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    publish("20240801T000000")
    warehouse = Warehouse(settings)
    broken = replace(PAGES["/cards"], layout=refuse)
    monkeypatch.setitem(PAGES, "/cards", broken)

    prepare(warehouse)

    assert "page not prepared: /cards" in caplog.text
    monkeypatch.setattr("dashboards.app.render", refuse)
    assert ask(warehouse, "/cases")
