"""What holds for the people through whom an agency is reached: absence, substitutes, hidden addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from models.agency import ContactRole
from models.errors import Refused
from rules.channel_names import CHANNEL_NAMES

ROLE_NAMES: dict[ContactRole, str] = {
    "officer": "Cán bộ đầu mối",
    "head": "Thủ trưởng",
    "substitute": "Người thay khi vắng",
}
LONGEST_NAME = 120
MOST_FALLBACKS = 4
_MASK = "••••"
_MAIL = ("mailto", "mailtos")
_MAIL_ADDRESS = re.compile(r"[^@\s/?#&%:,;<>]{1,64}@[^@\s/?#&%:,;<>]{1,190}")


@dataclass(frozen=True, slots=True)
class Reach:
    """One contact as far as absence is concerned; the days of absence are both counted."""

    contact_id: int
    is_active: bool
    away_from: date | None = None
    away_to: date | None = None
    substitute_id: int | None = None

    def is_away(self, first: date, last: date) -> bool:
        """Return whether the contact is away on one of these days, both counted."""
        if self.away_from is None or self.away_to is None:
            return False
        return self.away_from <= last and first <= self.away_to


def check_absence(
    contact_id: int, first: date, last: date, substitute_id: int | None, colleagues: Sequence[Reach]
) -> None:
    """Raise Refused where this absence with this substitute would leave a message without a reader.

    ``colleagues`` are all contacts of the agency. On no day may a substitute be away, so that no chain
    of substitutes exists and none can run in a circle.
    """
    if last < first:
        raise Refused("Ngày cuối của kỳ vắng mặt đứng trước ngày đầu.", hint="Sửa ngày rồi lưu lại.")
    for one in colleagues:
        if one.substitute_id == contact_id and one.is_active and one.is_away(first, last):
            raise Refused(
                "Người này đang thay cho một người khác trong những ngày đó.",
                hint="Chọn người thay khác cho người kia trước.",
            )
    if substitute_id is None:
        return
    if substitute_id == contact_id:
        raise Refused("Không ai tự thay mình được.", hint="Chọn người khác của cơ quan.")
    other = next((c for c in colleagues if c.contact_id == substitute_id), None)
    if other is None:
        raise Refused("Người thay phải cùng cơ quan.", hint="Chọn một người trong danh sách.")
    if not other.is_active:
        raise Refused("Người thay đã ngừng nhận thư.", hint="Chọn người khác, hoặc cho nhận thư trở lại.")
    if other.is_away(first, last):
        raise Refused("Người thay cũng vắng trong những ngày đó.", hint="Chọn người khác hoặc ngày khác.")


def check_leaving(contact_id: int, colleagues: Sequence[Reach], *, today: date) -> None:
    """Raise Refused where a contact who still stands in for somebody is to be written to no more."""
    for one in colleagues:
        if one.substitute_id == contact_id and one.is_active and one.away_to and one.away_to >= today:
            raise Refused(
                "Người này đang hoặc sắp thay cho một người vắng mặt.",
                hint="Chọn người thay khác cho người kia trước.",
            )


def clean_name(text: str) -> str:
    """Return a contact's name on one line; raises Refused where there is none or it is too long."""
    name = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not name:
        raise Refused("Chưa ghi tên người liên hệ.", hint="Ghi tên hoặc chức danh, ví dụ “Văn thư Sở”.")
    if len(name) > LONGEST_NAME:
        raise Refused(f"Tên dài hơn {LONGEST_NAME} ký tự.", hint="Ghi ngắn hơn.")
    return name


def officer_channel(typed: str, known: Sequence[str]) -> str:
    """Return the channel for what an agency's own officer typed; "" for nothing.

    ``known`` are the channels of the agency. An officer names who is written to and not through which
    server: the program would open a connection to whatever host was typed. A mail address alone takes the
    server of a known channel; a whole address is taken where only its recipient is new. Raises Refused.
    """
    typed = typed.strip()
    if not typed or typed in known:
        return typed
    mails = [one for one in known if urlsplit(one).scheme in _MAIL]
    if _MAIL_ADDRESS.fullmatch(typed):
        if not mails:
            raise Refused(
                "Cơ quan chưa có kênh thư điện tử nào, nên chưa biết gửi qua máy chủ nào.",
                hint="Nhờ cơ quan chủ trì hoặc người vận hành đặt kênh đầu tiên trong danh bạ.",
            )
        return _with_recipient(mails[0], typed)
    if "://" not in typed:
        raise Refused("Địa chỉ thư điện tử không đúng.", hint="Ví dụ: van-thu@co-quan.example.vn.")
    is_mail = urlsplit(typed).scheme in _MAIL
    if is_mail and _with_recipient(typed, "") not in {_with_recipient(one, "") for one in mails}:
        raise Refused(
            "Máy chủ gửi thư do người vận hành đặt.", hint="Chỉ ghi địa chỉ thư điện tử của người nhận."
        )
    if not is_mail and urlsplit(typed).scheme != "outbox":
        raise Refused(
            "Kênh nhắn tin do cơ quan chủ trì hoặc người vận hành đặt.",
            hint="Ghi địa chỉ thư điện tử, hoặc nhờ họ thêm kênh.",
        )
    return typed


def ranked_channels(wanted: Sequence[int | None], added: str, known: Sequence[str]) -> list[str]:
    """Return a contact's further channels as a person ordered them.

    ``wanted`` holds a place for each of the ``known`` ones, None for one that is to go. Channels with the
    same place keep their order; ``added`` follows at the end. Raises Refused for the same address twice and
    for more than ``MOST_FALLBACKS``.
    """
    places = [
        (place, index) for index, place in enumerate(wanted) if place is not None and index < len(known)
    ]
    found = [known[index] for _, index in sorted(places)]
    if added.strip():
        found.append(added.strip())
    if len(set(found)) != len(found):
        raise Refused("Kênh dự phòng này đã có.", hint="Ghi kênh khác.")
    if len(found) > MOST_FALLBACKS:
        raise Refused(f"Mỗi người có nhiều nhất {MOST_FALLBACKS} kênh dự phòng.", hint="Bỏ bớt một kênh.")
    return found


def _with_recipient(channel: str, to: str) -> str:
    parts = urlsplit(channel)
    others = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "to")
    return urlunsplit(parts._replace(query=urlencode([*others, ("to", to)], safe="@", quote_via=quote)))


def masked(channel: str) -> str:
    """Return a channel's kind and the end of its address; never a password, never a whole address."""
    parts = urlsplit(channel.strip())
    if parts.scheme == "outbox":
        mailbox = parts.netloc or parts.path.strip("/")
        return f"Hộp thư trong chương trình {_MASK}{mailbox[-3:] if len(mailbox) > 5 else ''}"
    if parts.scheme in _MAIL:
        # The place of the last addressee; where none is named, the server.
        to = unquote((parse_qs(parts.query).get("to") or [""])[-1])
        host = parts.netloc.rpartition("@")[2].partition(":")[0]
        return f"Thư điện tử {_MASK}@{to.rpartition('@')[2] if '@' in to else host}"
    if name := CHANNEL_NAMES.get(parts.scheme):
        # Of a phone number the end; of a chat nothing, its address is its key.
        return f"{name} {_MASK}{parts.path[-3:] if parts.scheme in ('smsvn', 'zns') else ''}"
    return f"Kênh khác {_MASK}"
