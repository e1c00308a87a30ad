{{ config(
    database='kept',
    materialized='incremental',
    incremental_strategy='append',
    pre_hook="{% if is_incremental() %}{{ delete_days('issued_on', 'int_changed_warning_days') }}{% endif %}"
) }}

-- depends_on: {{ ref('int_changed_warning_days') }}
-- Warnings are many: they are read once for all their measures.
with

warnings as (
    select
        county_code,
        station_code,
        source_unit_code as unit_code,
        issued_on,
        visit_assigned_on,
        visited_on,
        warning_kind,
        outcome,
        is_timely_contact,
        stop_payment_amount,
        avoided_loss_amount
    from {{ ref('fct_warnings') }}
    {% if is_incremental() %}
        where issued_on in (select days.changed_on from {{ ref('int_changed_warning_days') }} as days)
    {% endif %}
)

select
    county_code,
    station_code,
    unit_code,
    issued_on,
    visit_assigned_on,
    visited_on,
    {% for measure, event_on, known_on, condition, value in warning_measures() %}
        {{ 'sum(' ~ value ~ ')' if value else 'count(*)' }} filter (where {{ condition }}) as {{ measure }}
        {%- if not loop.last %},{% endif %}
    {% endfor %}
from warnings
group by county_code, station_code, unit_code, issued_on, visit_assigned_on, visited_on
