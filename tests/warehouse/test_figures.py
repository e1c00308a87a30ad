"""A figure is found by code or name; what does not exist is told with what does."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from warehouse.figures import FigureError, find_figure

_EDITION = """
create schema kpi; create schema core;
create table kpi.kpi_catalogue as from (values
    ('cards_involved', '涉案两卡', 'Cards involved', 'city;county', 'card_involvements'),
    ('visit_rate', '见面劝阻率', 'Visit completion rate', 'city', 'warnings'),
    ('arrests', '抓获人数', 'Arrests', 'city', 'arrests')
) as t (kpi_code, name_zh, name_en, entity_types, sources);
create table core.dim_entity as from (values
    ('city', '530400', '玉溪市', 'Yuxi'), ('county', '530402', '红塔区', 'Hongta')
) as t (entity_type, entity_code, name_zh, name_en);
create table core.dim_period as from (values
    ('half', date '2024-01-01', date '2024-06-30', '2024年上半年', '2024 H1'),
    ('ytd', date '2024-01-01', date '2024-06-30', '2024年1—6月', '2024 Jan to 2024-06'),
    ('month', date '2024-06-01', date '2024-06-30', '2024年6月', '2024-06')
) as t (grain, period_start, period_end, label_zh, label_en);
create table kpi.kpi_values as
select kpi_code, entity_type, entity_code, grain, period_start, period_end,
    least(period_end, date '2024-06-20') as covered_through, 1.0 as value
from kpi.kpi_catalogue, core.dim_entity, core.dim_period
where contains(entity_types, entity_type) and kpi_code <> 'arrests';
"""


@pytest.fixture(scope="module")
def edition() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(_EDITION)
        yield connection


@pytest.mark.parametrize(
    ("kpi", "entity", "period", "grain", "label"),
    [
        ("cards_involved", "530402", "2024H1", "half", "2024年上半年"),
        ("涉案两卡", "红塔区", "2024年1-6月", "ytd", "2024年1—6月"),
        ("cards INVOLVED", "hongta", "2024-01-01..2024-06-30", "half", "2024年上半年"),
        ("见面劝阻率", "玉溪市", "2024-06", "month", "2024年6月"),
    ],
)
def test_a_figure_is_found_by_code_or_name(
    edition: duckdb.DuckDBPyConnection,
    kpi: str,
    entity: str,
    period: str,
    grain: str,
    label: str,
) -> None:
    figure = find_figure(edition, kpi, entity, period)

    assert figure.values["grain"] == grain
    assert figure.values["kpi_code"] == figure.kpi["kpi_code"]
    assert figure.values["entity_code"] == figure.entity["entity_code"]
    assert figure.period["label_zh"] == label


@pytest.mark.parametrize(
    ("kpi", "entity", "period", "told"),
    [
        ("visit_rat", "530400", "2024H1", ["visit_rat", "visit_rate 见面劝阻率"]),
        ("两卡", "530400", "2024H1", ["cards_involved 涉案两卡"]),
        ("visit_rate", "红塔", "2024H1", ["红塔", "530402 红塔区"]),
        ("visit_rate", "530402", "2024H1", ["county", "红塔区", "city"]),
        ("visit_rate", "530400", "2023H1", ["half 2024-01-01 至 2024-06-30"]),
        ("visit_rate", "530400", "2024-02..05", ["half", "month", "ytd", "2024-06-20"]),
        ("visit_rate", "530400", "2024-W23", ["half 2024-01-01 至 2024-06-30"]),
        ("arrests", "530400", "2024H1", ["arrests", "尚未投递"]),
    ],
)
def test_what_does_not_exist_is_told_with_what_does(
    edition: duckdb.DuckDBPyConnection,
    kpi: str,
    entity: str,
    period: str,
    told: list[str],
) -> None:
    with pytest.raises(FigureError) as error:
        find_figure(edition, kpi, entity, period)

    for words in told:
        assert words in str(error.value)
