"""Writing deliveries: the same rows give the same bytes, in one step per file."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import xlsxwriter

from pipelines.demo.layouts import AMOUNTS, HEADERS, Layout, column_sql

# Files that changed within the last seconds are taken as still growing. These are
# complete when they get their name, so they are dated back.
SETTLED_SECONDS = 10


class Deliveries:
    """Writes the files of a landing folder and remembers which."""

    def __init__(self, landing: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.landing = landing
        self.connection = connection
        self.written: list[Path] = []

    def _finish(self, temporary: Path, path: Path) -> None:
        settled = time.time() - SETTLED_SECONDS
        os.utime(temporary, (settled, settled))
        os.replace(temporary, path)
        self.written.append(path)

    def _temporary(self, path: Path) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.with_name(f".{path.name}.part")

    def _publish(
        self, temporary: Path, path: Path, through: date | None, rows: int
    ) -> None:
        """Give a file its name, its declaration first."""
        if through is not None:
            digest = hashlib.sha256(temporary.read_bytes()).hexdigest()
            declared = {"data_through": str(through), "rows": rows, "sha256": digest}
            self.write_text(
                path.with_name(f"{path.name}.meta.json"), json.dumps(declared) + "\n"
            )
        self._finish(temporary, path)

    def write_text(self, path: Path, text: str) -> None:
        """Write a small text file."""
        temporary = self._temporary(path)
        temporary.write_text(text, encoding="utf-8", newline="")
        self._finish(temporary, path)

    def write_csv(
        self,
        extract: str,
        name: str,
        source: str,
        layout: Layout,
        *,
        through: date | None = None,
        bad_rows: Sequence[Mapping[str, str]] = (),
    ) -> None:
        """Write a CSV file, compressed where its name ends in `.gz`.

        Args:
            extract: Which extract it belongs to.
            name: File name.
            source: SQL that gives the canonical columns in order.
            layout: Encoding, headers and how values are written.
            through: Last day that the file declares to cover.
            bad_rows: Rows to append; each changes columns of the first good row.
        """
        path = self.landing / extract / name
        temporary = self._temporary(path)
        query = f"select {', '.join(column_sql(extract, layout))} from ({source})"
        self.connection.execute(
            f"copy ({query}) to '{temporary}' "
            f"(format csv, header, delimiter '{layout.delimiter}', nullstr '')"
        )
        tail = self._render_bad(extract, query, layout, bad_rows)
        if layout.encoding == "utf-8" and not name.endswith(".gz"):
            with temporary.open("ab") as stream:
                stream.write(tail.encode())
        else:
            content = temporary.read_text(encoding="utf-8") + tail
            encoded = content.encode(layout.encoding)
            if name.endswith(".gz"):
                encoded = gzip.compress(encoded, compresslevel=4, mtime=0)
            temporary.write_bytes(encoded)
        rows = self._count(source) + len(bad_rows)
        self._publish(temporary, path, through, rows)

    def _count(self, source: str) -> int:
        row = self.connection.execute(f"select count(*) from ({source})").fetchone()
        assert row is not None
        return int(row[0])

    def _render_bad(
        self,
        extract: str,
        query: str,
        layout: Layout,
        bad_rows: Sequence[Mapping[str, str]],
    ) -> str:
        if not bad_rows:
            return ""
        first = self.connection.execute(f"{query} limit 1").fetchone()
        assert first is not None
        model = dict(zip(HEADERS[extract], first, strict=True))
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=layout.delimiter, lineterminator="\n")
        for changes in bad_rows:
            writer.writerow((model | dict(changes)).values())
        return buffer.getvalue()

    def write_parquet(
        self, extract: str, name: str, source: str, *, through: date | None = None
    ) -> None:
        """Write a Parquet file with canonical column names and real types."""
        path = self.landing / extract / name
        temporary = self._temporary(path)
        columns = ", ".join(HEADERS[extract])
        self.connection.execute(
            f"copy (select {columns} from ({source})) to '{temporary}' "
            "(format parquet, compression zstd, row_group_size 100000)"
        )
        self._publish(temporary, path, through, self._count(source))

    def write_xlsx(self, extract: str, name: str, source: str, title: str) -> None:
        """Write a workbook as people keep it: a title above, a 合计 row below."""
        path = self.landing / extract / name
        temporary = self._temporary(path)
        headers = HEADERS[extract]
        rows = self.connection.execute(
            f"select {', '.join(headers)} from ({source})"
        ).fetchall()
        book = xlsxwriter.Workbook(
            str(temporary), {"default_date_format": "yyyy-mm-dd"}
        )
        book.set_properties({"title": title, "created": datetime(2024, 7, 1, 8, 0)})
        sheet = book.add_worksheet("明细")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        bold = book.add_format({"bold": True, "align": "center"})
        sheet.merge_range(0, 0, 0, len(headers) - 1, title, bold)
        sheet.write_row(1, 0, headers.values(), bold)
        for line, row in enumerate(rows, start=2):
            for place, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, datetime):
                    sheet.write_datetime(line, place, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(line, place, value)
                elif isinstance(value, int | Decimal):
                    sheet.write_number(line, place, float(value))
                else:
                    sheet.write_string(line, place, value)
        bottom = len(rows) + 2
        sheet.write_string(bottom, 0, "合计", bold)
        for place, column in enumerate(headers):
            if column in AMOUNTS:
                total = sum((row[place] for row in rows), Decimal(0))
                sheet.write_number(bottom, place, float(total), bold)
        book.close()
        self._finish(temporary, path)
