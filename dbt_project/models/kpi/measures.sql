{{ config(tags='static') }}
-- The vocabulary that the KPI catalogue draws on. A stock is a level that is looked up at
-- the end of a span; a distinct measure counts each thing once in it and does not add up;
-- everything else is summed over it: of records, 1 each, where it counts them.
-- A measure with a breakdown dimension is also counted by its members.
select
    measures.measure,
    measures.is_stock,
    measures.is_distinct,
    measures.counts_records,
    measures.breakdown_dimension
from (
    values
    ('cases_reported', false, false, true, 'fraud_type'),
    ('cases_filed', false, false, true, 'fraud_type'),
    ('cases_solved', false, false, true, 'fraud_type'),
    ('cases_filed_solved_by_end', false, false, true, 'fraud_type'),
    ('loss_filed', false, false, false, 'fraud_type'),
    ('recovered_filed', false, false, false, 'fraud_type'),
    ('employee_victims', false, false, true, null),
    ('employee_loss', false, false, false, null),
    ('fund_warnings', false, false, true, null),
    ('info_warnings', false, false, true, null),
    ('warnings_issued', false, false, true, null),
    ('visits_dispatched', false, false, true, null),
    ('visits_assigned', false, false, true, null),
    ('visits_made', false, false, true, null),
    ('timely_contacts', false, false, true, null),
    ('prevented_cases', false, false, true, null),
    ('warned_victims', false, false, true, null),
    ('stop_payment_amount', false, false, false, null),
    ('avoided_loss_amount', false, false, false, null),
    ('unit_tips', false, false, true, null),
    ('cards_involved', false, false, true, 'issuer'),
    ('bank_cards_involved', false, false, true, 'issuer'),
    ('phone_cards_involved', false, false, true, 'issuer'),
    ('cluster_operations', false, false, true, null),
    ('full_chain_operations', false, false, true, null),
    ('gangs_dismantled', false, false, false, null),
    ('arrests', false, false, true, null),
    ('two_card_arrests', false, false, true, null),
    ('punished', false, true, false, null),
    ('seized_bank_cards', false, false, false, null),
    ('seized_phone_cards', false, false, false, null),
    ('seized_handsets', false, false, false, null),
    ('publicity_events', false, false, true, null),
    ('publicity_audience', false, false, false, null),
    ('population', true, false, false, null),
    ('employees', true, false, false, null),
    ('cards_issued', true, false, false, null),
    ('app_registered', true, false, false, null),
    ('app_eligible', true, false, false, null)
) as measures (measure, is_stock, is_distinct, counts_records, breakdown_dimension)
