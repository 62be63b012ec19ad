"""``dondoc backup`` and ``dondoc restore``. Heavy imports inside."""

from pathlib import Path
from typing import Annotated

import typer

from console.office_commands import desk
from models.errors import Refused

Words = Annotated[
    list[Path], typer.Argument(metavar="TỆP | verify TỆP", help="Tệp sẽ ghi, hoặc tệp cần kiểm tra.")
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="TỆP", help="Tệp có mật khẩu (hoặc DONDOC_BACKUP_KEY)."),
]


def backup(
    words: Words,
    encrypt: Annotated[bool, typer.Option("--encrypt", help="Mã hóa; chưa có mật khẩu thì hỏi.")] = False,
    passphrase_file: PassphraseFile = None,
    with_keys: Annotated[bool, typer.Option("--with-keys", help="Cả khóa dữ liệu; chỉ khi mã hóa.")] = False,
) -> None:
    """Sao lưu toàn bộ vào một tệp, cả khi đang có người làm việc; hoặc kiểm tra một tệp (verify)."""
    from console.backup import verify_backup, write_backup
    from console.backup_words import backup_passphrase

    if len(words) == 2 and str(words[0]) == "verify" and not (encrypt or with_keys):
        verify_backup(words[1], passphrase_file=passphrase_file)
        return
    if len(words) != 1 or str(words[0]) == "verify":
        raise Refused("Mỗi lần một tệp.", hint="dondoc backup TỆP, hoặc dondoc backup verify TỆP.")
    tools = desk()
    passphrase = backup_passphrase(tools.settings, passphrase_file, asks=encrypt, twice=True)
    write_backup(tools, words[0], passphrase=passphrase, with_keys=with_keys)


def restore(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp sao lưu.")],
    replace: Annotated[bool, typer.Option("--replace", help="Thay dữ liệu đang có.")] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Phục hồi từ tệp sao lưu; tệp mã hóa thì cần mật khẩu."""
    from console.backup import read_backup

    read_backup(file, replace=replace, passphrase_file=passphrase_file)
