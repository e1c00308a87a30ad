-- Members beside the whole that they are part of, for rates whose numerator and denominator add up.
with

kpis as (
    select
        catalogue.kpi_code,
        catalogue.scale,
        catalogue.unit
    from {{ ref('kpi_catalogue') }} as catalogue
    inner join {{ ref('measures') }} as numerators
        on catalogue.numerator_measure = numerators.measure and not numerators.is_distinct
    inner join {{ ref('measures') }} as denominators
        on catalogue.denominator_measure = denominators.measure and not denominators.is_distinct
),

parents as (
    select
        entity_type,
        entity_code,
        entity_type as dimension,
        parent_type,
        parent_code
    from {{ ref('dim_entity') }}
    where entity_type in ('county', 'unit')

    union all

    select
        entity_type,
        entity_code,
        entity_type as dimension,
        'all_units' as parent_type,
        'all_units' as parent_code
    from {{ ref('dim_entity') }}
    where entity_type = 'unit'
)

select
    parents.parent_type as entity_type,
    parents.parent_code as entity_code,
    members.kpi_code,
    members.grain,
    members.period_start,
    members.period_end,
    parents.dimension,
    members.entity_code as member,
    kpis.unit,
    members.value,
    members.yoy_base as base,
    wholes.value as whole,
    wholes.yoy_base as whole_base,
    coalesce({{ ratio('members.denominator', 'wholes.denominator') }}, 0) as weight,
    coalesce({{ ratio('members.yoy_denominator', 'wholes.yoy_denominator') }}, 0) as base_weight,
    {{ ratio('coalesce(members.numerator, 0)', 'wholes.denominator', 'kpis.scale') }}
    - {{ ratio('coalesce(members.yoy_numerator, 0)', 'wholes.yoy_denominator', 'kpis.scale') }} as added
from {{ of_touched(ref('kpi_values')) }} as members
inner join kpis
    on members.kpi_code = kpis.kpi_code
inner join parents
    on members.entity_type = parents.entity_type and members.entity_code = parents.entity_code
inner join {{ ref('kpi_values') }} as wholes
    on
        parents.parent_type = wholes.entity_type
        and parents.parent_code = wholes.entity_code
        and {{ agree('members', 'wholes', ['kpi_code', 'grain', 'period_start', 'period_end']) }}
where
    members.grain in ('month', 'quarter', 'half', 'year', 'ytd')
    and wholes.value is not null
    and wholes.yoy_base is not null
