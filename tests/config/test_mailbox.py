"""The mailbox's address: read whole, or refused without being repeated."""

import pytest

from config.mailbox import check_reply_to, read_mailbox_url
from config.settings import Settings, load_settings
from models.errors import BadSettings


def test_an_address_is_read_with_what_it_leaves_out() -> None:
    box = read_mailbox_url("imaps://don-doc%40so.example.vn:m%40t%3Akh%25u@mail.example.vn")
    assert (box.host, box.port, box.folder, box.has_tls) == ("mail.example.vn", 993, "INBOX", True)
    assert (box.user, box.password) == ("don-doc@so.example.vn", "m@t:kh%u")
    assert "kh%u" not in repr(box)


def test_another_folder_and_port_are_taken() -> None:
    box = read_mailbox_url("imaps://a:b@mail.example.vn:1993/INBOX/Don%20doc")
    assert (box.port, box.folder) == (1993, "INBOX/Don doc")


@pytest.mark.parametrize(
    "url",
    [
        "http://a:bi-mat@mail.example.vn",
        "imap://a:bi-mat@mail.example.vn/INBOX",
        "imaps://mail.example.vn/INBOX",
        "imaps://a@mail.example.vn",
        "imaps://a:bi-mat@mail.example.vn:99999",
        "imaps://a:bi-mat@mail.example.vn/INBOX?x=1",
        "imaps://a:bi-mat@mail.example.vn/DonDoc-da-doc",
        "imaps://a:bi%0Amat@mail.example.vn",
        "imaps://a:bi-mat@[",
    ],
)
def test_a_wrong_address_stops_the_start_and_is_not_repeated(
    url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_IMAP_URL", url)
    with pytest.raises(BadSettings, match="DONDOC_IMAP_URL") as told:
        load_settings()
    assert "bi-mat" not in str(told.value) and "%0A" not in str(told.value)


def test_answers_go_to_the_address_set_or_to_the_mailboxs_user() -> None:
    url = "imaps://don-doc%40so.example.vn:x@mail.example.vn"
    assert Settings(_env_file=None).answers_to == ""
    assert Settings(_env_file=None, imap_url=url).answers_to == "don-doc@so.example.vn"
    assert Settings(_env_file=None, imap_url=url.replace("%40so.example.vn", "")).answers_to == ""
    assert Settings(_env_file=None, reply_to="a+{ma}@b.vn").answers_to == "a+{ma}@b.vn"


@pytest.mark.parametrize(
    "address", ["a", "a@", "@b.vn", "a@b@c", "a b@c.vn", "a@{ma}.vn", "{ma}{ma}@b.vn", "đ@b.vn"]
)
def test_an_address_for_answers_is_one_plain_address(address: str) -> None:
    with pytest.raises(ValueError, match="địa chỉ thư"):
        check_reply_to(address)
