"""Random records of every extract, as they are now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from tests.dbt_project.world import Chance, Record, World, make_world

Lists = dict[str, list[Record]]
MEASURES = [
    *("刑事拘留", "逮捕", "取保候审", "监视居住", "移送起诉"),
    *("行政拘留", "行政处罚", "教育释放", "其他"),
]
# The largest amounts that intake lets through: sums of them are still right.
_MOST = 99_999_999_999
ITEMS = ["银行卡", "手机卡", "手机", "GOIP设备", "其他"]


def _amount(chance: Chance, most: int) -> Decimal:
    return Decimal(chance.below(most * 100)) / 100


def _place(chance: Chance, lists: Lists) -> Record:
    """A row counts for its own county, whatever its station belongs to."""
    station = chance.pick(lists["stations"])
    county = chance.pick([station, chance.pick(lists["counties"])])
    return {
        "county_code": county["county_code"],
        "station_code": station["station_code"],
    }


def _unit(chance: Chance, lists: Lists, share: float) -> str | None:
    # The last unit of the list never has anything.
    unit = chance.pick(lists["member_units"][:-1])["unit_code"]
    return unit if chance.random.random() < share else None


def cases(chance: Chance, lists: Lists) -> list[Record]:
    rows = []
    for number in range(220):
        reported_at = chance.moment("cases")
        filed_at = chance.later(reported_at, chance.pick([1, 400]), 0.9)
        loss = _amount(chance, chance.pick([1, 90_000] * 20 + [_MOST]))
        rows.append(
            _place(chance, lists)
            | {
                "case_no": f"A{number}",
                "fraud_type": chance.pick(lists["fraud_types"])["fraud_type_code"],
                "reported_at": reported_at,
                "filed_at": filed_at,
                "solved_at": chance.later(filed_at, chance.pick([1, 3000]), 0.7),
                "loss_amount": loss,
                "recovered_amount": (loss / 4).quantize(Decimal("0.01")),
                "victim_unit_code": _unit(chance, lists, 0.4),
            }
        )
    return rows


def warnings(chance: Chance, lists: Lists) -> list[Record]:
    rows = []
    for number in range(350):
        issued_at = chance.moment("warnings")
        assigned_at = chance.later(issued_at, chance.pick([1, 200]), 0.5)
        seconds = chance.pick([0, 1199, 1200, 1201, 1799, 1800, 1801, 90_000])
        rows.append(
            _place(chance, lists)
            | {
                "warning_no": f"W{number}",
                "kind": chance.pick(["资金预警", "信息预警", "信息预警"]),
                "issued_at": issued_at,
                "source_unit_code": _unit(chance, lists, 0.3),
                "first_contact_at": chance.maybe(
                    0.9, issued_at + timedelta(seconds=seconds)
                ),
                "visit_assigned_at": assigned_at,
                "visited_at": chance.later(assigned_at, chance.pick([1, 300]), 0.8),
                "outcome": chance.pick(["已劝阻", "未受骗", "已受骗", "处置中"]),
                "stop_payment_amount": _amount(chance, 5_000),
                "avoided_loss_amount": _amount(chance, 800),
            }
        )
    return rows


def card_involvements(chance: Chance, lists: Lists) -> list[Record]:
    """Few cards, so that one is notified again: each notice is an involvement."""
    # Bureaus issue no cards, but a delivery may say so.
    issuers = [
        unit
        for unit in lists["member_units"][:-1]
        if unit["sector"] != "bureau" or unit["unit_code"] == "G05"
    ]
    return [
        {
            "record_no": f"R{number}",
            "card_type": chance.pick(["银行卡", "银行卡", "电话卡"]),
            "card_no_pseudonym": f"{chance.below(120):032x}",
            "issuer_unit_code": chance.pick(issuers)["unit_code"],
            "opened_county_code": chance.pick(lists["counties"])["county_code"],
            "notified_at": chance.moment("card_involvements"),
        }
        for number in range(220)
    ]


def operations(chance: Chance, lists: Lists) -> list[Record]:
    return [
        {
            "operation_no": f"O{number}",
            "county_code": chance.pick(lists["counties"])["county_code"],
            "kind": chance.pick(["集群战", "全链条", "专项"]),
            "started_on": chance.day("operations"),
            "gangs_dismantled": chance.pick([None, 0, 1, 2, 7]),
        }
        for number in range(80)
    ]


def arrests(chance: Chance, lists: Lists) -> list[Record]:
    """Few persons and cases, so that the same pair comes again, also elsewhere."""
    return [
        _place(chance, lists)
        | {
            "arrest_no": f"R{number}",
            "person_ref_pseudonym": f"p{chance.below(40)}",
            "arrested_at": chance.moment("arrests"),
            "category": chance.pick(["诈骗", "两卡", "其他"]),
            "measure": chance.pick(MEASURES),
            "case_no": chance.pick([None, "A1", "A2", "A3"]),
        }
        for number in range(300)
    ]


def seizures(chance: Chance, lists: Lists) -> list[Record]:
    return [
        {
            "seizure_no": f"S{number}",
            "county_code": chance.pick(lists["counties"])["county_code"],
            "seized_on": chance.day("seizures"),
            "item": chance.pick(ITEMS),
            "quantity": 1 + chance.below(40),
        }
        for number in range(120)
    ]


def publicity_events(chance: Chance, lists: Lists) -> list[Record]:
    return [
        {
            "event_no": f"E{number}",
            "county_code": chance.pick(lists["counties"])["county_code"],
            "unit_code": _unit(chance, lists, 0.5),
            "held_on": chance.day("publicity_events"),
            "mode": chance.pick(["线上", "线下", None]),
            "audience": chance.below(5_000),
        }
        for number in range(90)
    ]


def app_registrations(chance: Chance, lists: Lists) -> list[Record]:
    """Counts of residents and, in each county where they have staff, of units."""
    counted: dict[tuple[object, ...], Record] = {}
    for _ in range(160):
        eligible = chance.pick([0, chance.below(9_000), chance.below(9_000)])
        row = {
            "as_of": chance.day("app_registrations"),
            "county_code": chance.pick(lists["counties"])["county_code"],
            "unit_code": _unit(chance, lists, 0.5),
            "registered": chance.below(eligible + 1),
            "eligible": eligible,
        }
        counted[row["as_of"], row["county_code"], row["unit_code"]] = row
    return list(counted.values())


MAKERS: dict[str, Callable[[Chance, Lists], list[Record]]] = {
    "cases": cases,
    "warnings": warnings,
    "card_involvements": card_involvements,
    "operations": operations,
    "arrests": arrests,
    "seizures": seizures,
    "publicity_events": publicity_events,
    "app_registrations": app_registrations,
}


def random_world(seed: int, *, full: bool = False) -> World:
    """The world of a number, the same for the same number."""
    return make_world(seed, MAKERS, full=full)
