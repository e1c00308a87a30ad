{#- A key of several columns: no combination twice, no part missing. -#}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as repetitions
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns %}
    or count({{ column }}) < count(*)
    {%- endfor %}
{% endtest %}
