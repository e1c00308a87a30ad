"""`sources.yaml`: what is wrong is told with file and line, and holds no secret."""

from __future__ import annotations

import pytest

from pipelines.intake.database_config import SourcesError, load_sources
from warehouse.settings import Settings

GOOD = """\
sources:
  - name: police_db
    extract: cases
    kind: postgresql
    host: 10.0.0.1
    database: police
    table: public.v_cases
"""


def load(settings: Settings, text: str) -> None:
    settings.home.mkdir(parents=True, exist_ok=True)
    settings.sources_file.write_text(text, "utf-8")
    load_sources(settings, ["cases", "warnings"])


def test_ports_and_overlap_have_defaults(settings: Settings) -> None:
    load(settings, GOOD + GOOD.removeprefix("sources:\n").replace("police_db", "b"))
    first, second = load_sources(settings, ["cases"])
    assert (first.port, first.overlap, first.table) == (5432, 1, "public.v_cases")
    assert first.key == "数据库:police_db/public.v_cases"
    assert second.name == "b"


def test_no_file_and_an_empty_one_mean_no_sources(settings: Settings) -> None:
    assert load_sources(settings, ["cases"]) == []
    load(settings, "# none yet\n")
    assert load_sources(settings, ["cases"]) == []


def test_a_named_file_must_exist(settings: Settings) -> None:
    named = settings.model_copy(update={"sources": settings.home / "other.yaml"})
    with pytest.raises(SourcesError, match="other.yaml:1: FANZHA_SOURCES"):
        load_sources(named, ["cases"])


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("sources:", "databases:", 1, "sources"),
        ("    kind: postgresql", "    kind: oracle", 4, "postgresql 或 mysql"),
        ("    extract: cases", "    extract: nothing", 3, "cases、warnings"),
        ("    host: 10.0.0.1\n", "", 2, "缺少 host"),
        ("    database: police", "    database:", 6, "database 不能为空"),
        ("name: police_db", "name: 库", 2, "英文字母"),
        ("    kind: postgresql", "    kind: mysql\n    port: x", 5, "65535"),
        ("    kind: postgresql", "    kind: mysql\n    port: 70000", 5, "65535"),
        ("    kind: postgresql", "    kind: mysql\n    port: 0", 5, "65535"),
        ("    kind: postgresql", "    kind: mysql\n    overlap: -1", 5, "应为 0 至"),
        ("    host:", "    server: a\n    host:", 5, "不认识的项 server"),
        ("    host:", "    kind: mysql\n    host:", 5, "kind 出现了两次"),
        ("    host: 10.0.0.1", "    host: [a, b]", 5, "一个值"),
        ("10.0.0.1", "me:hunter2@10.0.0.1", 5, "口令"),
        ("    host:", "    password: hunter2\n    host:", 5, "secrets.env"),
        ("    host:", "    用户: hunter2\n    host:", 5, "secrets.env"),
        ("    host:", "    url: mysql://a:hunter2@b\n    host:", 5, "secrets.env"),
        ("    host: 10.0.0.1", "    host: 'hunter2", 8, "YAML"),
    ],
)
def test_mistakes_have_a_line(
    settings: Settings, old: str, new: str, line: int, words: str
) -> None:
    with pytest.raises(SourcesError) as caught:
        load(settings, GOOD.replace(old, new))
    assert str(caught.value).startswith(f"sources.yaml:{line}: ")
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_name_stands_once(settings: Settings) -> None:
    twice = GOOD + GOOD.removeprefix("sources:\n").replace("police_db", "POLICE_DB")
    with pytest.raises(SourcesError, match="sources.yaml:8: .*出现了两次"):
        load(settings, twice)
