-- The one model that forms values: a base is counted over its own span as a value is.
{% set cell = ['entity_type', 'entity_code', 'dimension', 'member'] %}
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
        cells.{{ cell | join(', cells.') }},
        spans.denominator_measure,
        {%- for part in ['numerator', 'denominator'] %}
            cast(
                case
                    when spans.{{ part }}_measure is null then null
                    when spans.is_{{ part }}_stock then {{ part }}s.measure_value
                    else coalesce({{ part }}s.measure_value, 0)
                end as double
            ) as {{ part }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from spans
    inner join {{ ref('int_kpi_cells') }} as cells
        on spans.kpi_code = cells.kpi_code
    {%- for part in ['numerator', 'denominator'] %}
        left join {{ ref('int_span_measures') }} as {{ part }}s
            on
                spans.{{ part }}_measure = {{ part }}s.measure
                and {{ agree('spans', part ~ 's', ['span_start', 'span_end']) }}
                and {{ agree('cells', part ~ 's', cell) }}
    {%- endfor %}
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
