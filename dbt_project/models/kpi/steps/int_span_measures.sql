{% set cell = ['entity_type', 'entity_code', 'dimension', 'member'] -%}
with

spans as (
    select distinct
        span_start,
        span_end
    from {{ ref('int_kpi_spans') }}
),

span_days as (
    select
        spans.span_start,
        spans.span_end,
        days.calendar_day
    from spans
    inner join {{ ref('int_days') }} as days
        on days.calendar_day between spans.span_start and spans.span_end
),

sums as (
    select
        days.span_start,
        days.span_end,
        series.series_id,
        sum(measures.measure_value) as measure_value
    from {{ ref('int_segment_measures') }} as measures
    inner join {{ ref('int_kpi_series') }} as series
        on {{ agree('measures', 'series', cell + ['measure']) }}
    inner join span_days as days
        on
            measures.event_by = days.calendar_day
            and measures.known_by <= days.span_end
    group by all

    union all

    select
        days.span_start,
        days.span_end,
        series.series_id,
        count(distinct items.item) as measure_value
    from {{ ref('int_distinct_items') }} as items
    inner join {{ ref('int_kpi_series') }} as series
        on
            {{ agree('items', 'series', ['entity_type', 'entity_code', 'measure']) }}
            and series.dimension = 'total'
    inner join span_days as days
        on items.event_on = days.calendar_day
    group by all

    union all

    select
        stocks.span_start,
        stocks.span_end,
        series.series_id,
        stocks.measure_value
    from {{ ref('int_span_stocks') }} as stocks
    inner join {{ ref('int_kpi_series') }} as series
        on {{ agree('stocks', 'series', cell + ['measure']) }}
)

select
    span_start,
    span_end,
    series_id,
    cast(measure_value as decimal(18, 2)) as measure_value
from sums
