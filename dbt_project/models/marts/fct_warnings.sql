{{ config(
    materialized='incremental',
    incremental_strategy='append',
    on_schema_change='fail',
    pre_hook="{% if is_incremental() %}{{ delete_days('issued_on', 'int_changed_warning_days') }}{% endif %}"
) }}

-- depends_on: {{ ref('int_changed_warning_days') }}
-- depends_on: {{ ref('int_delivered_days') }}
select
    warnings.warning_no,
    warnings.warning_kind,
    warnings.risk_level,
    warnings.county_code,
    warnings.station_code,
    warnings.source_unit_code,
    warnings.contact_method,
    warnings.outcome,
    warnings.issued_at,
    warnings.first_contact_at,
    warnings.visit_assigned_at,
    warnings.visited_at,
    cast(warnings.issued_at as date) as issued_on,
    cast(warnings.visit_assigned_at as date) as visit_assigned_on,
    cast(warnings.visited_at as date) as visited_on,
    coalesce(
        {{ dbt.datediff('warnings.issued_at', 'warnings.first_contact_at', 'second') }}
        <= 60 * refresh.contact_limit_minutes,
        false
    ) as is_timely_contact,
    warnings.stop_payment_amount,
    warnings.avoided_loss_amount,
    warnings.recipient_id_no_pseudonym,
    warnings.recipient_phone_pseudonym,
    warnings.updated_at,
    warnings.delivery_id,
    warnings.row_number_in_file
from {{ in_force('warnings') }} as warnings
cross join {{ ref('stg_refresh') }} as refresh
where
    warnings.record_status = '有效'
{% if is_incremental() %}
    and cast(warnings.issued_at as date) in (
        select changed.changed_on from {{ ref('int_changed_warning_days') }} as changed
    )
    -- The same rows; files without such a day are passed over unread.
    and warnings.delivery_id in (
        select days.delivery_id
        from {{ ref('int_delivered_days') }} as days
        inner join {{ ref('int_changed_warning_days') }} as changed
            on days.covered_on = changed.changed_on
        where days.extract = 'warnings'
    )
{% endif %}
