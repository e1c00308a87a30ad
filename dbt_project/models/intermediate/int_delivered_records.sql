{{ config(database='kept', tags='static', materialized='view') }}

{% for extract in var('extracts') %}
    select
        '{{ extract.name }}' as extract,
        {{ record_key('records', extract.key) }} as record_key,
        cast(records.{{ extract.version }} as timestamp) as version_at,
        cast({{ 'records.' ~ extract.coverage if extract.coverage else 'null' }} as date) as covered_on,
        records.delivery_id,
        records.row_number_in_file
    from {{ ref('stg_' ~ extract.name) }} as records
    inner join {{ ref('int_deliveries') }} as deliveries
        on
            records.delivery_id = deliveries.delivery_id
            and not deliveries.is_replaced
    {% if not loop.last %}union all{% endif %}
{% endfor %}
