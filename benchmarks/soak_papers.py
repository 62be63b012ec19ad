"""Plans as a soak's province issues them: written as text, read by the program as any document is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Bodies of samples/registry.toml that are given work; the first leads.
BODIES = (
    "Sở Y tế",
    "Sở Tài chính",
    "Sở Giáo dục và Đào tạo",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Công an tỉnh",
    "Sở Khoa học và Công nghệ",
    "Sở Xây dựng",
    "Trung tâm Kiểm soát bệnh tật tỉnh",
)
COMMUNES = "UBND các xã, phường"
DOINGS = (
    "Rà soát, lập danh sách đối tượng đợt {n}",
    "Tổ chức tập huấn lần {n} cho cán bộ cơ sở",
    "Kiểm tra việc thực hiện tại địa bàn số {n}",
    "Xây dựng tài liệu truyền thông số {n}",
    "Bố trí kinh phí cho hoạt động số {n}",
    "Sửa chữa cơ sở vật chất của điểm số {n}",
)
WITH_DAY = ("trước ngày {day}", "hoàn thành chậm nhất ngày {day}", "hoàn thành đến hết ngày {day}")


@dataclass(frozen=True, slots=True)
class Written:
    """One line of a plan's last part: whose, its words up to the deadline, and its deadline's words."""

    body: str
    words: str
    deadline: str

    @property
    def line(self) -> str:
        return f"- {self.words}{', ' + self.deadline if self.deadline else ''}."


def invent(chance: random.Random, day: date, number: int) -> list[Written]:
    """Return the work of a new plan: mostly dated within 15 weeks, some monthly, ongoing or without a day."""
    found = []
    bodies = [BODIES[0], *chance.sample(BODIES[1:], chance.randint(2, 5))]
    if chance.random() < 0.3:
        bodies.append(COMMUNES)
    for place, body in enumerate(bodies):
        for turn in range(chance.randint(1, 3)):
            words = chance.choice(DOINGS).format(n=f"{number}.{place + 1}.{turn + 1}")
            if chance.random() < 0.3 and body != BODIES[0]:
                words = f"Phối hợp với {BODIES[0]} {words[0].lower()}{words[1:]}"
            found.append(Written(body, words, deadline_words(chance, day)))
    return found


def deadline_words(chance: random.Random, day: date) -> str:
    """Return a deadline in the words of such plans; "" for none."""
    sort = chance.random()
    if sort < 0.08:
        return ""
    if sort < 0.14:
        return "báo cáo kết quả trước ngày 20 hằng tháng"
    if sort < 0.2:
        return "thực hiện thường xuyên"
    due = day + timedelta(days=chance.randint(3, 105))
    return chance.choice(WITH_DAY).format(day=f"{due:%d/%m/%Y}")


def changed(chance: random.Random, works: Sequence[Written], day: date) -> list[Written]:
    """Return what an amending plan says instead: other days for some, and the rest dropped or kept."""
    kept = [one for one in works if chance.random() < 0.8] or list(works[:1])
    return [
        Written(one.body, one.words, deadline_words(chance, day)) if chance.random() < 0.4 else one
        for one in kept
    ]


def plan_text(
    number: str, day: date, title: str, works: Sequence[Written], *, is_urgent: bool = False
) -> bytes:
    """Return the document as UTF-8 text, in the form of Nghị định 30/2020/NĐ-CP as the samples have it."""
    bodies = list(dict.fromkeys(one.body for one in works))
    blocks = [
        "\n".join([f"{place}. {body}", *(one.line for one in works if one.body == body)])
        for place, body in enumerate(bodies, 1)
    ]
    urgent = ["HỎA TỐC"] if is_urgent else []
    text = "\n".join(
        [
            "ỦY BAN NHÂN DÂN",
            "TỈNH LAM GIANG",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            f"Số: {number}",
            *urgent,
            f"Lam Giang, ngày {day.day:02d} tháng {day.month:02d} năm {day.year}",
            "",
            "KẾ HOẠCH",
            title,
            "",
            "I. MỤC ĐÍCH",
            "Nâng cao chất lượng phục vụ Nhân dân trên địa bàn tỉnh.",
            "",
            "II. TỔ CHỨC THỰC HIỆN",
            "",
            "\n\n".join(blocks),
            "",
            f"Giao {BODIES[0]} là cơ quan thường trực, theo dõi, đôn đốc việc thực hiện Kế hoạch này./.",
            "",
            "Nơi nhận:",
            "- Các sở, ban, ngành;",
            "- Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN",
            "CHỦ TỊCH",
        ]
    )
    return text.encode()
