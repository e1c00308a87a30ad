"""Text in GB18030 is read whatever it holds; text in anything else is refused."""

from __future__ import annotations

import hashlib
import io
import random

import duckdb
import pytest

from pipelines.intake import load_contracts
from pipelines.intake.plausibility import is_plausible
from tests.pipelines.intake.landing import (
    assert_conserved,
    case,
    csv_text,
    deliver,
    good,
)
from warehouse.settings import Settings

CANONICAL = {c.header: c.name for c in load_contracts()["cases"].columns}
# Short and long, in the words of each language.
FOREIGN = [
    ("big5", "教師"),
    ("big5", "受害人接獲自稱銀行專員之電話，依指示操作提款機匯款後始發現遭詐騙"),
    ("big5", "工程師、護理師、退休人員"),
    ("big5hkscs", "受害人收到電話聲稱係內地公安，要求轉賬到指定戶口"),
    ("shift_jis", "会社員"),
    ("shift_jis", "被害者は銀行員を名乗る男からの電話を受け、指示に従って送金した"),
    ("shift_jis", "パート・アルバイト"),
    ("cp932", "㈱日本商事の①担当者"),
    ("euc_jp", "会社員です"),
    ("euc_jp", "被害者は銀行員を名乗る男からの電話を受け、指示に従って送金した"),
    ("euc_kr", "회사원"),
    (
        "euc_kr",
        "피해자는 은행원을 사칭한 전화를 받고 지시에 따라 송금한 뒤 사기임을 알았다",
    ),
    ("cp949", "자영업자, 대학생"),
    ("latin-1", "Müller, Geschäftsführer für Verkäufe"),
    ("latin-1", "employé à la préfecture de la région"),
    ("cp1252", "Señor Núñez – “médico”"),
    ("utf-16-le", "教师"),
    ("utf-16-be", "教师"),
    ("utf-32", "教师"),
]
# Characters of which the editions of the standard, and so iconv and Python, differ.
DISPUTED = "𠂇𠂉𠃌𡗗𢦏𤇾"
RARE = ["㐀𠮷䶮", "王𬍛", "李喆、陶堃、朱镕", "翟灏", "𪚥〇", "亓官骉䶮"]


def _canonical(**changes: str) -> dict[str, str]:
    """A case without a Chinese word but those given."""
    row = {**case(), "受害人职业": "", "受害人性别": "", "诈骗渠道": "", **changes}
    return {CANONICAL[header]: value for header, value in row.items()}


@pytest.mark.parametrize(("encoding", "text"), FOREIGN)
def test_other_encodings_are_refused(
    settings: Settings, encoding: str, text: str
) -> None:
    content = csv_text([_canonical(受害人职业=text)]).encode(encoding)
    result = deliver(settings, content)
    assert (result.status, result.reason_code) == ("rejected", "unknown_encoding")
    assert "编码" in (result.reason or "")


# A few words amid Chinese are no evidence; European words have few accents.
LONG = [f for f in FOREIGN if len(f[1]) > 24 and f[0] not in ("latin-1", "cp1252")]


@pytest.mark.parametrize(("encoding", "text"), LONG)
@pytest.mark.parametrize("plain", ["plain,text", "教师受害人接到电话"])
def test_wherever_in_the_file_they_stand(encoding: str, text: str, plain: str) -> None:
    foreign = f"{text}\n".encode(encoding)
    body = [f"{plain}\n".encode("gb18030") * 90_000, foreign * (1 + 9000 // len(text))]
    raw = b"".join([*body, f"{plain}\n".encode("gb18030") * 20_000])
    assert not is_plausible(io.BytesIO(raw.decode("gb18030").encode()))


@pytest.mark.parametrize("text", RARE)
def test_rare_names_are_read(settings: Settings, text: str) -> None:
    content = csv_text([case(1, 受害人职业=text)]).encode("gb18030")
    assert_conserved(deliver(settings, content))
    (row,) = good(settings)
    assert row["victim_occupation"] == text


def test_characters_that_not_every_converter_knows_are_read(settings: Settings) -> None:
    text = "教师龴龵︐"
    content = csv_text([case(n, 受害人职业=text) for n in range(50)])
    result = deliver(settings, content.encode("gb18030"))
    assert (result.encoding, result.rows_good) == ("gb18030", 50)
    assert good(settings)[0]["victim_occupation"] == text


@pytest.mark.parametrize(
    "text", ["教师", "男", "护士", "𠮷", "农民，务工", "女、会计", "无", "退休（离休）"]
)
def test_a_few_words_under_canonical_names_are_read(
    settings: Settings, text: str
) -> None:
    content = csv_text([_canonical(受害人职业=text)]).encode("gb18030")
    result = deliver(settings, content)
    assert (result.encoding, result.rows_good) == ("gb18030", 1)


def test_every_character_of_the_standard_survives_in_a_large_file(
    settings: Settings,
) -> None:
    """More than 64 MB, 2- and 4-byte characters, against Python's own codec."""
    characters = [chr(c) for c in [*range(0x3400, 0x9FA6), *range(0x20000, 0x2A6D7)]]
    characters = [c for c in characters if c not in DISPUTED]
    random.Random(1).shuffle(characters)
    texts = [
        "教" + "".join(characters[n : n + 400]) + "师"
        for n in range(0, len(characters), 400)
    ]
    head, row = csv_text([case()]).splitlines()
    rows = [row.replace("教师", text) for text in texts]
    block = "\n".join(rows).encode("gb18030") + b"\n"
    times = (64 << 20) // len(block) + 1
    raw = f"{head}\n".encode("gb18030") + block * times
    assert len(raw) > 64 << 20
    result = deliver(settings, raw)
    assert_conserved(result)
    assert (result.encoding, result.rows_good) == ("gb18030", len(rows) * times)
    with duckdb.connect() as connection:
        found = connection.execute(
            "select sha256(victim_occupation), count(*), min(_row_number) from"
            f" read_parquet('{settings.deliveries_dir}/cases/[0-9a-f]*/rows.parquet')"
            " group by all order by 3"
        ).fetchall()
    assert [(digest, count) for digest, count, _ in found] == [
        (hashlib.sha256(text.encode()).hexdigest(), times) for text in texts
    ]
