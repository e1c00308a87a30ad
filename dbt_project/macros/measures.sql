{#-
One measure of a relation, summed by place, unit, breakdown member and days.

event_on is the day that places it in a period, known_on the day from which it may be
counted: a cohort measure looks no further than the end of the span that is counted.
-#}
{% macro sum_measure(relation, measure, event_on, value, condition='true', known_on=none) -%}
    select
        county_code,
        station_code,
        unit_code,
        dimension,
        member,
        '{{ measure }}' as measure,
        {{ event_on }} as event_on,
        {{ known_on or event_on }} as known_on,
        cast(sum({{ value }}) as decimal(18, 2)) as measure_value
    from {{ relation }}
    where
        {{ event_on }} is not null
        and {{ known_on or event_on }} is not null
        and {{ condition }}
    group by all
{%- endmacro %}

{#- The same for a relation with one row per thing counted. -#}
{% macro count_measure(relation, measure, event_on, condition='true', known_on=none) -%}
    {{ sum_measure(relation, measure, event_on, '1', condition, known_on) }}
{%- endmacro %}
