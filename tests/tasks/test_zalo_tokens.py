"""Zalo's token pairs: kept sealed, used by one sender at a time, lost ones got anew."""

import threading
from datetime import UTC, datetime

from pydantic import SecretStr

from config.settings import Settings
from notify.zns import TokenPair
from tasks.zalo_tokens import FOLDER, zalo_tokens

PAIR = TokenPair("truy-cập-kín", "làm-mới-kín", datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


def test_a_kept_pair_is_read_by_another_process_with_the_key_only(settings: Settings) -> None:
    with zalo_tokens(settings)("123") as slot:
        assert slot.read() is None
        slot.write(PAIR)
    with zalo_tokens(settings)("123") as slot:
        assert slot.read() == PAIR
    with zalo_tokens(settings)("456") as slot:
        assert slot.read() is None
    other = settings.model_copy(update={"data_key": SecretStr("một-khóa-khác-đủ-dài")})
    with zalo_tokens(other)("123") as slot:
        assert slot.read() is None


def test_nothing_is_stored_in_the_clear_and_for_nobody_else(settings: Settings) -> None:
    with zalo_tokens(settings)("123") as slot:
        slot.write(PAIR)
    (file,) = (settings.home / FOLDER).glob("*.pair")
    assert file.stat().st_mode & 0o777 == 0o600
    assert "kín" not in file.read_text("ascii")
    file.write_text("hỏng", "utf-8")
    with zalo_tokens(settings)("123") as slot:
        assert slot.read() is None


def test_a_second_sender_waits_for_the_first(settings: Settings) -> None:
    seen: list[TokenPair | None] = []

    def second() -> None:
        with zalo_tokens(settings)("123") as slot:
            seen.append(slot.read())

    other = threading.Thread(target=second)
    with zalo_tokens(settings)("123") as slot:
        other.start()
        other.join(0.1)
        assert other.is_alive() and seen == []
        slot.write(PAIR)
    other.join(5)
    assert seen == [PAIR]
