{{ config(group='kpi') }}
-- An entity without events has 0, not a gap: each has as many rows as the others of its type.
with

periods as (
    select
        entity_type,
        entity_code,
        kpi_code,
        grain,
        count(*) as periods
    from {{ ref('kpi_values') }}
    group by entity_type, entity_code, kpi_code, grain
),

expected as (
    select
        cells.entity_type,
        cells.entity_code,
        spans.kpi_code,
        spans.grain,
        count(*) as periods
    from {{ ref('int_kpi_periods') }} as spans
    inner join {{ ref('int_kpi_cells') }} as cells
        on spans.kpi_code = cells.kpi_code and cells.dimension = 'total'
    group by cells.entity_type, cells.entity_code, spans.kpi_code, spans.grain
)

select
    expected.*,
    periods.periods as actual_periods
from expected
left join periods
    on
        expected.entity_type = periods.entity_type
        and expected.entity_code = periods.entity_code
        and expected.kpi_code = periods.kpi_code
        and expected.grain = periods.grain
where periods.periods is distinct from expected.periods
