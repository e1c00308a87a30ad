{#- Columns of a staged extract that say what was delivered, not where it came from. -#}
{% macro content_columns(relation) %}
    {%- set columns = [] -%}
    {%- if execute -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- if column.name not in ('delivery_id', 'row_number_in_file') -%}
                {%- do columns.append(column.name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns | join(',')) }}
{% endmacro %}

{#- md5 of the canonical row: all its values as text, in order; empty where missing. -#}
{% macro content_md5(relation, alias) -%}
    md5(concat_ws(
        chr(31)
        {%- for name in content_columns(relation).split(',') if name %},
        coalesce(cast({{ alias }}.{{ name }} as string), '')
        {%- endfor %}
    ))
{%- endmacro %}
