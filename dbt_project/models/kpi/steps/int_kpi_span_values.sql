-- The one model that forms values: a base is counted over its own span as a value is.
{% set cell = ['entity_type', 'entity_code', 'dimension', 'member'] %}
with

cells as (
    select
        cells.cell_id,
        cells.kpi_code,
        catalogue.kind,
        catalogue.scale,
        catalogue.denominator_measure,
        {%- for part in ['numerator', 'denominator'] %}
            {{ part }}s.series_id as {{ part }}_id,
            {{ part }}_measures.is_stock as is_{{ part }}_stock
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_kpi_cells') }} as cells
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on cells.kpi_code = catalogue.kpi_code
    {%- for part in ['numerator', 'denominator'] %}
        left join {{ ref('measures') }} as {{ part }}_measures
            on catalogue.{{ part }}_measure = {{ part }}_measures.measure
        left join {{ ref('int_kpi_series') }} as {{ part }}s
            on
                catalogue.{{ part }}_measure = {{ part }}s.measure
                and {{ agree('cells', part ~ 's', cell) }}
    {%- endfor %}
),

counted as (
    select
        cells.cell_id,
        cells.kpi_code,
        cells.kind,
        cells.scale,
        cells.denominator_measure,
        spans.span_start,
        spans.span_end,
        {%- for part in ['numerator', 'denominator'] %}
            cast(
                case
                    when cells.{{ part }}_id is null then null
                    when cells.is_{{ part }}_stock then {{ part }}s.measure_value
                    else coalesce({{ part }}s.measure_value, 0)
                end as double
            ) as {{ part }}
            {%- if not loop.last %},{% endif %}
        {%- endfor %}
    from {{ ref('int_kpi_spans') }} as spans
    inner join cells
        on spans.kpi_code = cells.kpi_code
    {%- for part in ['numerator', 'denominator'] %}
        left join {{ ref('int_span_measures') }} as {{ part }}s
            on
                cells.{{ part }}_id = {{ part }}s.series_id
                and {{ agree('spans', part ~ 's', ['span_start', 'span_end']) }}
    {%- endfor %}
)

select
    cell_id,
    kpi_code,
    span_start,
    span_end,
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
