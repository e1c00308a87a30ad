-- Warnings are many: they are first counted by day, and the measures read the counts.
with

warnings as (
    select
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
        cast(count(*) as bigint) as warning_count,
        cast(sum(stop_payment_amount) as decimal(18, 2)) as stop_payment_amount,
        cast(sum(avoided_loss_amount) as decimal(18, 2)) as avoided_loss_amount
    from {{ ref('fct_warnings') }}
    group by all
),

measured as (
    {{ sum_measure('warnings', 'fund_warnings', 'issued_on', 'warning_count', "warning_kind = '资金预警'") }}
    union all
    {{ sum_measure('warnings', 'info_warnings', 'issued_on', 'warning_count', "warning_kind = '信息预警'") }}
    union all
    {{ sum_measure('warnings', 'warnings_issued', 'issued_on', 'warning_count') }}
    union all
    {{ sum_measure('warnings', 'visits_dispatched', 'issued_on', 'warning_count', known_on='visit_assigned_on') }}
    union all
    {{ sum_measure('warnings', 'visits_assigned', 'visit_assigned_on', 'warning_count') }}
    union all
    {{ sum_measure('warnings', 'visits_made', 'visit_assigned_on', 'warning_count', known_on='visited_on') }}
    union all
    {{ sum_measure('warnings', 'timely_contacts', 'issued_on', 'warning_count', 'is_timely_contact') }}
    union all
    {{ sum_measure('warnings', 'prevented_cases', 'issued_on', 'warning_count', "outcome = '已劝阻'") }}
    union all
    {{ sum_measure('warnings', 'warned_victims', 'issued_on', 'warning_count', "outcome = '已受骗'") }}
    union all
    {{ sum_measure('warnings', 'stop_payment_amount', 'issued_on', 'stop_payment_amount') }}
    union all
    {{ sum_measure('warnings', 'avoided_loss_amount', 'issued_on', 'avoided_loss_amount') }}
    union all
    {{ sum_measure('warnings', 'unit_tips', 'issued_on', 'warning_count', 'unit_code is not null') }}
)

select * from measured
