"""Personal values are written nowhere outside landing."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import duckdb

from pipelines.intake.session import connect
from tests.pipelines.intake.landing import (
    CARD_NO,
    ID_NO,
    PHONE,
    card,
    case,
    csv_text,
    deliver,
    good,
)
from warehouse.settings import Settings

SECRETS = [ID_NO, PHONE, CARD_NO, "100123E+10", "10019998888"]


def test_no_plaintext_outside_landing(settings: Settings) -> None:
    rows = [case(n) for n in range(1, 200)]
    rows += [case(200, 受害人手机号="1.00123E+10"), case(201, 县区代码=PHONE)]
    text = csv_text(rows) + ID_NO + "\n" + f'"{ID_NO},{PHONE}\n'
    deliver(settings, text.encode("gb18030"))
    deliver(
        settings, csv_text([case(1, 报案时间="?", 受害人手机号="10019998888")]), "b.csv"
    )
    deliver(
        settings,
        csv_text([card(), card(2, 卡号=CARD_NO + "9")]),
        extract="card_involvements",
    )
    cells = _parquet_cells(settings.deliveries_dir)
    for secret in SECRETS:
        assert secret not in cells
        for path in settings.home.rglob("*"):
            if path.is_file() and settings.landing not in path.parents:
                assert secret.encode() not in path.read_bytes(), path


def _parquet_cells(folder: Path) -> str:
    """Everything that Parquet files hold, decompressed."""
    with duckdb.connect() as connection:
        return "\n".join(
            str(connection.execute(f"select * from '{path}'").fetchall())
            for path in folder.rglob("*.parquet")
        )


def test_pseudonyms_are_keyed_and_agree_within_an_installation(
    settings: Settings, tmp_path: Path
) -> None:
    deliver(
        settings,
        csv_text(
            [case(1), case(2, 受害人手机号="１００12345678 "), case(3, 受害人手机号="")]
        ),
    )
    rows = good(settings)
    phones = [row["victim_phone_pseudonym"] for row in rows]
    assert phones[0] == phones[1]
    assert re.fullmatch("[0-9a-f]{32}", phones[0])
    assert phones[2] is None
    assert phones[0] != rows[0]["victim_id_no_pseudonym"]
    other = Settings(home=tmp_path / "other", _env_file=None)
    deliver(other, csv_text([case(1)]))
    assert good(other)[0]["victim_phone_pseudonym"] != phones[0]


def test_the_key_is_for_its_owner_only(settings: Settings) -> None:
    deliver(settings, csv_text([case()]))
    assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600


def test_spill_files_are_encrypted_and_confined(settings: Settings) -> None:
    with connect(settings) as connection:
        rows = connection.execute(
            "select name, value from duckdb_settings()"
            " where name in ('temp_directory', 'temp_file_encryption')"
        ).fetchall()
    assert dict(rows) == {
        "temp_directory": str(settings.tmp_dir),
        "temp_file_encryption": "true",
    }
