"""What an edition knows about the data that it was made of.

Deliveries and sources are nobody's rows: whoever may see anything may see them. Rows
of places (published figures, restatements) are read inside the scope.
"""

from __future__ import annotations

from dashboards import freshness
from dashboards.data import Reader, Row, Scope

# A delivery that was checked again stands in for its earlier check.
_STANDING = "select * from ops.deliveries where not is_replaced"
_LEDGER = f"""
select extract, grouping(extract) = 1 as is_total,
    count(*) filter (where status = 'loaded') as files,
    count(*) filter (where status = 'rejected') as files_rejected,
    coalesce(sum(rows_in_file) filter (where status = 'loaded'), 0) as rows_in_file,
    coalesce(sum(rows_loaded), 0) as rows_loaded,
    coalesce(sum(rows_superseded), 0) as rows_superseded,
    coalesce(sum(rows_quarantined) filter (where status = 'loaded'), 0) as rows_quarantined,
    coalesce(sum(rows_skipped) filter (where status = 'loaded'), 0) as rows_skipped,
    coalesce(sum(rows_open), 0) as rows_open,
    coalesce(bool_and(
        rows_in_file is not distinct from
            rows_loaded + rows_superseded + rows_quarantined + rows_skipped
        and rows_superseded >= 0
    ) filter (where status = 'loaded'), true) as is_balanced
from ({_STANDING}) group by rollup (extract)
order by is_total, extract
"""
_QUARANTINE = """
select extract, column_name, reason_code, min(message) as message, min(masked_value) as example,
    count(distinct (delivery_id, row_number)) as rows_refused,
    count(distinct (delivery_id, row_number))
        filter (where closed_by_delivery_id is null) as rows_open,
    count(distinct (delivery_id, row_number))
        filter (where closed_by_delivery_id is not null) as rows_closed
from ops.quarantine group by all
order by rows_open desc, rows_refused desc, extract, column_name, reason_code
"""
_REMARKABLE = f"""
select extract, file, status, received_at, coalesce(reason, notice) as remark
from ({_STANDING})
where status = 'rejected' or notice is not null
order by status <> 'rejected', received_at desc, file
"""
_SNAPSHOTS = "select * from ops.snapshots order by taken_at desc, extract, file"
_NAMED = """
left join kpi.kpi_catalogue as k using (kpi_code)
left join core.dim_entity as e using (entity_type, entity_code)
left join core.dim_period as p using (grain, period_start, period_end)
"""
_NAMES = """
k.name_zh as kpi_zh, k.name_en as kpi_en, k.unit, e.name_zh as entity_zh,
e.name_en as entity_en, p.label_zh, p.label_en
"""
_RESTATED = f"""
with r as (select * from kpi.restatements where {{scope}}),
f as (
    select edition_after, kpi_code, string_agg(file, '；' order by file) as files
    from kpi.restatement_deliveries join ops.deliveries using (delivery_id) group by all
)
select r.*, {_NAMES}, f.files, count(*) over () as found
from r {_NAMED} left join f using (edition_after, kpi_code)
order by edition_after desc,
    list_position(['city', 'county', 'station', 'all_units', 'sector', 'unit'], entity_type),
    list_position(['half', 'year', 'quarter', 'month', 'ytd', 'week'], grain),
    period_end desc, kpi_code, entity_code
limit ?
"""
_BY_REASON = """
select reason, count(*) as restated from kpi.restatements where {scope}
group by reason order by restated desc, reason
"""
_PUBLISHED = f"""
with r as (select * from kpi.published_figures where {{scope}})
select r.*, {_NAMES} from r {_NAMED}
order by list_position(['disagrees', 'not_computable', 'not_comparable'], verdict)
    nulls last, published_on desc, document, claim_no
"""
# The youngest week and month of each kind of date: how much is usually there so early.
_DELAY = """
with youngest as (
    select * from kpi.reporting_delay where grain in ('week', 'month')
    qualify row_number() over (partition by extract, date_column, grain
        order by covered_through desc, period_end desc) = 1
)
select week.extract, week.date_column, week.age_days,
    week.share_median as week_share, week.share_p05 as week_low,
    week.share_p95 as week_high, week.periods_observed as weeks,
    month.share_median as month_share, month.share_p05 as month_low,
    month.share_p95 as month_high, month.periods_observed as months
from (select * from youngest where grain = 'week') as week
left join (select * from youngest where grain = 'month') as month
    using (extract, date_column)
order by week.extract, week.date_column
"""
_CODES = """
select entity_code as code, name_zh, name_en from core.dim_entity
union all
select fraud_type_code, name_zh, name_en from core.dim_fraud_type
"""
_SUMMARY = """
select
    (select count(data_through) from ops.sources) as sources,
    (select max(data_through) from ops.sources) as newest,
    (select min(data_through) from ops.sources) as oldest,
    (select count(*) from kpi.published_figures where {scope}) as claims,
    (select count(*) from kpi.published_figures
        where {scope} and verdict = 'agrees') as claims_agreeing,
    (select count(*) from kpi.published_figures
        where {scope} and verdict = 'disagrees') as claims_disagreeing,
    (select count(*) from kpi.published_figures
        where {scope} and verdict not in ('agrees', 'disagrees')) as claims_unjudged,
    (select count(*) from (
        select distinct kpi_code, entity_type, entity_code, grain, period_start, period_end
        from kpi.restatements where {scope})) as restated,
    (select count(*) from ops.snapshots where verdict = 'needs_approval') as snapshots_waiting,
    (select max(as_of) from ops.refreshes) as as_of
"""


def ledger(reader: Reader, scope: Scope | None) -> list[Row]:
    """Where the rows of each extract's files went, and of all of them last."""
    return reader.rows(_LEDGER, scope=scope)


def quarantine(reader: Reader, scope: Scope | None) -> list[Row]:
    """Refused rows by extract, column and reason, with a masked value as example."""
    return reader.rows(_QUARANTINE, scope=scope)


def remarkable_deliveries(reader: Reader, scope: Scope | None) -> list[Row]:
    """Deliveries that were refused whole, and those whose columns call for a look."""
    return reader.rows(_REMARKABLE, scope=scope)


def snapshots(reader: Reader, scope: Scope | None) -> list[Row]:
    """Full snapshots and what became of them, newest first."""
    return reader.rows(_SNAPSHOTS, scope=scope)


def restatements(reader: Reader, scope: Scope | None, most: int) -> list[Row]:
    """Published values that changed, newest first, at `most` so many; `found` is all."""
    return reader.rows(_RESTATED, [most], scope=scope)


def restated_by_reason(reader: Reader, scope: Scope | None) -> list[Row]:
    """How many published values changed for each reason."""
    return reader.rows(_BY_REASON, scope=scope)


def published_figures(reader: Reader, scope: Scope | None) -> list[Row]:
    """Published claims beside what is computed here; trouble comes first."""
    return reader.rows(_PUBLISHED, scope=scope)


def reporting_delay(reader: Reader, scope: Scope | None) -> list[Row]:
    """What share of a source's records is usually there for its youngest periods."""
    return reader.rows(_DELAY, scope=scope)


def summary(reader: Reader, scope: Scope | None) -> Row | None:
    """The numbers of the page's sentence; None without a scope."""
    rows = reader.rows(_SUMMARY, scope=scope)
    if not rows:
        return None
    return {**rows[0], "sources_late": len(freshness.late(reader, scope))}


def names(reader: Reader, scope: Scope | None) -> dict[str, Row]:
    """Names of places, units and types of fraud by code; names are nobody's rows."""
    return {row["code"]: row for row in reader.rows(_CODES, scope=scope)}
