{#- A key of several columns: no combination twice, no part missing unless it may be. -#}
{% test unique_combination(model, columns, optional=[]) %}
select
    {{ columns | join(', ') }},
    count(*) as repetitions
from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in optional %}
    or count({{ column }}) < count(*)
    {%- endfor %}
{% endtest %}
