-- Longer than 80 lines: one select per kind of level, a line per column.
with

registrations as (
    select
        case when unit_code is null then 'county' else 'unit' end as entity_type,
        coalesce(unit_code, county_code) as entity_code,
        county_code as part,
        as_of as valid_from,
        -- A unit is counted in every county where it has staff.
        lead(as_of, 1, date '9999-12-31') over (
            partition by county_code, unit_code
            order by as_of asc nulls last
        ) - 1 as valid_to,
        registered,
        eligible,
        delivery_id,
        row_number_in_file
    from {{ ref('fct_app_registrations') }}
),

levels as (
    select
        'county' as entity_type,
        county_code as entity_code,
        county_code as part,
        'population' as measure,
        date '0001-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        cast(population as decimal(18, 2)) as measure_value,
        'counties' as fact,
        cast(null as string) as delivery_id,
        cast(null as bigint) as row_number_in_file
    from {{ ref('counties') }}

    union all

    select
        'unit' as entity_type,
        unit_code as entity_code,
        unit_code as part,
        'employees' as measure,
        date '0001-01-01' as valid_from,
        date '9999-12-31' as valid_to,
        cast(employees as decimal(18, 2)) as measure_value,
        'member_units' as fact,
        cast(null as string) as delivery_id,
        cast(null as bigint) as row_number_in_file
    from {{ ref('member_units') }}
    where employees is not null

    union all

    select
        'unit' as entity_type,
        unit_code as entity_code,
        unit_code as part,
        'cards_issued' as measure,
        as_of as valid_from,
        lead(as_of, 1, date '9999-12-31') over (
            partition by unit_code
            order by as_of asc nulls last
        ) - 1 as valid_to,
        cast(cards_issued as decimal(18, 2)) as measure_value,
        'cards_issued' as fact,
        cast(null as string) as delivery_id,
        cast(null as bigint) as row_number_in_file
    from {{ ref('cards_issued') }}
    {% for measure, people in [('app_registered', 'registered'), ('app_eligible', 'eligible')] %}

        union all

        select
            entity_type,
            entity_code,
            part,
            '{{ measure }}' as measure,
            valid_from,
            valid_to,
            cast({{ people }} as decimal(18, 2)) as measure_value,
            'fct_app_registrations' as fact,
            delivery_id,
            row_number_in_file
        from registrations
    {% endfor %}
)

select
    levels.entity_type,
    levels.entity_code,
    levels.part,
    levels.measure,
    levels.valid_from,
    levels.valid_to,
    levels.measure_value,
    units.sector,
    levels.fact,
    levels.delivery_id,
    levels.row_number_in_file
from levels
left join {{ ref('member_units') }} as units
    on levels.entity_code = units.unit_code
