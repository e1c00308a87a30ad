select
    cards.record_no,
    cards.card_type,
    cards.issuer_unit_code,
    cards.opened_county_code,
    cards.outlet,
    cards.case_no,
    cards.tier,
    cards.opened_on,
    cards.notified_at,
    cast(cards.notified_at as date) as notified_on,
    cards.card_no_pseudonym,
    cards.updated_at,
    cards.delivery_id,
    cards.row_number_in_file
from {{ in_force('card_involvements') }} as cards
where cards.record_status = '有效'
