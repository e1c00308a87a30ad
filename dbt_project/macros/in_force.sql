{#-
The records of an extract that count: rows as delivered, without those that another
version or a snapshot took out of force, and without those of replaced checks.
-#}
{% macro in_force(extract) -%}
    (
        select records.*
        from {{ ref('stg_' ~ extract) }} as records
        inner join {{ ref('int_deliveries') }} as deliveries
            on
                records.delivery_id = deliveries.delivery_id
                and not deliveries.is_replaced
        left join {{ ref('int_rows_out_of_force') }} as out_of_force
            on
                out_of_force.extract = '{{ extract }}'
                and records.delivery_id = out_of_force.delivery_id
                and records.row_number_in_file = out_of_force.row_number_in_file
        where out_of_force.delivery_id is null
    )
{%- endmacro %}
