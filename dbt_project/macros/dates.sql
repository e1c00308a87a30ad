{#-
How far into the season of Lunar New Year a day lies, in days from New Year's Day. The
season is that of the Spring Festival travel rush (春运), 40 days from 15 before New Year's
Day; days outside it stand on its edges.
-#}
{% macro season_day(day, new_year_on) -%}
    greatest(-15, least(25, {{ dbt.datediff(new_year_on, day, 'day') }}))
{%- endmacro %}

{#- The day as many days after `start` as `later` is after `earlier`; null if start is. -#}
{% macro days_after(start, later, earlier) -%}
    {{ start }} + cast({{ dbt.datediff(earlier, later, 'day') }} as integer)
{%- endmacro %}

{#- Days from one day to another, whole. -#}
{% macro days_between(earlier, later) -%}
    cast(
        {{ dbt.datediff(earlier, later, 'day') }}
        as integer
    )
{%- endmacro %}

{#- Age in days from which a period is taken as final. -#}
{% macro final_after() -%}
    180
{%- endmacro %}
