"""Personal numbers planted in deliveries, in their columns and everywhere else."""

from __future__ import annotations

import gzip
import io
import itertools
import os

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from tests.pipelines.intake.landing import card, case, csv_text, land, settle
from warehouse.settings import Settings


class Planted:
    """Gives out numbers, each only once, so that a leak can be traced."""

    def __init__(self) -> None:
        """Nothing is planted yet."""
        self.digits: list[str] = []
        self._counter = itertools.count(1)

    def phone(self) -> str:
        """A phone number."""
        return self._note(f"139{next(self._counter):08d}")

    def id_no(self) -> str:
        """An identity number."""
        return self._note(f"53040219900101{next(self._counter):03d}") + "X"

    def card_no(self) -> str:
        """A card number."""
        return self._note(f"62220099{next(self._counter):011d}")

    def _note(self, digits: str) -> str:
        self.digits.append(digits)
        return digits

    def case(self, number: int, **changes: str) -> dict[str, str]:
        """A correct case of somebody of their own."""
        person = {"受害人证件号码": self.id_no(), "受害人手机号": self.phone()}
        return case(number, **{**person, **changes})

    def card(self, number: int, **changes: str) -> dict[str, str]:
        """A correct involved card of its own."""
        return card(number, **{"卡号": self.card_no(), **changes})

    def spellings(self) -> list[str]:
        """Numbers as people write them in the wrong places."""
        phone, spaced = self.phone(), self.phone()
        wide, number = self.phone(), self.card_no()
        return [
            phone,
            f"{spaced[:3]}-{spaced[3:7]}-{spaced[7:]}",
            wide.translate({ord(str(n)): 0xFF10 + n for n in range(10)}),
            " ".join(number[n : n + 4] for n in range(0, 19, 4)),
            f"张三 {self.id_no()}",
        ]


def plant(settings: Settings) -> Planted:
    """Files of every format in landing, good, damaged and refused."""
    planted = Planted()
    good = [planted.case(n) for n in range(1, 30)]
    land(settings, csv_text(good).encode("gb18030"), "good.csv")
    cards = [planted.card(n) for n in range(1, 30)]
    packed = gzip.compress(csv_text(cards).encode(), mtime=0)
    land(settings, packed, "good.csv.gz", "card_involvements")
    _plant_tables(settings, planted)
    _plant_rows(settings, planted)
    _plant_refused(settings, planted)
    _plant_names(settings, planted)
    return planted


def _plant_tables(settings: Settings, planted: Planted) -> None:
    rows = [planted.case(n, 受害人年龄=planted.phone()) for n in range(40, 45)]
    rows += [planted.case(n) for n in range(45, 50)]
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, rows[0])
    for line, row in enumerate(rows, 1):
        sheet.write_row(line, 0, row.values())
        # A phone number is typed as a number, and so is, once, an identity number.
        sheet.write_number(line, list(row).index("受害人手机号"), int(planted.phone()))
    sheet.write_number(1, list(rows[0]).index("受害人证件号码"), float(10**17 + 7))
    book.close()
    land(settings, stream.getvalue(), "sheet.xlsx")
    cards = [planted.card(n) for n in range(40, 50)]
    cards[0]["卡类型"] = planted.card_no()
    sink = pa.BufferOutputStream()
    table = pa.Table.from_pylist(cards)
    numbers = pa.array([int(planted.phone()) for _ in cards])
    place = table.column_names.index("卡级")
    pq.write_table(table.set_column(place, "卡级", numbers), sink)
    land(settings, sink.getvalue().to_pybytes(), "table.parquet", "card_involvements")


def _plant_rows(settings: Settings, planted: Planted) -> None:
    """Rows that are shifted, broken, or have a number in each wrong column."""
    # What identifies a record is kept as it is: it has to be found again.
    for extract, make, kept in (
        ("cases", planted.case, {"案件编号"}),
        ("card_involvements", planted.card, {"记录编号", "关联案件编号"}),
    ):
        rows, number = [], 100
        for column in make(0):
            if column not in kept:
                for spelling in planted.spellings():
                    rows.append(make(number, **{column: spelling}))
                    number += 1
        header, *lines = csv_text(rows).splitlines()
        lines += [f"S{n}{',' * n}{line}" for n, line in enumerate(lines[:9], 1)]
        lines += [line.split(",", n)[n] for n, line in enumerate(lines[9:14], 1)]
        lines += ['"' + line for line in lines[14:18]]
        lines += [line.replace(",", '","', 7) for line in lines[18:22]]
        text = "\n".join(
            [f"{header},备注", *(f"{line},{planted.phone()}" for line in lines)]
        )
        land(settings, text, "wrong.csv", extract)


def _plant_refused(settings: Settings, planted: Planted) -> None:
    text = csv_text([planted.case(n) for n in range(300, 305)])
    raw = text.encode()
    header, *lines = text.splitlines()
    land(settings, "\n".join(lines), "no_header.csv")
    land(settings, text.replace("报案时间", planted.phone()), "column.csv")
    land(settings, f"{header},{planted.phone()}\n", "unknown_column.csv")
    land(settings, raw.replace("女".encode(), b"\xff"), "damaged.csv")
    land(settings, gzip.compress(raw)[:-9], "damaged.csv.gz")
    land(settings, b"PK\x03\x04" + raw, "damaged.xlsx")
    land(settings, b"PAR1" + raw + b"PAR1", "damaged.parquet")
    land(settings, raw, "what.txt")
    land(settings, raw + b"\n", "meta.csv", meta={"rows": 9})
    land(
        settings,
        raw + b"\n\n",
        "words.csv",
        meta={"rows": f"{planted.phone()}x", "data_through": planted.phone()},
    )


def _plant_names(settings: Settings, planted: Planted) -> None:
    """Files that are named after a person's number."""
    name = f"{planted.phone()} {planted.id_no()}.csv"
    land(settings, csv_text([planted.case(400)]), name)
    land(settings, csv_text([planted.case(401)]), f"{planted.phone()}/{name}")
    old = os.fsencode(settings.landing / "cases") + "/案件.csv".encode("gb18030")
    path = settings.landing / "cases" / "to_be_renamed"
    path.write_text(csv_text([planted.case(402)]), "utf-8")
    settle(path)
    os.rename(path, old)
