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

flows as (
    select
        days.span_start,
        days.span_end,
        measures.entity_type,
        measures.entity_code,
        measures.dimension,
        measures.member,
        measures.measure,
        sum(measures.measure_value) as measure_value
    from {{ ref('int_measure_days') }} as measures
    inner join span_days as days
        on
            measures.event_on = days.calendar_day
            and measures.known_on <= days.span_end
    group by all
),

distinct_counts as (
    select
        days.span_start,
        days.span_end,
        items.entity_type,
        items.entity_code,
        'total' as dimension,
        'total' as member,
        items.measure,
        count(distinct items.item) as measure_value
    from {{ ref('int_distinct_items') }} as items
    inner join span_days as days
        on items.event_on = days.calendar_day
    group by all
),

summed as (
    select * from flows
    union all
    select * from distinct_counts
    union all
    select * from {{ ref('int_span_stocks') }}
)

select
    span_start,
    span_end,
    entity_type,
    entity_code,
    dimension,
    member,
    measure,
    cast(measure_value as decimal(18, 2)) as measure_value
from summed
