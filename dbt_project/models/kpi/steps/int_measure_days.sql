{#- Every measure by entity and day: places roll up to the city, units to sectors. -#}
with

-- Records are many, days are few: places and units roll up from daily sums.
measured as (
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
    where item is null
    group by all
),

placed as (
    {% for entity_type, entity_code in [
        ('station', 'station_code'),
        ('county', 'county_code'),
        ('city', "'" ~ var('city_code') ~ "'"),
        ('unit', 'unit_code'),
    ] -%}
        select
            '{{ entity_type }}' as entity_type,
            {{ entity_code }} as entity_code,
            'total' as dimension,
            'total' as member,
            measure,
            event_on,
            known_on,
            sum(measure_value) as measure_value
        from measured
        where {{ entity_code }} is not null
        group by all

        union all
    {% endfor %}

    select
        'sector' as entity_type,
        units.sector as entity_code,
        'total' as dimension,
        'total' as member,
        measured.measure,
        measured.event_on,
        measured.known_on,
        sum(measured.measure_value) as measure_value
    from measured
    inner join {{ ref('member_units') }} as units
        on measured.unit_code = units.unit_code
    group by all

    union all

    select
        'all_units' as entity_type,
        'all_units' as entity_code,
        'total' as dimension,
        'total' as member,
        measure,
        event_on,
        known_on,
        sum(measure_value) as measure_value
    from measured
    where unit_code is not null
    group by all

    {% for entity_type, entity_code in [
        ('county', 'county_code'),
        ('city', "'" ~ var('city_code') ~ "'"),
    ] -%}
        union all

        select
            '{{ entity_type }}' as entity_type,
            {{ entity_code }} as entity_code,
            dimension,
            member,
            measure,
            event_on,
            known_on,
            sum(measure_value) as measure_value
        from measured
        where dimension is not null and {{ entity_code }} is not null
        group by all
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
