{#- Every measure by entity and day: places roll up to the city, units to sectors. -#}
with

-- Records are many, days are few: places and units roll up from daily sums.
daily as (
    select
        county_code,
        station_code,
        unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        measure,
        event_on,
        known_on,
        quantity as measure_value
    from {{ ref('int_warning_days') }}

    union all

    select
        county_code,
        station_code,
        unit_code,
        dimension,
        member,
        measure,
        event_on,
        known_on,
        sum(quantity) as measure_value
    from {{ ref('measure_rows') }}
    where item is null and fact <> 'fct_warnings'
    group by all
),

measured as (
    select
        daily.*,
        units.sector
    from daily
    left join {{ ref('member_units') }} as units
        on daily.unit_code = units.unit_code
),

placed as (
    {% for entity_type, entity_code, dimension, member, is_counted in [
        ('station', 'station_code', "'total'", "'total'", 'station_code is not null'),
        ('county', 'county_code', "'total'", "'total'", 'county_code is not null'),
        ('city', "'" ~ var('city_code') ~ "'", "'total'", "'total'", 'true'),
        ('unit', 'unit_code', "'total'", "'total'", 'unit_code is not null'),
        ('sector', 'sector', "'total'", "'total'", 'sector is not null'),
        ('all_units', "'all_units'", "'total'", "'total'", 'unit_code is not null'),
        ('county', 'county_code', 'dimension', 'member', 'dimension is not null and county_code is not null'),
        ('city', "'" ~ var('city_code') ~ "'", 'dimension', 'member', 'dimension is not null'),
    ] -%}
        select
            '{{ entity_type }}' as entity_type,
            {{ entity_code }} as entity_code,
            {{ dimension }} as dimension,
            {{ member }} as member,
            measure,
            event_on,
            known_on,
            sum(measure_value) as measure_value
        from measured
        where {{ is_counted }}
        group by all
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    entity_type,
    entity_code,
    dimension,
    member,
    measure,
    event_on,
    known_on,
    cast(measure_value as decimal(18, 2)) as measure_value
from placed
