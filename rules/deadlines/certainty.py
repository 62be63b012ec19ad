"""What "khi" may lead to: acts that are sure to come, and what may never happen.

Source: the settled cases of the project's annotation guide; Bộ luật Dân sự 2015, Điều 144 khoản 2 lets a
period be set by an event that is sure to come.
"""

from rules.deadlines.words import rx

# "khi có yêu cầu của các đơn vị": whoever may ask, and may never do so.
_ANYBODY = (
    r"(?:cơ quan|đơn vị|cấp|người|tổ chức|cá nhân|địa phương|doanh nghiệp|hộ|khách hàng|công dân|nhân dân)"
)
_ACT = (
    r"chỉ đạo|hướng dẫn|quyết định|kế hoạch|văn bản|thông tư|nghị định|nghị quyết|quy chế|quy định|phê duyệt"
    r"|ban hành|phân công|được giao|triệu tập|thông báo|công văn|đồng ý|kết luận|chủ trương|thẩm định"
    r"|nghiệm thu|sửa đổi|thông qua|phân bổ|kết thúc|hoàn thành|hoàn tất|nhập cảnh|bắt đầu|khai mạc|bế mạc"
    r"|bàn giao|tiếp nhận|nhận được|sáp nhập|sắp xếp|thành lập|kiện toàn|vận hành|ký|kết quả|tổng kết|sơ kết"
    r"|triển khai|tổ chức hội nghị|giấy mời|giao nhiệm vụ|danh sách|dự toán|kinh phí được|đi vào hoạt động"
    r"|(?:yêu cầu|đề nghị|ý kiến)"
    rf"(?= (?:(?:của|từ) (?!(?:các |những )?{_ANYBODY}(?!\w))|bằng văn bản|tổng hợp))"
    r"|đưa vào (?:sử dụng|vận hành|khai thác|hoạt động)|hết hạn|đến hạn|rời|luật|chương trình"
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
# What "trước khi" may lead to without setting a time: what may never come, steps of care or of daily life.
NO_ACT = rx(
    r"\s*(?:(?:có|để|bị|được|các|những|khi)\s+)*(?:dịch(?! vụ)|bùng phát|xảy ra|phát sinh|xuất hiện"
    r"|thiên tai|bão"
    r"|lũ|ngập|mưa|sự cố|tình huống|cháy|tai nạn|quá muộn|sinh|đẻ|mang thai|kết hôn|tiêm|mổ|phẫu thuật"
    r"|điều trị"
    r"|mắc|nhiễm|nghỉ hưu|ra viện|xuất viện|ăn|uống|ngủ|chế biến)(?!\w)"
)
# What "sau khi" tells of persons: "người nghiện sau khi hoàn thành cai nghiện" says who is meant, not when.
OF_A_LIFE = rx(
    r"\s*(?:(?:đã|được|bị|mới)\s+)*(?:(?:hoàn thành|kết thúc) (?:chương trình cai|cai|nghĩa vụ"
    r"|cách ly|điều trị|khóa học|án)|chấp hành|mãn|tốt nghiệp|ra|xuất|về|trở về|nghỉ"
    r"|sinh|tiêm"
    r"|mắc|khỏi|tha|trả tự do|cai|tái hòa nhập|điều trị|phẫu thuật|học xong|đi|nhập)(?!\w)"
)
# Persons whom "sau khi …" may describe, with up to three words between ("người nghiện ma túy sau khi …").
PERSONS = rx(
    r"(?<!\w)(?:người|đối tượng|thanh niên|học sinh|sinh viên|học viên|bệnh nhân|trẻ em|trẻ|phụ nữ|lao động"
    r"|phạm nhân|quân nhân|bộ đội|khách|nạn nhân|đoàn viên|hội viên)(?:\s+[^\s,.;:()]+){0,3}\s*$"
)
TROUBLE = rx(
    r"(?<!\w)(?:khó khăn|vướng mắc|bất cập|tồn tại|hạn chế|sai sót|rủi ro|vi phạm|kinh nghiệm|lưu ý|kỹ năng)"
    r"(?:,? [^\s,.;:]+){0,2}\s*$"
)
# "khi thực hiện Kế hoạch", "khi xây dựng dự toán": nobody is named, so it is the doer's own work and no act.
OWN_WORK = rx(
    r"\s*(?:(?:tổ chức|triển khai) )?(?:thực hiện|triển khai|xây dựng|lập|giải quyết|xử lý|tiến hành|kiểm tra"
    r"|kết nối|sử dụng|tham mưu|áp dụng|vận dụng|thi hành)(?!\w)"
)
# What stands before "trong quá trình …" when it tells of a thing, not of when the work is done: troubles and
# proposals that come up there, what is made or laid down for it. A verb behind a comma takes it for itself.
A_THING = rx(
    r"(?<!\w)(?:khó khăn|vướng mắc|kiến nghị|phản ánh|đề xuất|sáng kiến|vấn đề|phát sinh|tồn tại|phương án"
    r"|hoạt động|kinh nghiệm|rủi ro|sai sót|sai phạm|bất cập|hạn chế|chi phí|vai trò|trách nhiệm|vi phạm"
    r"|hành vi"
    r"|sự cố|tai nạn|nội dung|kết quả|địa điểm)(?!\w)"
    r"(?:(?!,\s(?:và )?(?:hướng dẫn|hỗ trợ|đôn đốc|kiểm tra|giám sát|theo dõi|phối hợp|bảo đảm|đảm bảo"
    r"|tổ chức"
    r"|thực hiện|chỉ đạo|tham mưu|rà soát|cập nhật|kịp thời|tăng cường|tư vấn)\s)[^;.]){0,70}$"
)
