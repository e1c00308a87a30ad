-- Cases count by three dates; that of the report is the one they are covered by.
with

dated as (
    {% for column in ['filed_at', 'solved_at'] %}
        select
            '{{ column }}' as date_column,
            delivery_id,
            row_number_in_file,
            cast({{ column }} as date) as event_on
        from {{ ref('stg_cases') }}
        where {{ column }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    delivered.extract,
    dated.date_column,
    delivered.record_key,
    delivered.delivery_id,
    delivered.row_number_in_file,
    dated.event_on,
    versions.is_in_force
from {{ ref('int_delivered_records') }} as delivered
inner join dated
    on
        delivered.extract = 'cases'
        and delivered.delivery_id = dated.delivery_id
        and delivered.row_number_in_file = dated.row_number_in_file
left join {{ ref('int_record_versions') }} as versions
    on
        versions.extract = 'cases'
        and delivered.delivery_id = versions.delivery_id
        and delivered.row_number_in_file = versions.row_number_in_file
