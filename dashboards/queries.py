"""The questions that pages ask of an edition, each answered inside a scope."""

from __future__ import annotations

from datetime import date

from dashboards.data import CITY_SCOPE, Period, Reader, Row, Scope
from dashboards.i18n import Translator

CITY = ("city", "530400")
Entity = tuple[str, str]

_VALUES = """
with wanted as (
    select * from kpi.kpi_values
    where {scope} and grain = ? and period_end = ? and entity_type = ?
)
select v.*, c.name_zh, c.name_en, c.kind, c.unit, c.better, c.description_zh,
    c.description_en, t.target,
    case c.better when 'up' then v.value >= t.target
        when 'down' then v.value <= t.target end as is_on_target,
    e.name_zh as entity_zh, e.name_en as entity_en, e.parent_code
from wanted as v
join kpi.kpi_catalogue as c using (kpi_code)
left join core.dim_entity as e using (entity_type, entity_code)
left join kpi.kpi_targets as t
    on t.kpi_code = v.kpi_code and t.entity_type = v.entity_type
    and cast(t.entity_code as varchar) = v.entity_code and t.grain = v.grain
    and t.period_start = v.period_start
"""
_MONTHS = """
select kpi_code, period_start, value, value_low, value_high, yoy_base, is_partial,
    is_provisional, expected_low, expected_high, covered_through
from kpi.kpi_values
where {scope} and entity_type = ? and entity_code = ? and grain = 'month'
    and period_start between ? and ?
order by period_start
"""
_NAMES = """
left join core.dim_entity as e
    on e.entity_code = b.member
    and e.entity_type = case b.dimension when 'county' then 'county' else 'unit' end
left join core.dim_fraud_type as f
    on f.fraud_type_code = b.member and b.dimension = 'fraud_type'
"""
_BREAKDOWN = f"""
with b as (select * from kpi.kpi_breakdowns where {{scope}})
select b.*, coalesce(e.name_zh, f.name_zh, b.member) as name_zh,
    coalesce(e.name_en, f.name_en, b.member) as name_en
from b {_NAMES}
where b.entity_type = ? and b.entity_code = ? and b.kpi_code = ?
    and b.grain = ? and b.period_end = ? and b.dimension = ?
order by b.value desc nulls last, b.member
"""
_MONTHLY_BREAKDOWN = """
select period_start, member, value, yoy_base, is_partial from kpi.kpi_breakdowns
where {scope} and entity_type = ? and entity_code = ? and kpi_code = ?
    and grain = 'month' and dimension = ? and period_start between ? and ?
order by period_start, member
"""
# The sums prove that the parts make the whole.
_CONTRIBUTIONS = f"""
with b as (select * from kpi.contributions where {{scope}}),
parts as (
    select b.*, t.value as total_value, t.yoy_base as total_base,
        coalesce(e.name_zh, f.name_zh, b.member) as name_zh,
        coalesce(e.name_en, f.name_en, b.member) as name_en
    from b
    join kpi.kpi_values as t
        using (entity_type, entity_code, kpi_code, grain, period_start, period_end)
    {_NAMES}
    where b.entity_type = ? and b.entity_code = ? and b.kpi_code = ?
        and b.grain = ? and b.period_end = ? and b.dimension = ?
        -- Every unit could have issued a card; those that did are shown.
        and (b.dimension <> 'issuer' or b.value <> 0 or b.base <> 0)
)
select *, sum(contribution) over () as sum_contribution,
    sum(contribution_pp) over () as sum_points,
    total_value - total_base as total_contribution
from parts
order by contribution_pp, member
"""
_COUNTIES = """
select entity_code, name_zh, name_en from core.dim_entity
where {scope} and entity_type = 'county' order by entity_code
"""
_EVENTS = """
select starts_on, ends_on, label_zh, label_en from kpi.annotations
where (entity_type, entity_code) in ((?, ?), (?, ?))
    and starts_on < ? and ends_on >= ?
order by starts_on, label_zh
"""
_CATALOGUE = "select * from kpi.kpi_catalogue order by kpi_code"
_SOURCES = "select * from ops.sources order by data_through nulls last, extract"


def kpi_rows(
    reader: Reader, scope: Scope | None, period: Period, entity_type: str
) -> list[Row]:
    """Every KPI of the entities of a type for one period, with names and target."""
    return reader.rows(_VALUES, [period.grain, period.end, entity_type], scope=scope)


def months(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    kpi_code: str,
    span: tuple[date, date],
) -> list[Row]:
    """Monthly values of a KPI with interval, last year's, and what may still come."""
    # One question for all KPIs of an entity: most pages show many.
    rows = reader.rows(_MONTHS, [*entity, *span], scope=scope)
    return [row for row in rows if row["kpi_code"] == kpi_code]


def monthly_breakdown(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    kpi_code: str,
    dimension: str,
    span: tuple[date, date],
) -> list[Row]:
    """Monthly values of a KPI by member of a dimension."""
    return reader.rows(
        _MONTHLY_BREAKDOWN, [*entity, kpi_code, dimension, *span], scope=scope
    )


def breakdown(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    kpi_code: str,
    period: Period,
    dimension: str,
) -> list[Row]:
    """A KPI of an entity by member of a dimension, largest first."""
    asked = [*entity, kpi_code, period.grain, period.end, dimension]
    return reader.rows(_BREAKDOWN, asked, scope=scope)


def contributions(
    reader: Reader,
    scope: Scope | None,
    entity: Entity,
    kpi_code: str,
    period: Period,
    dimension: str,
) -> list[Row]:
    """What each member adds to the year-on-year change, largest fall first."""
    asked = [*entity, kpi_code, period.grain, period.end, dimension]
    return reader.rows(_CONTRIBUTIONS, asked, scope=scope)


def counties(reader: Reader, scope: Scope | None) -> list[Row]:
    """The counties in scope."""
    return reader.rows(_COUNTIES, scope=scope)


def events(
    reader: Reader, scope: Scope | None, entity: Entity, first: date, end: date
) -> list[Row]:
    """Dated events of the city and of an entity, from `first` until before `end`."""
    return reader.rows(_EVENTS, [*CITY, *entity, end, first], scope=scope)


def catalogue(reader: Reader) -> dict[str, Row]:
    """Every KPI's definition by code; definitions are nobody's rows."""
    rows = reader.rows(_CATALOGUE, scope=CITY_SCOPE)
    return {row["kpi_code"]: row for row in rows}


def kpi_name(reader: Reader, code: str, t: Translator) -> str:
    """A KPI's name in the viewer's language."""
    kpi = catalogue(reader).get(code)
    return t.pick(kpi["name_zh"], kpi["name_en"]) if kpi else code


def kpi_unit(reader: Reader, code: str) -> str:
    """A KPI's unit; "" if the catalogue does not know it."""
    kpi = catalogue(reader).get(code)
    return str(kpi["unit"]) if kpi else ""


def cutoff(reader: Reader, kpi: Row) -> date | None:
    """How far all sources of a KPI reach; reference lists have no cut-off."""
    names = kpi["sources"].split(";")
    days = [
        row["data_through"]
        for row in sources(reader, CITY_SCOPE)
        if row["extract"] in names and row["data_through"]
    ]
    return min(days, default=None)


def sources(reader: Reader, scope: Scope | None) -> list[Row]:
    """Each source's cut-off, the earliest first; says nothing about any place."""
    return reader.rows(_SOURCES, scope=scope)
