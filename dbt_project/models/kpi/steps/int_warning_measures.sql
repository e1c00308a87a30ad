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
    {{ count_measure('warnings', 'fund_warnings', 'issued_on', "warning_kind = '资金预警'") }}
    union all
    {{ count_measure('warnings', 'info_warnings', 'issued_on', "warning_kind = '信息预警'") }}
    union all
    {{ count_measure('warnings', 'warnings_issued', 'issued_on') }}
    union all
    {{ count_measure('warnings', 'visits_dispatched', 'issued_on', known_on='visit_assigned_on') }}
    union all
    {{ count_measure('warnings', 'visits_assigned', 'visit_assigned_on') }}
    union all
    {{ count_measure('warnings', 'visits_made', 'visit_assigned_on', known_on='visited_on') }}
    union all
    {{ count_measure('warnings', 'timely_contacts', 'issued_on', 'is_timely_contact') }}
    union all
    {{ count_measure('warnings', 'prevented_cases', 'issued_on', "outcome = '已劝阻'") }}
    union all
    {{ count_measure('warnings', 'warned_victims', 'issued_on', "outcome = '已受骗'") }}
    union all
    {{ sum_measure('warnings', 'stop_payment_amount', 'issued_on', 'stop_payment_amount') }}
    union all
    {{ sum_measure('warnings', 'avoided_loss_amount', 'issued_on', 'avoided_loss_amount') }}
    union all
    {{ count_measure('warnings', 'unit_tips', 'issued_on', 'unit_code is not null') }}
)

select * from measured
