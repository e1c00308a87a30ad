{#- Two relations agree in the columns that they share by name. -#}
{% macro agree(left, right, columns) -%}
    {%- for column in columns -%}
        {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- Whether a list in a column of the catalogue, as `cases; arrests`, names a value. -#}
{% macro names(list_column, value) -%}
    ';' || replace({{ list_column }}, ' ', '') || ';' like '%;' || {{ value }} || ';%'
{%- endmacro %}
