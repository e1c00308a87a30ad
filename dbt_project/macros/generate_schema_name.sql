{#- Schemas are called exactly core, kpi, ops …; dbt's default would prefix them. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
