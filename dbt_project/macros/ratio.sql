{#- The one division of the project: null where there is nothing to divide by. -#}
{% macro ratio(numerator, denominator, scale=1) -%}
    cast({{ scale }} as double) * cast({{ numerator }} as double)
    / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}

{#- Doubles are added in no fixed order, and their last digits would change by themselves. -#}
{% macro exact_sum(value) -%}
    cast(sum(cast({{ value }} as decimal(38, 15))) as double)
{%- endmacro %}

{#-
Whether sums of the same do not come to the same. Doubles hold fifteen digits of the largest
that went in: of `size`, if parts cancel each other.
-#}
{% macro differ(left, right, size=none, least='0.001') -%}
    abs({{ left }} - {{ right }}) > greatest({{ least }}, 1e-12 * abs({{ size or right }}))
{%- endmacro %}
