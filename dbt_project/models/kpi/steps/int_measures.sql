-- The vocabulary that the KPI catalogue draws on. A stock is a level that is looked up at
-- the end of a span; everything else is summed over it. A measure with a breakdown
-- dimension is also counted by its members.
select
    measures.measure,
    measures.is_stock,
    measures.breakdown_dimension
from (
    values
    ('cases_reported', false, 'fraud_type'),
    ('cases_filed', false, 'fraud_type'),
    ('cases_solved', false, 'fraud_type'),
    ('cases_filed_solved_by_end', false, 'fraud_type'),
    ('loss_filed', false, 'fraud_type'),
    ('recovered_filed', false, 'fraud_type'),
    ('employee_victims', false, null),
    ('employee_loss', false, null),
    ('fund_warnings', false, null),
    ('info_warnings', false, null),
    ('warnings_issued', false, null),
    ('visits_dispatched', false, null),
    ('visits_assigned', false, null),
    ('visits_made', false, null),
    ('timely_contacts', false, null),
    ('prevented_cases', false, null),
    ('warned_victims', false, null),
    ('stop_payment_amount', false, null),
    ('avoided_loss_amount', false, null),
    ('unit_tips', false, null),
    ('cards_involved', false, 'issuer'),
    ('bank_cards_involved', false, 'issuer'),
    ('phone_cards_involved', false, 'issuer'),
    ('population', true, null),
    ('employees', true, null),
    ('cards_issued', true, null)
) as measures (measure, is_stock, breakdown_dimension)
