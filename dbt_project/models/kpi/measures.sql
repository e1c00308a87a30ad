-- The vocabulary that the KPI catalogue draws on. A stock is a level that is looked up at
-- the end of a span; a distinct measure counts each thing once in it and does not add up;
-- everything else is summed over it. A measure with a breakdown dimension is also counted
-- by its members.
select
    measures.measure,
    measures.is_stock,
    measures.is_distinct,
    measures.breakdown_dimension
from (
    values
    ('cases_reported', false, false, 'fraud_type'),
    ('cases_filed', false, false, 'fraud_type'),
    ('cases_solved', false, false, 'fraud_type'),
    ('cases_filed_solved_by_end', false, false, 'fraud_type'),
    ('loss_filed', false, false, 'fraud_type'),
    ('recovered_filed', false, false, 'fraud_type'),
    ('employee_victims', false, false, null),
    ('employee_loss', false, false, null),
    ('fund_warnings', false, false, null),
    ('info_warnings', false, false, null),
    ('warnings_issued', false, false, null),
    ('visits_dispatched', false, false, null),
    ('visits_assigned', false, false, null),
    ('visits_made', false, false, null),
    ('timely_contacts', false, false, null),
    ('prevented_cases', false, false, null),
    ('warned_victims', false, false, null),
    ('stop_payment_amount', false, false, null),
    ('avoided_loss_amount', false, false, null),
    ('unit_tips', false, false, null),
    ('cards_involved', false, false, 'issuer'),
    ('bank_cards_involved', false, false, 'issuer'),
    ('phone_cards_involved', false, false, 'issuer'),
    ('cluster_operations', false, false, null),
    ('full_chain_operations', false, false, null),
    ('gangs_dismantled', false, false, null),
    ('arrests', false, false, null),
    ('two_card_arrests', false, false, null),
    ('punished', false, true, null),
    ('seized_bank_cards', false, false, null),
    ('seized_phone_cards', false, false, null),
    ('seized_handsets', false, false, null),
    ('publicity_events', false, false, null),
    ('publicity_audience', false, false, null),
    ('population', true, false, null),
    ('employees', true, false, null),
    ('cards_issued', true, false, null),
    ('app_registered', true, false, null),
    ('app_eligible', true, false, null)
) as measures (measure, is_stock, is_distinct, breakdown_dimension)
