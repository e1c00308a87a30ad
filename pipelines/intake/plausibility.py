"""Whether text read as GB18030 was written in it.

Nearly any bytes can be read as GB18030. Big5, Shift-JIS and Latin-1 then give
characters that Chinese hardly uses; EUC-KR and EUC-JP give common characters,
but the wrong ones. So each different character is evidence, weighed as the
logarithm of how much likelier it is in Chinese than in any of the others. Text
that none of the others could be is GB18030, however odd it looks.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import IO

_WINDOW = 1 << 12
_WINDOWS = 128
_SLICE = 1 << 16
# What a single odd character may weigh before a file is refused for it.
_BENEFIT_OF_DOUBT = 2.5
# A window with fewer different characters says nothing by itself.
_ENOUGH = 20
# Of these, the editions of the standard differ in whether they have two bytes.
_DISPUTED = dict.fromkeys(
    [*range(0xFE10, 0xFE1A), *range(0x9FB4, 0x9FBC), 0x1E3F]
    + [0x20087, 0x20089, 0x200CC, 0x215D7, 0x2298F, 0x241FE]
)
_OTHERS = ("cp950", "big5hkscs", "cp932", "cp949", "euc_jp")
_FREQUENT = frozenset(
    # The most frequent of modern Chinese, and those of our extracts.
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下"
    "过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都"
    "两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重"
    "新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知"
    "较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造"
    "百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白"
    "教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集"
    "温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿"
    "千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存"
    "候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该"
    "铁价严案编诈骗损失额挽害职渠预警址街镇村乡幢室栋银卡涉抓获缉拘留逮捕赃款刷单返利网贷冒充客"
    "服投购物男女岁师护士司警姓氏店修售经营退休主妇司机失无码络短劝阻误申诉宣防众"
)


def is_plausible(text: IO[bytes]) -> bool:
    """Whether UTF-8 text that was read as GB18030 is Chinese, everywhere."""
    pieces = [
        window.decode("utf-8", "ignore").translate(_DISPUTED)
        for window in _windows(text)
    ]
    everything: set[str] = set()
    for piece in pieces:
        characters = {c for c in piece if c > "\x7f"}
        everything |= characters
        if (
            len(characters) >= _ENOUGH
            and _weight_of(characters) < 0
            and _other([piece])
        ):
            return False
    doubt = _weight_of(everything) + _BENEFIT_OF_DOUBT <= 0
    return not (doubt and everything and _other(pieces))


def _other(pieces: list[str]) -> bool:
    """Whether all pieces may be of one of the other encodings."""
    raw = [piece.encode("gb18030") for piece in pieces]
    return all(map(_may_be_latin, raw)) or any(
        all(_may_be(encoding, piece) for piece in raw) for encoding in _OTHERS
    )


def _may_be(encoding: str, raw: bytes) -> bool:
    """A piece may begin and end within a character."""
    for first in (0, 1):
        decoder = codecs.getincrementaldecoder(encoding)()
        with suppress(UnicodeDecodeError):
            decoder.decode(raw[first:])
            return True
    return False


def _may_be_latin(raw: bytes) -> bool:
    """In European words, letters with accents stand by themselves."""
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", raw))
    return 10 * alone >= 9 * len(re.findall(rb"[\x80-\xff]", raw))


def _windows(text: IO[bytes]) -> Iterator[bytes]:
    """All of a small text; of a large one pieces from everywhere."""
    size = text.seek(0, 2)
    if size <= _WINDOW * _WINDOWS:
        places = list(range(0, size, _WINDOW))
    else:
        step = size // _WINDOWS
        places = list(range(0, size, step))
        wide = [place for place in places if not _piece(text, place).isascii()]
        # Where most is ASCII, look for what is not.
        places = wide if 2 * len(wide) > len(places) else _wide_places(text)
        places = places[:: -(-len(places) // _WINDOWS) or 1]
    for place in places:
        yield _piece(text, place)


def _piece(text: IO[bytes], place: int) -> bytes:
    text.seek(place)
    return text.read(_WINDOW)


def _wide_places(text: IO[bytes]) -> list[int]:
    """Where each slice has its first character that is not ASCII."""
    text.seek(0)
    places, start = [], 0
    while block := text.read(_SLICE):
        if not block.isascii():
            match = re.search(rb"[\x80-\xff]", block)
            assert match is not None
            places.append(start + match.start())
        start += len(block)
    return places


def _weight_of(characters: set[str]) -> float:
    return sum(map(_weight, characters))


@cache
def _weight(character: str) -> float:
    if character in _FREQUENT:
        return 1.5
    code = character.encode("gb18030")
    if len(code) == 4:
        return 3.0  # others have no digit within a character
    lead, trail = code
    if lead in (0xA1, 0xA2, 0xA3):
        return 0.0  # punctuation, of which all have their own at this place
    if 0xA4 <= lead <= 0xA9:
        return -2.0  # kana, Greek, Cyrillic, frames
    if lead < 0xA4 or trail < 0xA1 or not 0xB0 <= lead <= 0xF7:
        return -2.8  # beyond GB 2312: a rare name, or half of all Big5
    if lead <= 0xC8:
        return -1.45  # as all Korean syllables
    return 1.5 if lead <= 0xD7 else 0.0
