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

stocks_at_end as (
    select
        spans.span_start,
        spans.span_end,
        levels.entity_type,
        levels.entity_code,
        levels.sector,
        levels.measure,
        levels.measure_value
    from spans
    inner join {{ ref('stock_levels') }} as levels
        on spans.span_end between levels.valid_from and levels.valid_to
),

stocks as (
    {% for entity_type, entity_code, condition in [
        ('county', 'entity_code', "entity_type = 'county'"),
        ('city', "'" ~ var('city_code') ~ "'", "entity_type = 'county'"),
        ('unit', 'entity_code', "entity_type = 'unit'"),
        ('sector', 'sector', "entity_type = 'unit'"),
        ('all_units', "'all_units'", "entity_type = 'unit'"),
    ] -%}
        select
            span_start,
            span_end,
            '{{ entity_type }}' as entity_type,
            {{ entity_code }} as entity_code,
            'total' as dimension,
            'total' as member,
            measure,
            sum(measure_value) as measure_value
        from stocks_at_end
        where {{ condition }}
        group by all
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

summed as (
    select * from flows
    union all
    select * from distinct_counts
    union all
    select * from stocks
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
