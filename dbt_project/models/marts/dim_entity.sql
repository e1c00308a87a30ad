{{ config(tags='static') }}
-- Longer than 80 lines: one select per kind of entity.
with

sectors as (
    select
        sectors.sector_code,
        sectors.name_zh,
        sectors.name_en
    from (
        values
        ('bank', '银行', 'Banks'),
        ('operator', '通信运营商', 'Telecom operators'),
        ('bureau', '机关单位', 'Bureaus')
    ) as sectors (sector_code, name_zh, name_en)
),

entities as (
    select
        'city' as entity_type,
        '{{ var("city_code") }}' as entity_code,
        '{{ var("city_name_zh") }}' as name_zh,
        '{{ var("city_name_en") }}' as name_en,
        cast(null as string) as parent_type,
        cast(null as string) as parent_code,
        cast(sum(population) as bigint) as population,
        bool_or(is_estimate) as is_population_estimate,
        cast(null as bigint) as employees
    from {{ ref('counties') }}

    union all

    select
        'county' as entity_type,
        county_code as entity_code,
        name_zh,
        name_en,
        'city' as parent_type,
        '{{ var("city_code") }}' as parent_code,
        cast(population as bigint) as population,
        is_estimate as is_population_estimate,
        cast(null as bigint) as employees
    from {{ ref('counties') }}

    union all

    select
        'station' as entity_type,
        station_code as entity_code,
        name_zh,
        cast(null as string) as name_en,
        'county' as parent_type,
        county_code as parent_code,
        cast(null as bigint) as population,
        cast(null as boolean) as is_population_estimate,
        cast(null as bigint) as employees
    from {{ ref('stations') }}

    union all

    select
        'all_units' as entity_type,
        'all_units' as entity_code,
        '成员单位' as name_zh,
        'All member units' as name_en,
        cast(null as string) as parent_type,
        cast(null as string) as parent_code,
        cast(null as bigint) as population,
        cast(null as boolean) as is_population_estimate,
        cast(sum(employees) as bigint) as employees
    from {{ ref('member_units') }}

    union all

    select
        'sector' as entity_type,
        sectors.sector_code as entity_code,
        sectors.name_zh,
        sectors.name_en,
        'all_units' as parent_type,
        'all_units' as parent_code,
        cast(null as bigint) as population,
        cast(null as boolean) as is_population_estimate,
        cast(sum(units.employees) as bigint) as employees
    from sectors
    left join {{ ref('member_units') }} as units
        on sectors.sector_code = units.sector
    group by sectors.sector_code, sectors.name_zh, sectors.name_en

    union all

    select
        'unit' as entity_type,
        unit_code as entity_code,
        name_zh,
        name_en,
        'sector' as parent_type,
        sector as parent_code,
        cast(null as bigint) as population,
        cast(null as boolean) as is_population_estimate,
        cast(employees as bigint) as employees
    from {{ ref('member_units') }}
)

select
    entity_type,
    entity_code,
    name_zh,
    name_en,
    parent_type,
    parent_code,
    population,
    is_population_estimate,
    employees
from entities
