-- The one model that compares; intervals of counts are added by its readers.
with

periods as (
    select
        *,
        -- Null joins nothing: a span before coverage has no base.
        case when has_yoy_base then yoy_start end as yoy_base_start,
        case when has_prev_base then prev_start end as prev_base_start,
        case when has_lny_base then lny_start end as lny_base_start
    from {{ ref('int_kpi_periods') }}
)

select
    cells.cell_id,
    periods.kpi_code,
    periods.grain,
    periods.period_start,
    periods.period_end,
    periods.covered_through,
    periods.is_partial,
    cells.entity_type,
    cells.entity_code,
    cells.dimension,
    cells.member,
    catalogue.kind,
    values_now.numerator,
    values_now.denominator,
    values_now.kpi_value,
    values_now.value_low,
    values_now.value_high,
    periods.yoy_start,
    periods.yoy_end,
    yoy.numerator as yoy_numerator,
    yoy.denominator as yoy_denominator,
    {% for base in ['yoy', 'prev', 'lny'] -%}
        {{ base }}.kpi_value as {{ base }}_base,
        {{ ratio('values_now.kpi_value - ' ~ base ~ '.kpi_value', base ~ '.kpi_value') }} as {{ base }}_change,
        case
            when catalogue.unit = '%' then 100 * (values_now.kpi_value - {{ base }}.kpi_value)
        end as {{ base }}_change_pp,
        case
            when catalogue.kind = 'proportion' then
                100 * ({{ newcombe_low(
                    'values_now.kpi_value', 'values_now.value_low', base ~ '.kpi_value', base ~ '.value_high'
                ) }})
        end as {{ base }}_pp_low,
        case
            when catalogue.kind = 'proportion' then
                100 * ({{ newcombe_high(
                    'values_now.kpi_value', 'values_now.value_high', base ~ '.kpi_value', base ~ '.value_low'
                ) }})
        end as {{ base }}_pp_high,
    {% endfor %}
    periods.prev_start,
    periods.prev_end,
    periods.lny_start,
    periods.lny_end
from periods
inner join {{ ref('kpi_catalogue') }} as catalogue
    on periods.kpi_code = catalogue.kpi_code
inner join {{ ref('int_kpi_span_values') }} as values_now
    on
        periods.kpi_code = values_now.kpi_code
        and periods.period_start = values_now.span_start
        and periods.covered_through = values_now.span_end
inner join {{ ref('int_kpi_cells') }} as cells
    on values_now.cell_id = cells.cell_id
{%- for base in ['yoy', 'prev', 'lny'] %}
    left join {{ ref('int_kpi_span_values') }} as {{ base }}
        on
            values_now.cell_id = {{ base }}.cell_id
            and periods.{{ base }}_base_start = {{ base }}.span_start
            and periods.{{ base }}_end = {{ base }}.span_end
{%- endfor %}
