"""What a trial message to a contact says, and how soon another one may follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.errors import Refused

# One a minute: somebody waits for the outcome, and a broken channel is not to be hammered.
PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class TrialWords:
    """A trial message in words; it names no person, because a channel may be a group's."""

    subject: str
    greeting: str
    opening: str
    closing: str
    footer: str


def word_trial(agency: str) -> TrialWords:
    """Return the trial message to a contact of that agency."""
    return TrialWords(
        subject=f"[Đôn đốc] Thư thử gửi {agency}",
        greeting=f"Kính gửi: {agency}",
        opening=(
            "Đây là thư thử để kiểm tra kênh liên hệ. Nếu đọc được thư này thì thư nhắc việc cũng sẽ "
            "đến đây. Không cần trả lời."
        ),
        closing="Trân trọng.",
        footer="Thư do phần mềm Đôn đốc gửi theo yêu cầu trên trang người liên hệ.",
    )


def check_pause(last_at: datetime | None, now: datetime) -> None:
    """Raise Refused where the last trial to the same contact is less than a minute old."""
    if last_at is not None and now - last_at < PAUSE:
        raise Refused("Vừa gửi một thư thử tới người này.", hint="Đợi một phút rồi thử lại.")
