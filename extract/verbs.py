"""Verbs of orders and the words that join clauses: behind a body's name they end it."""

import re

from extract.words import bare, either, listed

# Verbs that open an order, and the adverbs before them.
PREDICATES = listed("""
chủ trì | phối hợp | tham mưu | xây dựng | tổ chức | triển khai | thực hiện | hướng dẫn | chỉ đạo
kiểm tra | giám sát | đôn đốc | theo dõi | tổng hợp | báo cáo | rà soát | đề xuất | trình | ban hành
phê duyệt | thẩm định | bố trí | cân đối | bảo đảm | đảm bảo | tuyên truyền | phổ biến | quán triệt
vận động | huy động | cung cấp | cung ứng | chuẩn bị | cử | phân công | giao | phân bổ | cấp | chi trả
thanh toán | quyết toán | lập | biên tập | biên soạn | in ấn | phát hành | phát sóng | đưa tin
đăng tải | đăng | thông báo | thông tin | công bố | công khai | gửi | tiếp nhận | tiếp tục | tăng cường
đẩy mạnh | nâng cao | củng cố | kiện toàn | duy trì | phát huy | phát động | phát triển | hoàn thiện
hoàn thành | cập nhật | khảo sát | đánh giá | tổng kết | sơ kết | thống kê | điều tra | xử lý | xử phạt
giải quyết | tháo gỡ | thanh tra | quản lý | điều phối | điều hành | vận hành | khai thác | ứng dụng
số hóa | kết nối | kiểm soát | phát hiện | ngăn chặn | phòng ngừa | đấu tranh | lồng ghép | tích hợp
nghiên cứu | đào tạo | tập huấn | bồi dưỡng | hỗ trợ | giúp | tạo điều kiện | thúc đẩy | mở rộng
khuyến khích | thu gom | vận chuyển | tiêu hủy | phun | khử khuẩn | lấy mẫu | xét nghiệm | điều trị
thu dung | cách ly | tiêm | tiêm chủng | khám | chăm sóc | dự trữ | mua sắm | đấu thầu | tiếp sóng
phản ánh | tham gia | tham dự | tham vấn | đề nghị | yêu cầu | kiến nghị | liên hệ | trao đổi
thống nhất | ký | ký kết | đàm phán | lựa chọn | bình xét | xét | khen thưởng | động viên | biểu dương
tôn vinh | nhân rộng | quan tâm | chú trọng | tập trung | ưu tiên | chủ động | tích cực | kịp thời
khẩn trương | nghiêm túc | thường xuyên | trực tiếp | xem xét | quyết định | căn cứ | dựa trên
chịu trách nhiệm | chịu | có trách nhiệm | có nhiệm vụ | có kế hoạch | có phương án | có giải pháp
có biện pháp | có văn bản | có hướng dẫn | có ý kiến | có hình thức | làm | là | được | phải | cần | nên
sẽ | đã | đang | không | chỉ | tự | cùng | sử dụng | đầu tư | xác định | xác minh | xác nhận | nắm bắt
nắm | tìm kiếm | tìm | sắp xếp | đón tiếp | tiếp đón | trang trí | phục vụ | trực | đáp ứng | điều chỉnh
bổ sung | sửa đổi | thành lập | giải thể | chấn chỉnh | siết chặt | thắt chặt | tạm dừng | dừng
đóng cửa | mở cửa | cho phép | cấm | nghiêm cấm | hạn chế | khoanh vùng | truy vết | ứng phó | khắc phục
chia sẻ | giới thiệu | giáo dục | nêu | nêu gương | kêu gọi | lãnh đạo | bám sát | gắn | coi
khẳng định | đề cao | đổi mới | cải cách | cải thiện | cải tạo | sửa chữa | nâng cấp | lắp đặt
bàn giao | nghiệm thu | thu thập | thu hút | tuyển dụng | tuyển chọn | tinh giản | luân chuyển | đề bạt
công nhận | cấp phép | thu hồi | rút | thanh lý | kiểm kê | kê khai | khai báo | đối chiếu | đối soát
làm rõ | nhận | trả | chuyển | phân luồng | phân tích | dự báo | cảnh báo | cứu hộ | cứu trợ | thăm hỏi
tặng | trao | bầu | họp | tọa đàm | tham luận | xin ý kiến | phân cấp | ủy quyền | vận dụng | áp dụng
tuân thủ | chấp hành | thi hành | quy định | định hướng | đề ra | bảo vệ | bảo quản | bảo dưỡng
giữ gìn | giữ vững | tuần tra | kiểm dịch | kiểm nghiệm | giám định | giải trình | đây mạnh | có
thí điểm | tiến hành | gương mẫu | tự tổ chức | đặt | nhắc nhở | mời | niêm yết | lưu ý | lưu trữ
tư vấn | hợp tác | giao lưu | liên kết | ngừng | chấm dứt | bình ổn | tính toán | cam kết | đăng ký
khởi công | hình thành | phản hồi | phản biện | kích hoạt | dành | trích | cụ thể hóa | chuẩn hóa
sẵn sàng | khôi phục | kết hợp | đảm nhiệm | đảm nhận | phụ trách | treo | tổng vệ sinh | ra quân
vệ sinh | tra cứu | truy cập | thuê | mua | bổ nhiệm | tổng kiểm tra | thực thi | giữ | đón | dẫn | đo
tính | quyết liệt | linh hoạt | tự giác | gửi báo cáo | gia hạn | hằng ngày | tăng | giảm | trang bị
nhập | rà | thẩm tra | soạn thảo | dự thảo | góp ý | cho ý kiến | nộp | thay mặt | trình bày | hưởng ứng
tạm hoãn | hoãn | hủy bỏ | đình chỉ | thu dọn | dọn dẹp | dọn vệ sinh | thu xếp | sơ tán | di dời
chằng chống | gia cố | nạo vét | khơi thông | tháo dỡ | giải tỏa | neo đậu | cắt tỉa | tiêu úng
túc trực | ứng trực | canh gác | điều động | điều tiết | chốt chặn | hộ tống | dẫn đường | đưa | đưa đón
chở | in | viết | mở | ghi | ghi hình | ghi nhận | quay phim | chụp ảnh | quảng bá | thiết kế | thi công
trưng bày | trình diễn | dàn dựng | luyện tập | diễn tập | hợp luyện | cấp phát | phân phối | sơ cứu
sàng lọc | tầm soát | diệt | cài đặt | cấu hình | sao lưu | xác thực | rà quét | bình chọn | chấm điểm
chọn | chọn cử | tập hợp | thay thế | thay đổi | bãi bỏ | loại bỏ | khởi tố | truy tố | xét xử | bắt giữ
tạm giữ | tịch thu | cưỡng chế | giải ngân | hạch toán | chăm lo | đỡ đầu | quyên góp | ủng hộ | tài trợ
tôn tạo | trùng tu | cắt giảm | rút ngắn | đơn giản hóa | tái cấu trúc | giảng dạy | soạn | biên dịch
thăm | tri ân | vinh danh | tuyên dương | điểm danh | tranh thủ | khuyến cáo | cử người | tổng rà soát
kết luận | chốt | lấy | dự toán | dự trù | tạm ứng | liên thông | đồng bộ | quan trắc | đẩy nhanh | phân loại
trợ giúp | tiếp công dân | trồng cây | trồng rừng | dán | chạy thử | tập luyện | chấm | ra mắt | khai trương
triệt phá | hòa giải | đối thoại | khởi động | thảo luận | xếp loại | soát xét | lên kế hoạch | sao gửi
đề cử | canh phòng | thu phí | phát tờ rơi | phát thuốc | phát quà | phát tài liệu | cắm biển
lau | lau chùi | rửa | thau rửa | súc rửa | phát quang | lật úp | rào chắn | che chắn | cắm mốc | lắp biển
lắp biển báo | huấn luyện | nhắn tin | thiết lập | xác lập | tạo lập | phấn đấu | ngăn ngừa | hậu kiểm
nhận diện | hiệp đồng | bảo trì | duy tu | bồi thường | sưu tầm | rút kinh nghiệm | tận dụng | kiểm điểm
tiếp thu | xử trí | giải phóng mặt bằng
""")
# Words after which no name goes on.
STOPS = listed("""
để | nhằm | trong | tại | về | theo | khi | nếu | như | từ | đến | do | bởi | qua | thông qua | cho
vào | ngay | trước | sau | trên cơ sở | với | cùng với | nhất là | đặc biệt | bao gồm | gồm | trong đó
đồng thời | ngoài | mà | thì | vì | đối với | kết quả | tình hình | nội dung | danh sách | số liệu
kinh phí | hằng | hàng năm | hàng tháng | hàng quý | định kỳ | đột xuất | chậm nhất | xong | rằng
nghiêm | tốt | này | mỗi
""")
KEPT_STOPS = re.compile(
    r"(?:trong (?:tỉnh|ngành|huyện|thành phố|hệ thống|toàn tỉnh|lĩnh vực|khối|nước)|có liên quan"
    r"|cấp trên trực tiếp(?: cơ sở| quản lý)?|cấp (?:tỉnh|huyện|xã|cơ sở"
    r"|trung ương|quận|thành phố|phường|trên|dưới|ủy|trưởng|bộ|i{1,3})|tự (?:vệ|quản|nguyện)"
    r"|quản lý (?:nhà nước|cấp trên|dự án)|thuộc,? (?:và )?trực thuộc"
    r"|cùng cấp|trong và ngoài (?:tỉnh|nước|ngành|thành phố)|(?<=và )tìm kiếm,? cứu nạn"
    r"|xây dựng đảng|phối hợp phổ biến(?:,| và)? giáo dục pháp luật"
    r"|xây dựng,? (?:và )?kinh doanh (?:kết cấu )?hạ tầng"
    r"|có (?:chức năng|thẩm quyền|nguy cơ)"
    r"|ngoại giao|thường trực|thông tin đại chúng|giao thông|thương mại|bộ phận|quốc phòng"
    r"|trực thuộc|khám bệnh|khám,|chăm sóc|phòng, chống|thông tin (?:đại chúng|cơ sở)"
    r"|trực tuyến|ngoài (?:công lập|nhà nước|quốc doanh|tỉnh|ngành)"
    r"|vệ sinh (?:thực phẩm|an toàn thực phẩm|dịch tễ|lao động))(?!\w)"
)
# The commonest of them without diacritics, which OCR loses; rarer ones would collide with other words.
_COMMONEST = listed("""
chủ trì | phối hợp | tham mưu | xây dựng | triển khai | thực hiện | hướng dẫn | chỉ đạo | kiểm tra
giám sát | tổng hợp | báo cáo | rà soát | tuyên truyền | quán triệt | tăng cường | đẩy mạnh | tiếp tục
bảo đảm | đảm bảo | theo dõi | căn cứ | chịu trách nhiệm | có trách nhiệm | tham gia | thường xuyên
chủ động | thông báo | đôn đốc | tổ chức thực hiện
""")
BARE_PREDICATE = re.compile("(?:" + either(bare(entry) for entry in _COMMONEST) + r")(?!\w)")
# "Truyền hình Thành phố" is no forming of anything.
PREDICATE = re.compile(rf"(?!hình thành phố)(?:{either(PREDICATES)})(?!\w)")
STOP = re.compile(rf"(?:{either(STOPS)})(?!\w)")

# After some heads the first word may be a verb that names the body's work: "cơ quan quản lý".
ROLE_NAMES = re.compile(
    r"(?:quản lý|tham mưu|thường trực|chủ quản|chuyên môn|chức năng|báo chí|truyền thông|thông tấn"
    r"|thông tin|thanh tra|kiểm soát"
    r"|kiểm dịch|kiểm nghiệm|kiểm tra liên ngành|chỉ đạo|chỉ huy|điều hành|điều phối|giúp việc"
    r"|công tác|vận chuyển|tổ chức"
    r"|giáo dục|đào tạo|khám bệnh|khám|chăm sóc|cung cấp|cung ứng|sử dụng|sản xuất|tuyên truyền"
    r"|chấp hành|biên tập|phục vụ|xét nghiệm"
    r"|bảo vệ|tiêm chủng|tiếp nhận|cách ly|điều trị|thi hành án|tư vấn|giám sát|đầu tư|thu gom"
    r"|tiến hành tố tụng|cấp nước|cấp điện|cấp thoát nước|thi công"
    r"|dự toán|điều tra|trợ giúp|tiếp công dân|hòa giải|quan trắc|hành chính"
    r"|được giao|được phân công)(?!\w)"
)
