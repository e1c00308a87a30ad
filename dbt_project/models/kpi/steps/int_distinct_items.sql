{#-
What is counted once in a span however often it happens: counted anew for each entity and
span, because distinct counts do not add up.
-#}
with

punished as (
    select
        county_code,
        station_code,
        arrested_on as event_on,
        -- A person counts once for each case; without a case, each arrest is its own.
        person_ref_pseudonym || coalesce('|case|' || case_no, '|arrest|' || arrest_no) as item
    from {{ ref('fct_arrests') }}
    where measure_kind is not null
)

{% for entity_type, entity_code in [
    ('station', 'station_code'),
    ('county', 'county_code'),
    ('city', "'" ~ var('city_code') ~ "'"),
] -%}
    select distinct
        '{{ entity_type }}' as entity_type,
        {{ entity_code }} as entity_code,
        'punished' as measure,
        event_on,
        item
    from punished
    {% if not loop.last %}union all{% endif %}
{% endfor %}
