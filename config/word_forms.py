"""The shipped Word templates, made by code: ``python -m config.word_forms`` writes them anew.

The form is that of Phụ lục I of Nghị định 30/2020/NĐ-CP: paper, margins, letterhead, type sizes, page
numbers, Nơi nhận. The words between {{ }} and {% %} are filled in by ``report.filling`` (docxtpl);
docs/papers.md names them for an office that makes templates of its own.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm

from config.word_parts import body, closing, heading, letterhead, line, paper, rule, table

FOLDER = Path(__file__).resolve().parent / "templates" / "word"
URGING, REPORT, ANNEX = "cong-van-don-doc.docx", "bao-cao-tinh-hinh.docx", "phu-luc-phan-cong.docx"
PERIOD, NOTICE = "bao-cao-ky.docx", "thong-bao-ket-luan.docx"


def urging() -> Any:
    """Return the công văn that urges one body on (mẫu 1.5)."""
    document = paper()
    letterhead(document, subject="V/v {{ trich_yeu }}")
    line(document, "Kính gửi: {{ kinh_gui }}", align=ALIGN.CENTER, before=12, after=12)
    body(document, "{%p for mot in ke_hoach %}")
    body(document, "Thực hiện {{ mot }};")
    body(document, "{%p endfor %}")
    body(
        document,
        "Qua theo dõi, đến ngày {{ tinh_den }}, {{ co_quan }} chưa nhận được báo cáo hoàn thành của "
        "{{ kinh_gui }} đối với {{ so_viec }} nhiệm vụ đã quá thời hạn sau đây:",
    )
    heads = ("TT", "Nội dung nhiệm vụ", "Văn bản giao", "Thời hạn", "Số ngày quá hạn", "Đã đôn đốc")
    fields = ("mot.tt", "mot.noi_dung", "mot.van_ban", "mot.thoi_han", "mot.qua_han", "mot.don_doc")
    table(document, heads, fields, (1.0, 4.8, 2.7, 2.6, 1.5, 3.9), "viec", left=(1, 5))
    body(
        document,
        "{{ co_quan }} {{ de_nghi }} {{ kinh_gui }} khẩn trương thực hiện các nhiệm vụ nêu trên, nêu rõ kết "
        "quả, nguyên nhân chậm và ngày hoàn thành, gửi báo cáo về {{ co_quan }} ",
        ("trước ngày {{ tra_loi }}", "bold"),
        " để tổng hợp, báo cáo {{ noi_bao_cao }}./.",
        before=8,
    )
    closing(document)
    return document


def _report_to() -> Any:
    """Return the head of a báo cáo, down to whom it is sent to."""
    document = paper()
    letterhead(document)
    _title(document, "BÁO CÁO")
    line(document, "Kính gửi: {{ kinh_gui }}", align=ALIGN.CENTER, before=8, after=10)
    return document


def report() -> Any:
    """Return the báo cáo on how a plan is being carried out (mẫu 1.4)."""
    document = _report_to()
    body(
        document,
        "Thực hiện {{ ke_hoach }}, {{ co_quan }} báo cáo tình hình thực hiện tính đến ngày {{ tinh_den }}:",
    )
    heading(document, "I. KẾT QUẢ THỰC HIỆN")
    body(
        document,
        "Tổng số phần việc đã giao cho các cơ quan, đơn vị: {{ tong_so }}. Trong đó: "
        "đã hoàn thành {{ hoan_thanh }} (đúng hạn {{ dung_han }}, quá hạn {{ xong_qua_han }}); chưa "
        "hoàn thành {{ chua_hoan_thanh }} (trong hạn {{ trong_han }}, quá hạn {{ qua_han }}); không xác "
        "định thời hạn {{ khong_thoi_han }}; thường xuyên {{ thuong_xuyen }}.",
    )
    body(
        document,
        "Tỷ lệ đúng hạn trên số đã hoàn thành: {{ ty_le_da_xong }}; tỷ lệ đúng hạn trên số đã đến hạn: "
        "{{ ty_le_den_han }}; chưa hoàn thành có báo cáo mới: {{ ty_le_bao_cao_moi }}.",
    )
    heading(document, "II. CƠ QUAN, ĐƠN VỊ CÓ NHIỆM VỤ QUÁ HẠN")
    body(document, "{%p if cham %}")
    heads = (
        "TT",
        "Cơ quan, đơn vị",
        "Tổng số",
        "Đã hoàn thành",
        "Chưa hoàn thành quá hạn",
        "Đúng hạn / đã đến hạn",
    )
    fields = ("mot.tt", "mot.co_quan", "mot.tong_so", "mot.hoan_thanh", "mot.qua_han", "mot.ty_le")
    table(document, heads, fields, (1.0, 6.5, 1.9, 2.2, 2.5, 2.4), "cham", left=(1,))
    body(document, "{%p else %}")
    body(document, "Không có cơ quan, đơn vị nào có nhiệm vụ quá hạn.")
    body(document, "{%p endif %}")
    heading(document, "III. ĐỀ XUẤT, KIẾN NGHỊ")
    body(document, "{%p for mot in de_xuat %}")
    body(document, "{{ loop.index }}. {{ mot }}")
    body(document, "{%p endfor %}")
    body(
        document,
        "Trên đây là báo cáo tình hình thực hiện {{ ten_ke_hoach }}, {{ co_quan }} kính "
        "báo cáo {{ kinh_gui }}./.",
    )
    closing(document)
    return document


def annex() -> Any:
    """Return the phụ lục that assigns a plan's items, landscape because its table is wide."""
    document = paper()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21.0)
    line(document, "PHỤ LỤC", bold=True, align=ALIGN.CENTER, after=0)
    line(document, "PHÂN CÔNG NHIỆM VỤ", bold=True, align=ALIGN.CENTER, after=0)
    line(document, "(Kèm theo {{ ke_hoach }})", italic=True, align=ALIGN.CENTER, after=0)
    rule(document.add_paragraph(), 10.5)
    line(document, "", size=6, after=0)
    heads = (
        "TT",
        "Nội dung nhiệm vụ",
        "Cơ quan chủ trì",
        "Cơ quan phối hợp",
        "Thời hạn",
        "Sản phẩm",
        "Ghi chú",
    )
    names = ("tt", "noi_dung", "chu_tri", "phoi_hop", "thoi_han", "san_pham", "ghi_chu")
    fields = tuple(f"mot.{name}" for name in names)
    table(document, heads, fields, (1.1, 8.4, 4.0, 4.0, 2.9, 2.9, 1.9), "viec", left=(1, 2, 3, 5, 6))
    return document


def period_report() -> Any:
    """Return the báo cáo on how work went in a period, beside the period before it (mẫu 1.4)."""
    document = _report_to()
    body(
        document,
        "Thực hiện {{ ke_hoach }}, {{ co_quan }} báo cáo tình hình thực hiện {{ ky }} ({{ khoang }}), số "
        "liệu tính đến hết ngày {{ tinh_den }}:",
    )
    heading(document, "I. KẾT QUẢ THỰC HIỆN")
    body(
        document,
        "1. Tổng số phần việc theo dõi trong kỳ: {{ tong_so }} (chuyển từ kỳ trước sang "
        "{{ chuyen_sang }}, giao mới trong kỳ {{ giao_moi }}). Trong đó: đã hoàn thành {{ hoan_thanh }} "
        "(đúng hạn {{ dung_han }}, quá hạn {{ xong_qua_han }}); chưa hoàn thành {{ chua_hoan_thanh }} "
        "(trong hạn {{ trong_han }}, quá hạn {{ qua_han }}); không xác định thời hạn {{ khong_thoi_han }}; "
        "thường xuyên {{ thuong_xuyen }}.",
    )
    body(document, "2. So với {{ ky_truoc }}:")
    heads: tuple[str, ...] = ("Chỉ tiêu", "Kỳ này", "Kỳ trước", "Tăng, giảm")
    fields = ("mot.chi_tieu", "mot.ky_nay", "mot.ky_truoc", "mot.tang_giam")
    table(document, heads, fields, (8.1, 2.8, 2.8, 2.8), "so_sanh", left=(0,))
    body(document, "3. Kết quả của từng cơ quan, đơn vị:", before=8)
    heads = (
        "TT",
        "Cơ quan, đơn vị",
        "Tổng số",
        "HT đúng hạn",
        "HT quá hạn",
        "Chưa HT trong hạn",
        "Chưa HT quá hạn",
        "Khác",
        "Đúng hạn / đến hạn",
    )
    names: tuple[str, ...] = (
        "tt",
        "co_quan",
        "tong_so",
        "dung_han",
        "xong_qua_han",
        "trong_han",
        "qua_han",
        "khac",
        "ty_le",
    )
    widths: tuple[float, ...] = (1.0, 4.2, 1.5, 1.5, 1.5, 1.8, 1.8, 1.4, 1.8)
    table(document, heads, tuple(f"mot.{n}" for n in names), widths, "co_quan_don_vi", left=(1,))
    line(
        document,
        "HT: hoàn thành. Khác: không xác định thời hạn và thường xuyên.",
        size=12,
        italic=True,
        before=2,
    )
    heading(document, "II. NHIỆM VỤ QUÁ HẠN")
    body(document, "{%p if cham %}")
    heads = ("TT", "Nội dung nhiệm vụ", "Văn bản giao", "Cơ quan, đơn vị", "Thời hạn", "Số ngày quá hạn")
    names = ("tt", "noi_dung", "van_ban", "co_quan", "thoi_han", "qua_han")
    widths = (1.0, 5.5, 2.9, 3.0, 2.5, 1.6)
    table(document, heads, tuple(f"mot.{n}" for n in names), widths, "cham", left=(1, 3))
    body(document, "{%p else %}")
    body(document, "Không có nhiệm vụ nào quá hạn.")
    body(document, "{%p endif %}")
    body(document, "{%p if con_lai %}")
    body(document, "Ngoài ra còn {{ con_lai }} nhiệm vụ quá hạn khác.", before=4)
    body(document, "{%p endif %}")
    heading(document, "III. KHÓ KHĂN, VƯỚNG MẮC, NGUYÊN NHÂN")
    body(document, "{{ de_trong }}")
    heading(document, "IV. ĐỀ XUẤT, KIẾN NGHỊ")
    body(document, "{%p for mot in de_xuat %}")
    body(document, "{{ loop.index }}. {{ mot }}")
    body(document, "{%p endfor %}")
    body(document, "{{ so_de_xuat }}. {{ de_trong }}")
    body(
        document,
        "Trên đây là báo cáo tình hình thực hiện {{ ten_ke_hoach }} {{ ky }}, {{ co_quan }} kính báo cáo "
        "{{ kinh_gui }}./.",
    )
    closing(document)
    return document


def notice() -> Any:
    """Return the thông báo of what a leader concluded at a follow-up meeting (mẫu 1.4).

    What it assigns stands in a table whose heads the reader of documents knows, so that the signed
    paper can be taken in as a plan.
    """
    document = paper()
    letterhead(document)
    _title(document, "THÔNG BÁO")
    body(
        document,
        "Ngày {{ ngay_hop }}, {{ nguoi_ket_luan }} đã chủ trì {{ cuoc_hop }}. Sau khi nghe báo cáo và ý kiến "
        "của các cơ quan, đơn vị, {{ nguoi_ket_luan }} kết luận như sau:",
        before=10,
    )
    heading(document, "I. TÌNH HÌNH THỰC HIỆN")
    body(
        document,
        "Đến ngày {{ tinh_den }}, {{ ke_hoach }} có {{ tong_so }} phần việc đang theo dõi; đã hoàn thành "
        "{{ hoan_thanh }} (đúng hạn {{ dung_han }}, quá hạn {{ xong_qua_han }}); chưa hoàn thành "
        "{{ chua_hoan_thanh }} (trong hạn {{ trong_han }}, quá hạn {{ qua_han }}); không xác định thời hạn "
        "{{ khong_thoi_han }}; thường xuyên {{ thuong_xuyen }}.",
    )
    heading(document, "II. TỔ CHỨC THỰC HIỆN")
    body(document, "Phân công các cơ quan, đơn vị thực hiện các nhiệm vụ sau đây:")
    heads = ("TT", "Nội dung nhiệm vụ", "Căn cứ", "Cơ quan chủ trì", "Thời hạn hoàn thành")
    fields = ("mot.tt", "mot.ket_luan", "mot.can_cu", "mot.co_quan", "mot.thoi_han")
    table(document, heads, fields, (1.0, 5.9, 3.8, 3.2, 2.6), "viec", left=(1, 2, 3))
    body(
        document,
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan, đơn vị báo cáo về {{ co_quan }} "
        "để tổng hợp, báo cáo {{ nguoi_ket_luan }} xem xét, quyết định./.",
        before=8,
    )
    closing(document)
    return document


FORMS: dict[str, Callable[[], Any]] = {
    URGING: urging,
    REPORT: report,
    ANNEX: annex,
    PERIOD: period_report,
    NOTICE: notice,
}


def _title(document: Any, name: str) -> None:
    line(document, name, bold=True, align=ALIGN.CENTER, before=12, after=0)
    line(document, "{{ trich_yeu }}", bold=True, align=ALIGN.CENTER, after=0)
    rule(document.add_paragraph(), 6.3)


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in FORMS.items():
        make().save(str(FOLDER / name))


if __name__ == "__main__":
    main()
