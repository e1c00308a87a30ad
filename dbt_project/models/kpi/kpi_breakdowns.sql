{#- Members that are entities or KPIs of their own are read from kpi_values; only the others
are counted for this model. What pages ask for, the parts of one figure, lies together. -#}
{{ config(materialized='incremental', pre_hook='{{ delete_touched() }}') }}
{%- set period = ['grain', 'period_start', 'period_end', 'covered_through', 'is_partial'] -%}
{%- set figures = ['numerator', 'denominator', 'value', 'yoy_base', 'yoy_change', 'prev_base', 'prev_change'] -%}
with

children as (
    select
        entities.parent_type as entity_type,
        entities.parent_code as entity_code,
        kpis.kpi_code,
        kpis.{{ period | join(', kpis.') }},
        'county' as dimension,
        kpis.entity_code as member,
        kpis.{{ figures | join(', kpis.') }}
    from {{ of_touched(ref('kpi_values')) }} as kpis
    inner join {{ ref('dim_entity') }} as entities
        on kpis.entity_type = entities.entity_type and kpis.entity_code = entities.entity_code
    where kpis.entity_type = 'county'
),

-- Of cards the unit is the issuer, which counties are broken down by, too.
units as (
    select
        ancestors.entity_type,
        ancestors.entity_code,
        kpis.kpi_code,
        kpis.{{ period | join(', kpis.') }},
        case measures.breakdown_dimension when 'issuer' then 'issuer' else 'unit' end as dimension,
        kpis.entity_code as member,
        kpis.{{ figures | join(', kpis.') }}
    from {{ of_touched(ref('kpi_values')) }} as kpis
    inner join {{ ref('kpi_catalogue') }} as catalogue
        on kpis.kpi_code = catalogue.kpi_code
    inner join {{ ref('measures') }} as measures
        on catalogue.numerator_measure = measures.measure
    inner join {{ ref('dim_entity') }} as units
        on kpis.entity_type = units.entity_type and kpis.entity_code = units.entity_code
    inner join {{ ref('dim_entity') }} as ancestors
        on
            ancestors.entity_type = 'all_units'
            or (ancestors.entity_type = 'sector' and units.parent_code = ancestors.entity_code)
    where kpis.entity_type = 'unit'
),

card_types as (
    select
        entity_type,
        entity_code,
        'cards_involved' as kpi_code,
        {{ period | join(', ') }},
        'card_type' as dimension,
        case kpi_code when 'bank_cards_involved' then '银行卡' else '电话卡' end as member,
        {{ figures | join(', ') }}
    from {{ of_touched(ref('kpi_values')) }} as kpis
    where kpi_code in ('bank_cards_involved', 'phone_cards_involved')
),

counted as (
    select
        entity_type,
        entity_code,
        kpi_code,
        {{ period | join(', ') }},
        dimension,
        member,
        {{ figures | join(', ') | replace(' value', ' kpi_value as value') }}
    from {{ ref('int_kpi_comparisons') }}
    where dimension <> 'total'
)

select * from children
union all
select * from units
union all
select * from card_types
union all
select * from counted
order by entity_type, entity_code, kpi_code, grain, dimension, period_end, member
