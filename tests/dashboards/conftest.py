"""A small edition made by hand: one city, two counties, two issuers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards.data import Reader, Warehouse
from warehouse.settings import Settings

FIRST_HALF = (date(2024, 1, 1), date(2024, 6, 30))
_CARDS = {
    ("city", "530400"): (869.0, 1362.0, True),
    ("county", "530402"): (600.0, 900.0, True),
    ("county", "530426"): (269.0, 462.0, True),
    ("unit", "B01"): (500.0, 800.0, True),
    ("unit", "T01"): (369.0, 562.0, False),
}
_SCHEMA = """
create schema kpi; create schema core; create schema ops;
create table kpi.kpi_values (
    entity_type varchar, entity_code varchar, kpi_code varchar, grain varchar,
    period_start date, period_end date, covered_through date, is_partial boolean,
    value double, yoy_base double, yoy_change double, yoy_change_pp double,
    yoy_significant boolean, prev_base double, prev_change double,
    prev_change_pp double, prev_significant boolean, lny_base double, lny_change double, lny_change_pp double,
    lny_significant boolean);
create table kpi.kpi_breakdowns (
    entity_type varchar, entity_code varchar, kpi_code varchar, grain varchar,
    period_start date, period_end date, is_partial boolean, dimension varchar,
    member varchar, value double, yoy_base double, yoy_change double);
create table kpi.contributions (
    entity_type varchar, entity_code varchar, kpi_code varchar, grain varchar,
    period_start date, period_end date, dimension varchar, member varchar,
    value double, base double, contribution double, contribution_pp double);
create table kpi.kpi_catalogue (
    kpi_code varchar, name_zh varchar, name_en varchar, kind varchar, unit varchar,
    better varchar, description_zh varchar, description_en varchar,
    numerator_zh varchar, denominator_zh varchar, sources varchar, owner varchar,
    known_ambiguities varchar, denominator_measure varchar, numerator_en varchar,
    denominator_en varchar, known_ambiguities_en varchar);
create table kpi.kpi_targets (
    kpi_code varchar, entity_type varchar, entity_code varchar, grain varchar,
    period_start date, target double);
create table kpi.annotations (
    starts_on date, ends_on date, entity_type varchar, entity_code varchar,
    label_zh varchar, label_en varchar);
create table core.dim_entity (
    entity_type varchar, entity_code varchar, name_zh varchar, name_en varchar,
    parent_code varchar);
create table core.dim_period (
    grain varchar, period_start date, period_end date, label_zh varchar,
    label_en varchar);
create table core.dim_fraud_type (
    fraud_type_code varchar, name_zh varchar, name_en varchar);
create table ops.sources (
    extract varchar, data_through date, last_delivery_at timestamp);
insert into kpi.kpi_catalogue values
    ('cards_involved', '涉案两卡', 'Cards involved', 'count', '张', 'down', '', '',
        '涉案卡', null, 'card_involvements', '市反诈中心', null,
        null, 'cards', null, null),
    ('visit_rate', '见面劝阻率', 'Visit rate', 'proportion', '%', 'up', '', '',
        '已见面', '已派发', 'cases', '市反诈中心', null,
        'visits_assigned', 'made', 'assigned', null);
insert into kpi.kpi_targets values
    ('visit_rate', 'city', '530400', 'half', '2024-01-01', 0.95);
insert into kpi.annotations values
    ('2024-06-03', '2024-06-28', 'city', '530400', '夏季行动', 'Summer operation'),
    ('2024-06-10', '2024-06-11', 'county', '530426', '峨山走访', 'Eshan visits');
insert into core.dim_entity values
    ('city', '530400', '玉溪市', 'Yuxi', null),
    ('county', '530402', '红塔区', 'Hongta', '530400'),
    ('county', '530426', '峨山彝族自治县', 'Eshan', '530400'),
    ('unit', 'B01', '工商银行玉溪分行', 'ICBC Yuxi', 'bank'),
    ('unit', 'T01', '中国移动玉溪分公司', 'China Mobile Yuxi', 'operator');
insert into core.dim_period values
    ('half', '2024-01-01', '2024-06-30', '2024年上半年', '2024 H1'),
    ('half', '2024-07-01', '2024-12-31', '2024年下半年', '2024 H2'),
    ('month', '2024-06-01', '2024-06-30', '2024年6月', '2024-06');
insert into ops.sources values
    ('cases', '2024-07-10', null), ('card_involvements', '2024-07-10', null);
"""
# What the pages about one topic each read besides; nothing of it is filled in.
_MORE = """
alter table kpi.kpi_values add column numerator double;
alter table kpi.kpi_values add column denominator double;
alter table kpi.kpi_values add column yoy_numerator double;
alter table kpi.kpi_values add column yoy_denominator double;
alter table kpi.kpi_values add column value_low double;
alter table kpi.kpi_values add column value_high double;
alter table kpi.kpi_values add column is_provisional boolean;
alter table kpi.kpi_values add column expected_low double;
alter table kpi.kpi_values add column expected_high double;
alter table kpi.kpi_values add column yoy_start date;
alter table kpi.kpi_values add column yoy_end date;
alter table kpi.kpi_breakdowns add column prev_base double;
alter table kpi.kpi_breakdowns add column prev_change double;
create table core.fct_cases (
    county_code varchar, filed_on date, victim_age integer, victim_gender varchar,
    victim_occupation varchar);
"""

EditionMaker = Callable[[str], None]
ChangedEdition = Callable[..., Reader]
# What an edition knows about its data; records are not among it.
ACCOUNTS = (
    "kpi.kpi_catalogue",
    "kpi.kpi_targets",
    "kpi.published_figures",
    "kpi.reporting_delay",
    "kpi.restatements",
    "kpi.restatement_deliveries",
    "core.dim_entity",
    "core.dim_period",
    "ops.deliveries",
    "ops.quarantine",
    "ops.refreshes",
    "ops.snapshots",
    "ops.sources",
)


@pytest.fixture
def publish(settings: Settings) -> EditionMaker:
    """Writes an edition of a given id and puts it in force."""

    def write(edition_id: str) -> None:
        folder = settings.editions_dir / edition_id
        folder.mkdir(parents=True)
        _fill(folder / "warehouse.duckdb")
        manifest = {"id": edition_id, "is_demo": True}
        (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
        settings.pointer.write_text(edition_id, "utf-8")

    return write


@pytest.fixture
def reader(settings: Settings, publish: EditionMaker) -> Reader:
    """A reader on that edition."""
    publish("20240801T000000")
    opened = Warehouse(settings).reader()
    assert opened is not None
    return opened


@pytest.fixture(scope="session")
def demo_reader(
    demo_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Reader:
    """A reader on a copy of the whole built demo, open to the end.

    A process opens a file in one way only, and other tests open the demo otherwise.
    """
    home = tmp_path_factory.mktemp("shown")
    shutil.copytree(demo_settings.editions_dir, home / "editions", symlinks=True)
    opened = Warehouse(Settings(home=home, _env_file=None)).reader()
    assert opened is not None
    return opened


@pytest.fixture
def changed(demo_reader: Reader, settings: Settings) -> ChangedEdition:
    """Makes an edition of the demo's accounts that statements have changed."""

    def make(*statements: str, values: str = "grain = 'half'") -> Reader:
        folder = settings.editions_dir / "20260101T000000"
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
            connection.execute(
                f"attach '{demo_reader.edition.db_path}' as demo (read_only)"
            )
            for schema in ("kpi", "core", "ops"):
                connection.execute(f"create schema {schema}")
            for table in ACCOUNTS:
                connection.execute(f"create table {table} as from demo.{table}")
            connection.execute(
                "create table kpi.kpi_values as from demo.kpi.kpi_values"
                f" where {values}"
            )
            for statement in statements:
                connection.execute(statement)
        (folder / "manifest.json").write_text(
            json.dumps({"id": folder.name, "is_demo": True}), "utf-8"
        )
        settings.pointer.write_text(folder.name, "utf-8")
        reader = Warehouse(settings).reader()
        assert reader is not None
        return reader

    return make


def _fill(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(_SCHEMA)
        insert = (
            "insert into kpi.kpi_values values"
            " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?" + ", null" * 8 + ")"
        )
        for entity, (value, base, significant) in _CARDS.items():
            change = (value - base) / base
            for grain, start in (("half", FIRST_HALF[0]), ("month", date(2024, 6, 1))):
                connection.execute(
                    insert,
                    [*entity, "cards_involved", grain, start, FIRST_HALF[1]]
                    + [FIRST_HALF[1], False, value, base, change, None, significant],
                )
        rest = [date(2024, 7, 1), date(2024, 12, 31), date(2024, 7, 10), True]
        city = ["city", "530400"]
        connection.execute(
            insert, [*city, "cards_involved", "half", *rest, 40, None, None, None, None]
        )
        whole = [*FIRST_HALF, FIRST_HALF[1], False]
        connection.execute(
            insert, [*city, "visit_rate", "half", *whole, 0.94, 0.93, 0.01, 1.0, False]
        )
        for (kind, code), (value, base, _) in _CARDS.items():
            if kind == "city":
                continue
            dimension = "county" if kind == "county" else "issuer"
            connection.execute(
                "insert into kpi.kpi_breakdowns values"
                " (?, ?, 'cards_involved', 'half', ?, ?, false, ?, ?, ?, ?, ?)",
                [
                    *city,
                    *FIRST_HALF,
                    dimension,
                    code,
                    value,
                    base,
                    (value - base) / base,
                ],
            )
            connection.execute(
                "insert into kpi.contributions values"
                " (?, ?, 'cards_involved', 'half', ?, ?, ?, ?, ?, ?, ?, ?)",
                [*city, *FIRST_HALF, dimension, code, value, base, value - base]
                + [100 * (value - base) / 1362],
            )
        for member, value in (("银行卡", 600.0), ("电话卡", 269.0)):
            connection.execute(
                "insert into kpi.kpi_breakdowns values ('city', '530400',"
                " 'cards_involved', 'month', '2024-06-01', ?, false, 'card_type',"
                " ?, ?, null, null)",
                [FIRST_HALF[1], member, value],
            )
        connection.execute(_MORE)
