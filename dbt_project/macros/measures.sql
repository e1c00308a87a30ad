{#-
What each record of a relation adds to one measure: a row for each record that adds
something. KPIs are sums of these rows, and `fanzha trace` lists them.

event_on is the day that places it in a period, known_on the day from which it may be
counted: a cohort measure looks no further than the end of the span that is counted.
item is what counts once in a span however often it happens; null where rows add up.
-#}
{% macro sum_measure(
    relation, measure, event_on, value, condition='true', known_on=none, item='cast(null as string)'
) -%}
    select
        '{{ measure }}' as measure,
        fact,
        delivery_id,
        row_number_in_file,
        county_code,
        station_code,
        unit_code,
        dimension,
        member,
        {{ event_on }} as event_on,
        {{ known_on or event_on }} as known_on,
        cast({{ value }} as decimal(18, 2)) as quantity,
        {{ item }} as item
    from {{ relation }}
    where
        {{ event_on }} is not null
        and {{ known_on or event_on }} is not null
        and {{ value }} <> 0
        and {{ condition }}
{%- endmacro %}

{#- The same where each record counts as one. -#}
{% macro count_measure(relation, measure, event_on, condition='true', known_on=none) -%}
    {{ sum_measure(relation, measure, event_on, '1', condition, known_on) }}
{%- endmacro %}

{#- The same where each thing counts once, in however many records it occurs. -#}
{% macro distinct_measure(relation, measure, event_on, item, condition='true') -%}
    {{ sum_measure(relation, measure, event_on, '1', item ~ ' is not null and ' ~ condition, item=item) }}
{%- endmacro %}

{#-
A fact as a published view names it. Without the database: an edition is opened under
more than one name.
-#}
{% macro published(relation) -%}
    {{ relation.include(database=false) }}
{%- endmacro %}
