"""The mailbox by command: read at once, and looked at by the doctor."""

from config.settings import Settings
from console.desk import Desk
from models.errors import BadSettings
from notify.mailbox import open_mailbox
from tasks.mailroom import LETTERS_AT_ONCE, read_mailbox


def read_now(desk: Desk) -> None:
    """Read the mailbox and print what came; raises BadSettings where none is set, PassingFailure."""
    if desk.settings.mailbox is None:
        raise BadSettings("Chưa đặt hộp thư nhận trả lời.", hint="Đặt DONDOC_IMAP_URL (xem docs/mail-in.md).")
    told = read_mailbox(desk.engine, desk.settings, now=desk.clock.now())
    print(
        f"{told.answers} thư trả lời, {told.bounces} thư bị trả lại, {told.automatic} thư tự động, "
        f"{told.known} thư đã có, {told.aside} thư không đọc được."
    )
    if told.total >= LETTERS_AT_ONCE:
        print("Còn thư trong hộp: chạy lại để đọc tiếp.")


def waiting_letters(settings: Settings) -> int | None:
    """Return how many letters wait in the mailbox, or None where none is set; raises PassingFailure."""
    address = settings.mailbox
    if address is None:
        return None
    with open_mailbox(address) as box:
        return len(box.waiting(1_000_000))
