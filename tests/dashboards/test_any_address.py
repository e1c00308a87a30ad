"""Whatever an address says, a page answers: no failure, and no word of SQL."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.dashboards import question
from dashboards.app import create_app
from dashboards.data import Reader, Warehouse
from dashboards.exports import WRITERS
from dashboards.pages.registry import PAGES
from tests.dashboards.shown import page, words
from warehouse.settings import Settings

pytestmark = pytest.mark.long

_KEYS = (
    "grain",
    "compare",
    "period",
    "county",
    "station",
    "sector",
    "unit",
    "type",
    "by",
    "kpi",
)
# Strings that have broken other programs.
_NAUGHTY = (
    "",
    " ",
    "null",
    "undefined",
    "NaN",
    "-1",
    "1e309",
    "0x10",
    "９９",
    "9999-12-31",
    "0000-00-00",
    "2024-02-30",
    "2024-06-30T00:00:00Z",
    "'; drop table kpi.kpi_values; --",
    '" or 1=1 --',
    "1 union select * from ops.deliveries",
    "{scope}",
    "{0}",
    "{",
    "%s%d%n",
    "?",
    "$1",
    "../../../../etc/passwd",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}",
    "__proto__",
    "\x00",
    "\r\nSet-Cookie: a=b",
    "\u202eabc",
    "\ufeff",
    "👨‍👩‍👧‍👦",
    "反诈" * 2_000,
    "county,station",
)
_BROKEN = re.compile(
    r"banner error|Traceback|duckdb|\b(?:Binder|Parser|Conversion|Catalog) Error"
    r"|\bfrom (?:kpi|core|ops)\.",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def client(demo_reader: Reader) -> FlaskClient:
    """The application on the built demo, asked without a browser."""
    home = demo_reader.edition.path.parents[1]
    return create_app(
        Warehouse(Settings(home=home, _env_file=None))
    ).server.test_client()


def _page(client: FlaskClient, path: str, search: str) -> str:
    """What the browser is sent for an address."""
    answer = client.post("/_dash-update-component", json=question(path, search))
    assert answer.status_code == 200, (path, search[:200])
    return answer.get_data(as_text=True)


def _assert_whole(text: str, address: str) -> None:
    answer = json.loads(text)["response"]
    assert answer["page"]["children"], address
    found = _BROKEN.search(text)
    assert found is None, (address, found)


def _searches(shift: int) -> list[str]:
    """A few addresses that hold every string, each in another filter."""
    return [
        urlencode(dict(zip(_KEYS, _NAUGHTY[start:] + _NAUGHTY, strict=False)))
        for start in range(shift % 3, len(_NAUGHTY), 3)
    ]


@pytest.mark.parametrize("path", PAGES)
def test_every_filter_takes_any_string(client: FlaskClient, path: str) -> None:
    for search in _searches(sorted(PAGES).index(path)):
        _assert_whole(_page(client, path, "?" + search), path + search[:300])


_UNUSUAL = (
    "?grain=week",
    "?grain=week&county=530426&sector=operator&type=ft13",
    "?period=2021-06-30&sector=bureau",
    "?grain=month&compare=lny&period=2024-02-29&unit=B01",
    "?grain=year&kpi=arrests_per_100_cases&by=issuer",
    "?grain=ytd&compare=prev&kpi=loss_recovery_rate&type=ft01",
    "?compare=prev&county=530426&kpi=employee_loss",
)


@pytest.mark.parametrize("path", PAGES)
def test_choices_that_few_make_show_words_and_numbers(
    demo_reader: Reader, path: str
) -> None:
    for turn, search in enumerate(_UNUSUAL):
        language = ("zh", "en")[turn % 2]
        said = words(page(demo_reader, path, search, language=language))
        assert len(said) > 40
        assert not re.search(r"\bNone\b|\bnan\b|[{}]", said, re.IGNORECASE), search


@settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    path=st.sampled_from(sorted(PAGES)),
    chosen=st.dictionaries(
        st.sampled_from(_KEYS), st.sampled_from(_NAUGHTY) | st.text(max_size=30)
    ),
)
def test_strings_among_choices_that_exist(
    client: FlaskClient, path: str, chosen: dict[str, str]
) -> None:
    usual = {"grain": "month", "county": "530402", "sector": "bank", "unit": "B01"}
    search = "?" + urlencode(usual | chosen, errors="replace")
    _assert_whole(_page(client, path, search), path + search)


@pytest.mark.parametrize(
    "search", ["?&&&=&", "?grain", "?%ZZ", "?%00", "?" + "a=1&" * 900]
)
def test_addresses_that_are_not_well_formed(client: FlaskClient, search: str) -> None:
    for path in PAGES:
        _assert_whole(_page(client, path, search), path + search[:60])


@pytest.mark.parametrize("form", WRITERS)
def test_exports_take_any_string(client: FlaskClient, form: str) -> None:
    assert any(registered.tables for registered in PAGES.values())
    for path, registered in PAGES.items():
        for table in registered.tables:
            for search in _searches(len(table)):
                name = path.strip("/") or registered.name
                answer = client.get(f"/export/{name}/{table}.{form}?{search}")
                assert answer.status_code == 200, (path, search)


@pytest.mark.parametrize("value", _NAUGHTY)
def test_an_unknown_path_is_no_failure(client: FlaskClient, value: str) -> None:
    path = "/" + quote(value)
    found = _BROKEN.search(_page(client, path, ""))
    assert found is None, (path, found)
    answer = client.get(f"/export/{quote(value, safe='')}/x.csv")
    # Dash answers what it does not know with its shell.
    assert answer.status_code in (200, 308, 404), value
    assert "Content-Disposition" not in answer.headers
