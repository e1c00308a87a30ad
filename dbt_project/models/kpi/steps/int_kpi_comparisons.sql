-- The one model that compares; intervals of counts are added by its readers.
with

periods as (
    select
        *,
        -- Null joins nothing: a span before coverage has no base.
        case when has_yoy_base then yoy_start end as yoy_base_start,
        case when has_prev_base then prev_start end as prev_base_start
    from {{ ref('int_kpi_periods') }}
)

select
    periods.kpi_code,
    periods.grain,
    periods.period_start,
    periods.period_end,
    periods.covered_through,
    periods.is_partial,
    values_now.entity_type,
    values_now.entity_code,
    values_now.dimension,
    values_now.member,
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
    yoy.kpi_value as yoy_base,
    {{ ratio('values_now.kpi_value - yoy.kpi_value', 'yoy.kpi_value') }} as yoy_change,
    case
        when catalogue.unit = '%' then 100 * (values_now.kpi_value - yoy.kpi_value)
    end as yoy_change_pp,
    case
        when catalogue.kind = 'proportion' then
            100 * ({{ newcombe_low(
                'values_now.kpi_value', 'values_now.value_low', 'yoy.kpi_value', 'yoy.value_high'
            ) }})
    end as yoy_pp_low,
    case
        when catalogue.kind = 'proportion' then
            100 * ({{ newcombe_high(
                'values_now.kpi_value', 'values_now.value_high', 'yoy.kpi_value', 'yoy.value_low'
            ) }})
    end as yoy_pp_high,
    periods.prev_start,
    periods.prev_end,
    prev.kpi_value as prev_base,
    {{ ratio('values_now.kpi_value - prev.kpi_value', 'prev.kpi_value') }} as prev_change,
    case
        when catalogue.unit = '%' then 100 * (values_now.kpi_value - prev.kpi_value)
    end as prev_change_pp
from periods
inner join {{ ref('kpi_catalogue') }} as catalogue
    on periods.kpi_code = catalogue.kpi_code
inner join {{ ref('int_kpi_span_values') }} as values_now
    on
        periods.kpi_code = values_now.kpi_code
        and periods.period_start = values_now.span_start
        and periods.covered_through = values_now.span_end
left join {{ ref('int_kpi_span_values') }} as yoy
    on
        values_now.cell_id = yoy.cell_id
        and periods.yoy_base_start = yoy.span_start
        and periods.yoy_end = yoy.span_end
left join {{ ref('int_kpi_span_values') }} as prev
    on
        values_now.cell_id = prev.cell_id
        and periods.prev_base_start = prev.span_start
        and periods.prev_end = prev.span_end
