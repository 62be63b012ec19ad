"""Makes ``bang-theo-doi.xlsx``: the Excel table in which an office of the made-up province followed its work.

    python samples/tracking_table.py [FILE]

Titles above a heading of two rows, merged cells, groups by document, real days and days in words: what
such tables look like.
"""

import sys
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FILE = Path(__file__).resolve().parent / "bang-theo-doi.xlsx"
TITLES = (
    "ỦY BAN NHÂN DÂN TỈNH LAM GIANG",
    "BẢNG THEO DÕI NHIỆM VỤ ĐƯỢC GIAO NĂM 2026",
    "(Tính đến 20/11/2026)",
)
UPPER = (
    "STT",
    "Nội dung nhiệm vụ",
    "Đơn vị thực hiện",
    None,
    "Thời hạn hoàn thành",
    "Kết quả thực hiện",
    None,
    None,
    "Ghi chú",
)
LOWER = (None, None, "Chủ trì", "Phối hợp", None, "Tình trạng", "Ngày hoàn thành", "Nội dung báo cáo", None)
PLAN = "I. Kế hoạch số 45/KH-UBND ngày 15/01/2026 của UBND tỉnh Lam Giang"
ORDER = "II. Chỉ thị số 06/CT-UBND ngày 02/3/2026 của Chủ tịch UBND tỉnh Lam Giang"
ROWS: tuple[tuple[object, ...], ...] = (
    (PLAN,),
    (
        1,
        "Rà soát cơ sở dữ liệu hộ được hỗ trợ, báo cáo UBND tỉnh",
        "Sở Y tế",
        "Sở Tài chính",
        date(2026, 3, 31),
        "Đã hoàn thành",
        date(2026, 3, 27),
        "Báo cáo số 112/BC-SYT",
        None,
    ),
    (
        2,
        "Bố trí kinh phí hỗ trợ đợt hai",
        "Sở Tài chính",
        "Sở Y tế",
        date(2026, 6, 30),
        "Hoàn thành quá hạn",
        date(2026, 7, 9),
        "Đã cấp đủ theo dự toán",
        "Chờ bổ sung dự toán",
    ),
    (
        3,
        "Tập huấn phần mềm cho cán bộ cấp xã",
        "Sở Nội vụ",
        None,
        "Quý IV/2026",
        "Đang thực hiện",
        None,
        "Đã mở 3 trong 5 lớp",
        None,
    ),
    (
        4,
        "Tổng hợp tình hình, gửi báo cáo hằng tháng",
        "Sở Y tế",
        None,
        "Trước ngày 25 hằng tháng",
        "Đang thực hiện",
        None,
        None,
        None,
    ),
    (ORDER,),
    (
        5,
        "Kiểm tra việc niêm yết công khai tại trụ sở",
        "UBND các xã, phường",
        "Sở Nội vụ",
        "16/11/2026 (gia hạn đến 15/12/2026)",
        "Chưa hoàn thành",
        None,
        None,
        "Nhiều xã đề nghị gia hạn",
    ),
    (
        6,
        "Công khai danh mục thủ tục trên cổng thông tin",
        "Văn phòng UBND tỉnh",
        None,
        date(2026, 10, 30),
        "Chưa thực hiện",
        None,
        None,
        None,
    ),
    (
        7,
        "Duy trì đường dây nóng tiếp nhận phản ánh",
        "Văn phòng UBND tỉnh",
        None,
        "Thường xuyên",
        None,
        None,
        None,
        None,
    ),
)
WIDTHS = (6, 46, 20, 20, 20, 18, 14, 28, 22)


def table() -> Workbook:
    """Return the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet("Theo dõi 2026")
    line = Side(style="thin", color="808080")
    border = Border(left=line, right=line, top=line, bottom=line)
    for number, title in enumerate(TITLES, 1):
        sheet.cell(number, 1, title).font = Font(name="Times New Roman", size=13, bold=number < 3)
        sheet.cell(number, 1).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(WIDTHS))
    first = len(TITLES) + 2
    for number, row in enumerate((UPPER, LOWER, *ROWS), first):
        for place in range(1, len(WIDTHS) + 1):
            cell = sheet.cell(number, place, row[place - 1] if place <= len(row) else None)  # type: ignore[arg-type]
            is_head = number < first + 2
            cell.font = Font(name="Times New Roman", size=12, bold=is_head or len(row) == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="center" if is_head else "top")
            cell.border = border
            if is_head:
                cell.fill = PatternFill("solid", fgColor="E2EFF1")
            if isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
        if len(row) == 1:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(WIDTHS))
    for place in (1, 2, 5, 9):
        sheet.merge_cells(start_row=first, end_row=first + 1, start_column=place, end_column=place)
    sheet.merge_cells(start_row=first, end_row=first, start_column=3, end_column=4)
    sheet.merge_cells(start_row=first, end_row=first, start_column=6, end_column=8)
    for letter, width in zip("ABCDEFGHI", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    return book


if __name__ == "__main__":
    table().save(Path(sys.argv[1]) if len(sys.argv) > 1 else FILE)
