"""Reading costs time in proportion to the document."""

from time import process_time

from extract import draft_plan
from tests.extract.paper import CALENDAR, source

BLOCK = (
    "{n}. Sở Y tế\n\n- Chủ trì, phối hợp với Sở Tài chính, Công an tỉnh và UBND các xã, "
    "phường hướng dẫn việc số {n}.\n\n"
    "- Tổng hợp, báo cáo Ủy ban nhân dân tỉnh kết quả của việc số {n}.\n\nĐoạn văn thứ {n} về các đơn vị.\n\n"
)


def seconds(blocks: int) -> float:
    body = "".join(BLOCK.format(n=n % 90 + 1) for n in range(blocks))
    paper = source(
        f"KẾ HOẠCH\nThử\n\nUBND tỉnh ban hành Kế hoạch như sau:\n\nIV. TỔ CHỨC THỰC HIỆN\n\n{body}"
    )
    start = process_time()
    draft = draft_plan(paper, CALENDAR)
    assert len(draft.items) >= 2 * blocks
    return process_time() - start


def test_four_times_the_document_costs_about_four_times_as_much() -> None:
    seconds(20)
    small = min(seconds(50) for _ in range(3))
    assert min(seconds(200) for _ in range(2)) < 8 * small


def test_one_endless_line_is_read_in_bounded_time() -> None:
    words = "phối hợp với Sở Y tế, Sở Tài chính và các đơn vị liên quan (qua Sở Nội vụ; "
    start = process_time()
    draft_plan(source("IV. TỔ CHỨC THỰC HIỆN\n\n1. Sở Y tế\n\n- Kiểm tra, " + words * 700), CALENDAR)
    assert process_time() - start < 5
