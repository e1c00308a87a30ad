{{ config(materialized='ephemeral') }}

{% for measure, event_on, known_on, condition, value in warning_measures() -%}
    select
        county_code,
        station_code,
        unit_code,
        '{{ measure }}' as measure,
        {{ event_on }} as event_on,
        {{ known_on }} as known_on,
        cast(sum({{ measure }}) as decimal(18, 2)) as quantity
    from {{ ref('int_warning_sums') }}
    where
        {{ event_on }} is not null
        and {{ known_on }} is not null
        and {{ measure }} <> 0
    group by all
    {% if not loop.last %}union all{% endif %}
{% endfor %}
