{#-
What identifies a record, as text. A key of one column is left as it is: a file whose rows
all have other keys can then be passed over unread.
-#}
{% macro record_key(alias, columns) -%}
    {%- if columns | length == 1 -%}
        cast({{ alias }}.{{ columns[0] }} as string)
    {%- else -%}
        concat_ws('|', cast({{ alias }}.{{ columns | join(' as string), cast(' ~ alias ~ '.') }} as string))
    {%- endif -%}
{%- endmacro %}
