-- Levels at the end of each span: counties add up to the city, units to sectors and all units.
with

spans as (
    select distinct
        span_start,
        span_end
    from {{ ref('int_kpi_spans') }}
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
from stocks
