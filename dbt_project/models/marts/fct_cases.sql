select
    cases.case_no,
    cases.county_code,
    cases.station_code,
    cases.fraud_type_code,
    cases.victim_unit_code,
    cases.channel,
    cases.occurred_at,
    cases.reported_at,
    cases.filed_at,
    cases.solved_at,
    cast(cases.reported_at as date) as reported_on,
    cast(cases.filed_at as date) as filed_on,
    cast(cases.solved_at as date) as solved_on,
    cases.loss_amount,
    cases.recovered_amount,
    cases.victim_id_no_pseudonym,
    cases.victim_phone_pseudonym,
    cases.victim_gender,
    cases.victim_age,
    cases.victim_occupation,
    cases.updated_at,
    cases.delivery_id,
    cases.row_number_in_file
from {{ ref('stg_cases') }} as cases
inner join {{ ref('int_records_in_force') }} as in_force
    on
        in_force.extract = 'cases'
        and cases.delivery_id = in_force.delivery_id
        and cases.row_number_in_file = in_force.row_number_in_file
where cases.record_status = '有效'
