-- 涉案两卡 is bank cards plus phone cards; the page shows them stacked.
select
    cards.entity_type,
    cards.entity_code,
    cards.grain,
    cards.period_start,
    cards.value as cards,
    bank.value as bank_cards,
    phone.value as phone_cards
from {{ ref('kpi_values') }} as cards
inner join {{ ref('kpi_values') }} as bank
    on
        bank.kpi_code = 'bank_cards_involved'
        and cards.entity_type = bank.entity_type
        and cards.entity_code = bank.entity_code
        and cards.grain = bank.grain
        and cards.period_start = bank.period_start
        and cards.period_end = bank.period_end
inner join {{ ref('kpi_values') }} as phone
    on
        phone.kpi_code = 'phone_cards_involved'
        and cards.entity_type = phone.entity_type
        and cards.entity_code = phone.entity_code
        and cards.grain = phone.grain
        and cards.period_start = phone.period_start
        and cards.period_end = phone.period_end
where
    cards.kpi_code = 'cards_involved'
    and cards.value <> bank.value + phone.value
