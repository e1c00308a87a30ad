{#- The one division of the project: null where there is nothing to divide by. -#}
{% macro ratio(numerator, denominator, scale=1) -%}
    cast({{ scale }} as double) * cast({{ numerator }} as double)
    / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

{#- Doubles are added in no fixed order, and their last digits would change by themselves. -#}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 9))) as double)
{%- endmacro %}
