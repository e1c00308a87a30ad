{#-
What is counted once in a span however often it happens: counted anew for each entity and
span, because distinct counts do not add up.
-#}
{% for entity_type, entity_code in [
    ('station', 'station_code'),
    ('county', 'county_code'),
    ('city', "'" ~ var('city_code') ~ "'"),
] -%}
    select distinct
        '{{ entity_type }}' as entity_type,
        {{ entity_code }} as entity_code,
        measure,
        event_on,
        item
    from {{ ref('measure_rows') }}
    where item is not null
    {% if not loop.last %}union all{% endif %}
{% endfor %}
