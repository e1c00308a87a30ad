"""Two languages with the same keys, and addresses that keep what was chosen."""

from __future__ import annotations

import json
import re
import string
from collections import Counter

import pytest

from dashboards.i18n import Translator, catalogue
from dashboards.names import short_name
from dashboards.state import ViewState, read_state
from tests.conftest import PROJECT

_KEYS = re.compile(r"""\bt\(\s*"([a-z0-9_.]+)\"""")


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    chinese, english = catalogue("zh"), catalogue("en")
    assert chinese.keys() == english.keys()
    for key, text in chinese.items():
        assert _placeholders(text) == _placeholders(english[key]), key
        assert text.strip() and english[key].strip()


def test_a_key_is_in_one_file_only() -> None:
    folder = PROJECT / "dashboards" / "locales" / "zh"
    keys = Counter(
        key for path in folder.glob("*.json") for key in json.loads(path.read_text())
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_key_that_is_asked_for_exists() -> None:
    asked = {
        key
        for path in (PROJECT / "dashboards").rglob("*.py")
        for key in _KEYS.findall(path.read_text("utf-8"))
    }
    assert len(asked) > 40
    assert asked <= catalogue("zh").keys()


def test_an_unknown_key_is_an_error_and_an_unknown_language_is_chinese() -> None:
    with pytest.raises(KeyError):
        Translator("zh")("no.such.key")
    assert Translator("fr").language == "zh"
    assert Translator("en").pick("红塔区", None) == "红塔区"


def test_an_address_survives_being_read_and_written() -> None:
    state = read_state(
        "/cards", "?grain=month&period=2024-06-30&county=530426&by=issuer", None
    )
    assert state == ViewState(
        "/cards", "month", period="2024-06-30", county="530426", by="issuer"
    )
    assert read_state("/cards", state.query, None) == state
    assert state.link("/") == (
        "/?grain=month&period=2024-06-30&county=530426&by=issuer"
    )
    assert ViewState().link("/cards") == "/cards"


def test_nonsense_falls_back_to_the_default() -> None:
    state = read_state(None, "?grain=eon", {"language": "xx", "scheme": "pink"})
    assert state == ViewState(refused=(("grain", "eon"),))


def test_a_slash_at_the_end_of_a_path_changes_nothing() -> None:
    assert read_state("/counties/", "", None).path == "/counties"
    assert read_state("/", "", None).path == read_state("//", "", None).path == "/"


def test_long_county_names_are_shortened_as_people_do() -> None:
    assert short_name("峨山彝族自治县") == "峨山县"
    assert short_name("新平彝族傣族自治县") == "新平县"
    assert short_name("元江哈尼族彝族傣族自治县") == "元江县"
    assert short_name("红塔区") == "红塔区"


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
