"""What "khi" may lead to: acts that are sure to come, and what may never happen.

Source: the settled cases of the project's annotation guide; Bộ luật Dân sự 2015, Điều 144 khoản 2 lets a
period be set by an event that is sure to come.
"""

from rules.deadlines.words import rx

_ACT = (
    r"chỉ đạo|hướng dẫn|quyết định|kế hoạch|văn bản|thông tư|nghị định|nghị quyết|quy chế|quy định|phê duyệt"
    r"|ban hành|phân công|được giao|triệu tập|thông báo|công văn|đồng ý|kết luận|chủ trương|thẩm định"
    r"|nghiệm thu|sửa đổi|thông qua|phân bổ|kết thúc|hoàn thành|hoàn tất|nhập cảnh|bắt đầu|khai mạc|bế mạc"
    r"|bàn giao|tiếp nhận|nhận được|sáp nhập|sắp xếp|thành lập|kiện toàn|vận hành|ký|kết quả|tổng kết|sơ kết"
    r"|triển khai|tổ chức hội nghị|giấy mời|giao nhiệm vụ|danh sách|dự toán|kinh phí được|đi vào hoạt động"
    r"|(?:yêu cầu|đề nghị|ý kiến)(?= (?:của|từ|bằng văn bản|tổng hợp))|hết hạn|đến hạn|rời|luật|chương trình"
)
_UNSURE = (
    r"(?<!giao\s)dịch(?! vụ)|bùng phát|cần|phát sinh|xảy ra|xuất hiện|nghi|nhiễm|phát hiện|trường hợp|sự cố"
    r"|tình huống|tình hình|thay đổi|biến động|biến đổi|chưa|không|nhu cầu|vi phạm|khó khăn|vướng mắc"
    r"|thiên tai|bão|lũ|ngập|mưa|đủ|ca bệnh|khỏi|ra viện|xuất viện|sinh|tiêm|yêu cầu|đề nghị|ý kiến|mắc"
    r"|học sinh"
    r"|người bệnh|bệnh nhân|tham gia|sử dụng|đột xuất|khẩn cấp|tai nạn|hỏa hoạn|cháy|nguy cơ|vượt|điều kiện"
)
DECIDES = rx(rf"(?<!\w)(?:(?P<act>{_ACT})|(?P<unsure>{_UNSURE}))(?!\w)")
# What the calendar or the course of things brings: "trước khi học sinh nghỉ hè", "trước khi bão số 3 đổ bộ".
COMES = rx(
    r"\s*(?:các |toàn bộ )?(?:(?:học sinh|sinh viên|học viên|trẻ(?: em)?|giáo viên)(?: [^\s,.;]+){0,3}?"
    r" (?:nghỉ (?:hè|tết|lễ|học kỳ)|nhập học|tựu trường|khai giảng|bước vào|vào năm học|trở lại|quay lại"
    r"|đến trường|tốt nghiệp|ra trường|dự thi|thi)"
    r"|(?:bão|siêu bão|áp thấp nhiệt đới|lũ|mưa lũ|không khí lạnh|nước lũ|nước)(?: [^\s,.;]+){0,2}?"
    r" (?:đổ bộ|vào bờ|(?:đi )?vào đất liền|tràn về|dâng|về|rút|tan|đi qua|suy yếu))(?!\w)"
)
# An end that is sure to come, whatever began: "đến khi bão tan", "đến khi hết dịch".
SURE_END = rx(
    r"(?<!\w)(?:tan|chấm dứt|kết thúc|hết|xong|ổn định|khống chế|dập tắt|rút|đi qua|an toàn|trở lại)(?!\w)"
)
