{#- The name of an extract's coverage column, as the project declares it. -#}
{% macro coverage_column(extract) -%}
    case {{ extract }}
        {% for known in var('extracts') if known.coverage -%}
            when '{{ known.name }}' then '{{ known.coverage }}'
        {% endfor %}
    end
{%- endmacro %}
