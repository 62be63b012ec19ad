"""An encrypted file: what went in comes out, and whatever was done to it meanwhile is told in a sentence."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import BadDocument, DondocError, Refused
from store.encrypted_file import MAGIC, EncryptedReader, EncryptedWriter

WORDS = "mười sáu chữ cái trở lên"
# Cheap to guess: what is tried here is not how long guessing takes.
COST = 2
HEADER, CHUNK = 81, (1 << 16) + 16
# Three whole chunks and a part.
PLAIN = bytes(range(256)) * 800


def encrypted(plain: bytes, *, piece: int = 50_000, words: str = WORDS) -> bytes:
    out = io.BytesIO()
    with EncryptedWriter(out, words, cost=COST) as writer:
        for start in range(0, len(plain), piece):
            writer.write(plain[start : start + piece])
    return out.getvalue()


def decrypted(file: bytes, words: str = WORDS) -> bytes:
    with EncryptedReader(io.BytesIO(file), words) as reader:
        return reader.read()


SEALED = encrypted(PLAIN)


@given(st.integers(0, 3).flatmap(lambda n: st.sampled_from([n * 65536 + d for d in (-1, 0, 1, 700)])))
@settings(max_examples=16)
def test_what_went_in_comes_out_whatever_its_length(length: int) -> None:
    plain = PLAIN[: max(0, length)]
    assert decrypted(encrypted(plain)) == plain


@given(st.integers(0, len(PLAIN) + 10), st.integers(0, 70_000))
@settings(max_examples=30)
def test_any_part_can_be_read_alone(start: int, length: int) -> None:
    with EncryptedReader(io.BytesIO(SEALED), WORDS) as reader:
        whole = io.BufferedReader(reader)
        whole.seek(start)
        assert whole.read(length) == PLAIN[start : start + length]


def test_the_same_is_never_encrypted_twice_alike_and_nothing_of_it_shows() -> None:
    again = encrypted(PLAIN)
    assert again[:16] == SEALED[:16]
    assert again[HEADER : HEADER + 64] != SEALED[HEADER : HEADER + 64]
    assert PLAIN[:64] not in SEALED


def test_a_wrong_passphrase_is_told_from_damage() -> None:
    with pytest.raises(Refused, match="Mật khẩu sao lưu không đúng"):
        decrypted(SEALED, WORDS + "!")


@given(st.integers(0, len(SEALED) - 1), st.integers(1, 255))
@settings(max_examples=60)
def test_every_changed_byte_is_found(place: int, change: int) -> None:
    damaged = bytearray(SEALED)
    damaged[place] ^= change
    with pytest.raises(DondocError, match=r"hỏng|không thể có|cắt cụt"):
        decrypted(bytes(damaged))


@given(st.integers(0, len(SEALED) - 1))
@settings(max_examples=40)
def test_a_file_that_was_cut_off_anywhere_is_refused_before_anything_is_read(length: int) -> None:
    with pytest.raises(BadDocument, match="cắt cụt"):
        EncryptedReader(io.BytesIO(SEALED[:length]), WORDS)


def test_a_file_cut_off_between_two_chunks_is_refused() -> None:
    for chunks in range(4):
        with pytest.raises(BadDocument, match="cắt cụt"):
            EncryptedReader(io.BytesIO(SEALED[: HEADER + chunks * CHUNK]), WORDS)


def chunks_of(file: bytes) -> list[bytes]:
    return [file[place : place + CHUNK] for place in range(HEADER, len(file), CHUNK)]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ([1, 0, 2, 3], "đã bị sửa. .khối 1 trong 4"),
        ([0, 2, 1, 3], "đã bị sửa. .khối 2 trong 4"),
        ([0, 1, 1, 3], "đã bị sửa. .khối 3 trong 4"),
        ([0, 2, 3], "ở cuối"),
        ([0, 1, 2, 3, 3], "ở cuối"),
        ([0, 1, 3, 2], "hỏng"),
    ],
)
def test_chunks_that_were_moved_left_out_or_repeated_are_found(order: list[int], said: str) -> None:
    parts = chunks_of(SEALED)
    with pytest.raises(BadDocument, match=said):
        decrypted(SEALED[:HEADER] + b"".join(parts[number] for number in order))


def test_chunks_of_another_file_under_the_same_passphrase_are_found() -> None:
    other = chunks_of(encrypted(PLAIN))
    mixed = [*chunks_of(SEALED)[:1], other[1], *chunks_of(SEALED)[2:]]
    with pytest.raises(BadDocument, match="khối 2 trong 4"):
        decrypted(SEALED[:HEADER] + b"".join(mixed))


def test_bytes_behind_the_end_are_found() -> None:
    with pytest.raises(BadDocument, match="nối thêm"):
        decrypted(SEALED + b"x")


def test_a_file_whose_writing_was_broken_off_is_found() -> None:
    out = io.BytesIO()
    writer = EncryptedWriter(out, WORDS, cost=COST)
    writer.write(PLAIN)
    with pytest.raises(BadDocument, match="cắt cụt"):
        decrypted(out.getvalue())
    writer.close()


def test_one_of_a_newer_program_says_so() -> None:
    import hashlib

    start = MAGIC + b"\x02" + SEALED[len(MAGIC) + 1 : HEADER - 32]
    newer = start + hashlib.sha256(start).digest() + SEALED[HEADER:]
    with pytest.raises(Refused, match="phiên bản mới hơn"):
        decrypted(newer)


def test_an_archive_is_written_and_read_through_it() -> None:
    out = io.BytesIO()
    with EncryptedWriter(out, WORDS, cost=COST) as writer, zipfile.ZipFile(writer, "w") as archive:
        archive.writestr("a", PLAIN)
        with archive.open("b", "w", force_zip64=True) as entry:
            entry.write(PLAIN[::-1])
    with EncryptedReader(io.BytesIO(out.getvalue()), WORDS) as reader, zipfile.ZipFile(reader) as archive:
        assert (archive.read("b"), archive.read("a")) == (PLAIN[::-1], PLAIN)
