"""Random operations, arrests, seizures, publicity events and app registrations."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

Record = dict[str, Any]
TEXT, TIME, DAY, COUNT = pa.string(), pa.timestamp("us"), pa.date32(), pa.int64()
COLUMNS: dict[str, dict[str, pa.DataType]] = {
    "operations": {
        "operation_no": TEXT,
        "kind": TEXT,
        "name": TEXT,
        "started_on": DAY,
        "county_code": TEXT,
        "gangs_dismantled": COUNT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "arrests": {
        "arrest_no": TEXT,
        "person_ref_pseudonym": TEXT,
        "arrested_at": TIME,
        "county_code": TEXT,
        "station_code": TEXT,
        "category": TEXT,
        "measure": TEXT,
        "operation_no": TEXT,
        "case_no": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "seizures": {
        "seizure_no": TEXT,
        "seized_on": DAY,
        "county_code": TEXT,
        "item": TEXT,
        "quantity": COUNT,
        "operation_no": TEXT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "publicity_events": {
        "event_no": TEXT,
        "held_on": DAY,
        "county_code": TEXT,
        "unit_code": TEXT,
        "mode": TEXT,
        "audience": COUNT,
        "record_status": TEXT,
        "updated_at": TIME,
    },
    "app_registrations": {
        "as_of": DAY,
        "county_code": TEXT,
        "unit_code": TEXT,
        "registered": COUNT,
        "eligible": COUNT,
        "updated_at": TIME,
    },
}
DATA_THROUGH = {
    "operations": date(2024, 5, 31),
    "arrests": date(2024, 4, 17),
    "seizures": date(2024, 6, 30),
    "publicity_events": date(2024, 2, 29),
    "app_registrations": date(2024, 6, 20),
}
FIRST_DAY = {
    "operations": date(2022, 3, 1),
    "arrests": date(2022, 5, 14),
    "seizures": date(2022, 1, 31),
    "publicity_events": date(2022, 2, 28),
    "app_registrations": date(2022, 8, 9),
}
MEASURES = [
    *("刑事拘留", "逮捕", "取保候审", "监视居住", "移送起诉"),
    *("行政拘留", "行政处罚", "教育释放", "其他"),
]
ITEMS = ["银行卡", "手机卡", "手机", "GOIP设备", "其他"]


def add_strikes(
    random_: random.Random,
    records: dict[str, list[Record]],
    stations: list[Record],
    units: list[Record],
) -> None:
    """Add the records; the first of each extract lies on its first day."""

    def day(extract: str, number: int) -> date:
        first, last = FIRST_DAY[extract], DATA_THROUGH[extract]
        # Some events lie after the declared end: they must be ignored.
        return first + timedelta(
            random_.randrange((last - first).days + 9) * (number > 0)
        )

    def common() -> Record:
        return {
            "county_code": random_.choice(stations)["county_code"],
            "record_status": "撤销" if random_.random() < 0.05 else "有效",
            "updated_at": datetime(2024, 7, 1),
        }

    for number in range(200):
        records["operations"].append(
            common()
            | {
                "operation_no": f"O{number}",
                "kind": random_.choice(["集群战", "全链条", "专项"]),
                "started_on": day("operations", number),
                "gangs_dismantled": random_.choice([None, 0, 1, 2, 7]),
            }
        )
    for number in range(1500):
        noon = datetime.combine(day("arrests", number), datetime.min.time())
        records["arrests"].append(
            common()
            | {
                "arrest_no": f"R{number}",
                # Few persons and cases, so that the same pair comes again.
                "person_ref_pseudonym": f"p{random_.randrange(150)}",
                "arrested_at": noon + timedelta(seconds=random_.randrange(86400)),
                "station_code": random_.choice(stations)["station_code"],
                "category": random_.choice(["诈骗", "两卡", "其他"]),
                "measure": random_.choice(MEASURES),
                "case_no": random_.choice([None, "A1", "A2", "A3"]),
            }
        )
    for number in range(400):
        records["seizures"].append(
            common()
            | {
                "seizure_no": f"S{number}",
                "seized_on": day("seizures", number),
                "item": random_.choice(ITEMS),
                "quantity": random_.randrange(1, 40),
            }
        )
    for number in range(200):
        records["publicity_events"].append(
            common()
            | {
                "event_no": f"E{number}",
                "held_on": day("publicity_events", number),
                "unit_code": random_.choice([None, random_.choice(units)["unit_code"]]),
                "mode": random_.choice(["线上", "线下", None]),
                "audience": random_.randrange(5_000),
            }
        )
    counted = set()
    for number in range(700):
        unit = random_.choice([None, random_.choice(units)["unit_code"]])
        row = common()
        del row["record_status"]
        key = (day("app_registrations", number), row["county_code"], unit)
        if key in counted:
            continue
        counted.add(key)
        eligible = random_.randrange(9_000)
        records["app_registrations"].append(
            row
            | {
                "as_of": key[0],
                "unit_code": unit,
                "registered": random_.randrange(eligible + 1),
                "eligible": eligible,
            }
        )
