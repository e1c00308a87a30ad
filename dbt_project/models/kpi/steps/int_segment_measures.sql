{#- Every measure by entity and segment: places roll up to the city, units to sectors. -#}
with

-- Records are many, segments are few: places and units roll up from their sums.
summed as (
    select
        county_code,
        station_code,
        unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        measure,
        event_by,
        known_by,
        quantity as measure_value
    from {{ ref('int_warning_segments') }}

    union all

    select
        records.county_code,
        records.station_code,
        records.unit_code,
        records.dimension,
        records.member,
        records.measure,
        coalesce(event_segments.segment_end, records.event_on) as event_by,
        coalesce(known_segments.segment_end, records.known_on) as known_by,
        sum(records.quantity) as measure_value
    from {{ ref('measure_rows') }} as records
    left join {{ ref('int_segments') }} as event_segments
        on records.event_on = event_segments.calendar_day
    left join {{ ref('int_segments') }} as known_segments
        on records.known_on = known_segments.calendar_day
    where records.item is null and records.fact <> 'fct_warnings'
    group by all
),

measured as (
    select
        summed.*,
        units.sector
    from summed
    left join {{ ref('member_units') }} as units
        on summed.unit_code = units.unit_code
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
            event_by,
            known_by,
            cast(sum(measure_value) as decimal(18, 2)) as measure_value
        from measured
        where {{ is_counted }}
        group by all
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from placed
