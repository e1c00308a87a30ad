"""The pages that everybody opens are made before anybody asks.

After a start, and after each publish, many people come at once, each for the same
pages; their first look would wait for one another's.
"""

from __future__ import annotations

import logging
import threading
import time

from dashboards.app import answer
from dashboards.data import CITY_SCOPE, Warehouse
from dashboards.pages.registry import PAGES
from dashboards.state import read_state

_LOOK_SECONDS = 1.0
_log = logging.getLogger(__name__)


def keep_prepared(warehouse: Warehouse) -> None:
    """Make the pages of the edition in force now, and of each later one when it comes."""
    edition = prepare(warehouse)
    threading.Thread(
        target=_follow, args=(warehouse, edition), name="prepared", daemon=True
    ).start()


def prepare(warehouse: Warehouse) -> str | None:
    """Make each page as its plain address shows it; the edition that they show."""
    reader = warehouse.reader()
    if reader is None:
        return None
    for path in PAGES:
        try:
            answer(reader, CITY_SCOPE, read_state(path, None, None))
        except Exception:  # who asks for it gets the error, and nobody else
            _log.exception("page not prepared: %s", path)
    return reader.edition.id


def _follow(warehouse: Warehouse, edition: str | None) -> None:
    while True:
        time.sleep(_LOOK_SECONDS)
        if warehouse.edition_id() != edition:
            edition = prepare(warehouse)
