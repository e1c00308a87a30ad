-- The one model that forms values. Comparisons read it, so that a base is counted over
-- its own span exactly as a value is.
with

spans as (
    select
        spans.kpi_code,
        spans.span_start,
        spans.span_end,
        catalogue.kind,
        catalogue.scale,
        catalogue.numerator_measure,
        catalogue.denominator_measure,
        numerators.is_stock as is_numerator_stock,
        denominators.is_stock as is_denominator_stock
    from {{ ref('int_kpi_spans') }} as spans
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on spans.kpi_code = catalogue.kpi_code
    inner join {{ ref('measures') }} as numerators
        on catalogue.numerator_measure = numerators.measure
    left join {{ ref('measures') }} as denominators
        on catalogue.denominator_measure = denominators.measure
),

counted as (
    select
        spans.kpi_code,
        spans.kind,
        spans.scale,
        spans.span_start,
        spans.span_end,
        cells.cell_id,
        cells.entity_type,
        cells.entity_code,
        cells.dimension,
        cells.member,
        spans.denominator_measure,
        cast(
            case
                when spans.is_numerator_stock then numerators.measure_value
                else coalesce(numerators.measure_value, 0)
            end as double
        ) as numerator,
        cast(
            case
                when spans.denominator_measure is null then null
                when spans.is_denominator_stock then denominators.measure_value
                else coalesce(denominators.measure_value, 0)
            end as double
        ) as denominator
    from spans
    inner join {{ ref('int_kpi_cells') }} as cells
        on spans.kpi_code = cells.kpi_code
    left join {{ ref('int_span_measures') }} as numerators
        on
            spans.numerator_measure = numerators.measure
            and spans.span_start = numerators.span_start
            and spans.span_end = numerators.span_end
            and cells.entity_type = numerators.entity_type
            and cells.entity_code = numerators.entity_code
            and cells.dimension = numerators.dimension
            and cells.member = numerators.member
    left join {{ ref('int_span_measures') }} as denominators
        on
            spans.denominator_measure = denominators.measure
            and spans.span_start = denominators.span_start
            and spans.span_end = denominators.span_end
            and cells.entity_type = denominators.entity_type
            and cells.entity_code = denominators.entity_code
            and cells.dimension = denominators.dimension
            and cells.member = denominators.member
)

select
    cell_id,
    kpi_code,
    span_start,
    span_end,
    entity_type,
    entity_code,
    dimension,
    member,
    numerator,
    denominator,
    case
        when denominator_measure is null then scale * numerator
        else {{ ratio('numerator', 'denominator', 'scale') }}
    end as kpi_value,
    case
        when kind = 'proportion' and denominator > 0
            then greatest({{ wilson_bound('numerator', 'denominator', '-') }}, 0)
    end as value_low,
    case
        when kind = 'proportion' and denominator > 0
            then least({{ wilson_bound('numerator', 'denominator', '+') }}, 1)
    end as value_high
from counted
