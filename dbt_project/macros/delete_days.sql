{#-
Takes the days of a list out of a table, before they are written anew. dbt's own
delete+insert leaves a day as it was of which no row is left.
-#}
{% macro delete_days(column, days) -%}
    delete from {{ this }} where {{ column }} in (select changed_on from {{ ref(days) }})
{%- endmacro %}
