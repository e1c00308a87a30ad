{{ config(materialized='ephemeral') }}

with

warnings as (
    select
        'fct_warnings' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        station_code,
        source_unit_code as unit_code,
        cast(null as string) as dimension,
        cast(null as string) as member,
        issued_on,
        visit_assigned_on,
        visited_on,
        warning_kind,
        outcome,
        is_timely_contact,
        stop_payment_amount,
        avoided_loss_amount
    from {{ published(ref('fct_warnings')) }}
),

measured as (
    {% for measure, event_on, known_on, condition, value in warning_measures() %}
        {{ sum_measure('warnings', measure, event_on, value or '1', condition, known_on) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select * from measured
