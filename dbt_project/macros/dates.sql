{#- The day as many days after `start` as `later` is after `earlier`; null if start is. -#}
{% macro days_after(start, later, earlier) -%}
    {{ start }} + cast({{ dbt.datediff(earlier, later, 'day') }} as integer)
{%- endmacro %}
