{{ config(database='kept', tags='static') }}
-- Dense: every entity that a KPI is computed for, with events or without.
with

totals as (
    select
        catalogue.kpi_code,
        entities.entity_type,
        entities.entity_code,
        'total' as dimension,
        'total' as member
    from {{ ref('kpi_catalogue') }} as catalogue
    inner join {{ ref('dim_entity') }} as entities
        on {{ names('catalogue.entity_types', 'entities.entity_type') }}
),

members as (
    select
        'fraud_type' as dimension,
        fraud_type_code as member
    from {{ ref('fraud_types') }}

    union all

    select
        'issuer' as dimension,
        unit_code as member
    from {{ ref('member_units') }}
),

breakdowns as (
    select
        totals.kpi_code,
        totals.entity_type,
        totals.entity_code,
        members.dimension,
        members.member
    from totals
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on totals.kpi_code = catalogue.kpi_code
    inner join {{ ref('measures') }} as numerators
        on catalogue.numerator_measure = numerators.measure
    left join {{ ref('measures') }} as denominators
        on catalogue.denominator_measure = denominators.measure
    inner join members
        on
            numerators.breakdown_dimension = members.dimension
            and (
                catalogue.denominator_measure is null
                or denominators.breakdown_dimension = members.dimension
            )
    where totals.entity_type in ('city', 'county')
),

cells as (
    select * from totals
    union all
    select * from breakdowns
)

select
    -- One number instead of five texts where values are joined with their bases.
    row_number() over (
        order by
            entity_type asc nulls last,
            entity_code asc nulls last,
            kpi_code asc nulls last,
            dimension asc nulls last,
            member asc nulls last
    ) as cell_id,
    kpi_code,
    entity_type,
    entity_code,
    dimension,
    member
from cells
