{{ config(materialized='ephemeral') }}

with

cases as (
    select
        'fct_cases' as fact,
        delivery_id,
        row_number_in_file,
        county_code,
        station_code,
        victim_unit_code as unit_code,
        'fraud_type' as dimension,
        fraud_type_code as member,
        reported_on,
        filed_on,
        solved_on,
        loss_amount,
        recovered_amount
    from {{ published(ref('fct_cases')) }}
),

measured as (
    {{ count_measure('cases', 'cases_reported', 'reported_on') }}
    union all
    {{ count_measure('cases', 'cases_filed', 'filed_on') }}
    union all
    {{ count_measure('cases', 'cases_solved', 'solved_on') }}
    union all
    {{ count_measure('cases', 'cases_filed_solved_by_end', 'filed_on', known_on='solved_on') }}
    union all
    {{ count_measure('cases', 'employee_victims', 'filed_on', 'unit_code is not null') }}
    union all
    {{ sum_measure('cases', 'employee_loss', 'filed_on', 'loss_amount', 'unit_code is not null') }}
    union all
    {{ sum_measure('cases', 'loss_filed', 'filed_on', 'loss_amount') }}
    union all
    {{ sum_measure('cases', 'recovered_filed', 'filed_on', 'recovered_amount') }}
)

select * from measured
