"""Words of administrative Vietnamese that tell where the name of a body begins and ends.

Facts about the language and the state's organisation, no document's own names: kinds of bodies,
fields of departments, tiers of places, verbs that open an order, words that join clauses.
"""

import re

from extract.abbreviations import FIELD_IN_SHORT
from extract.words import either, listed

# Fields that name a ministry, department or office ("Sở …", "Bộ …", "Phòng …"); their own commas and
# "và" never split a list.
FIELDS = listed("""
y tế | nội vụ | tài chính | tài chính - kế hoạch | kế hoạch và đầu tư | kế hoạch - đầu tư
kế hoạch đầu tư | tư pháp | công thương | xây dựng | giao thông vận tải | giao thông - vận tải
giao thông công chánh | nông nghiệp và phát triển nông thôn | nông nghiệp & ptnt
nông nghiệp và môi trường | nông nghiệp | tài nguyên và môi trường | tài nguyên - môi trường
giáo dục và đào tạo | giáo dục - đào tạo | giáo dục đào tạo | khoa học và công nghệ
khoa học - công nghệ | khoa học, công nghệ và môi trường | khoa học công nghệ
văn hóa, thể thao và du lịch | văn hóa, thể thao, du lịch | văn hóa thể thao và du lịch
văn hóa và thể thao | văn hóa - thể thao và du lịch | văn hóa, thể thao | văn hóa - thể thao
văn hóa thông tin và thể thao | văn hóa, khoa học và thông tin | văn hóa và thông tin
văn hóa - thông tin | văn hóa- thông tin | văn hóa - xã hội | văn hóa, thông tin và thể thao
văn hóa, thông tin | văn hóa xã hội | văn hóa- thông tin và thể thao | văn hóa - thông tin và thể thao
văn hóa, thông tin và truyền thông | thông tin và truyền thông | thông tin - truyền thông
thông tin truyền thông | lao động - thương binh và xã hội | lao động, thương binh và xã hội
lao động thương binh và xã hội | lao động - thương binh - xã hội | ngoại vụ | ngoại giao | du lịch
quy hoạch - kiến trúc | quy hoạch và kiến trúc | dân tộc và tôn giáo | dân tộc, tôn giáo | dân tộc
tôn giáo | quốc phòng | công an | kinh tế và hạ tầng | kinh tế & hạ tầng | kinh tế - hạ tầng
kinh tế, hạ tầng và đô thị | kinh tế | quản lý đô thị | nội chính | tuyên giáo và dân vận | tuyên giáo
dân vận | thi đua - khen thưởng | thi đua, khen thưởng | thi đua khen thưởng | chỉ huy quân sự
chỉ huy bộ đội biên phòng | tư lệnh bộ đội biên phòng | syt | yt | stc | kh&cn | khcn | gd&đt | gdđt
tn&mt | tnmt | nn&ptnt | nnptnt | nn&mt | nn và ptnt | nnmt
kinh tế và đô thị | kinh tế - đô thị | văn hóa và xã hội | văn hóa, xã hội | tài chính và kế hoạch
giao thông vận tải - xây dựng | xây dựng và giao thông vận tải | hạ tầng và đô thị
tt&tt | tttt | vhttdl | vhtt&dl | vh,tt&dl
vhtt | lđtbxh | lđtb&xh | lđ-tb&xh | lđ-tbxh | kh&đt | khđt | gtvt | qh-kt | dt&tg
""")

_TIERS = (
    r"(?:quận|huyện|thị xã|thành phố|thị trấn|thị trần|xã|phường|đặc khu"
    r"|thôn|bản|ấp|buôn|bon|khóm|làng|xóm|tiểu khu|khối phố|phum|sóc|khu phố|tổ dân phố|tỉnh)"
)
_TIERS += r"(?!\s+(?:đoàn|ủy|hội|đội|vệ))"
_TIER_JOIN = r"(?:\s*[,/]\s*|\s+và\s+(?:các\s+)?|\s+hoặc\s+)"
TIER_LIST = re.compile(rf"(?:các\s+|từng\s+|cấp\s+)?{_TIERS}(?:{_TIER_JOIN}{_TIERS})*(?!\w)")
DISTRICT = re.compile(r"\b(?:quận|huyện|thị xã|thành phố)\b")
COMMUNE = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\b")

FIELD = re.compile(rf"(?:{FIELD_IN_SHORT}|{either(FIELDS)})(?!\w)")

# Kinds that need a capital (or one of the listed words) behind them: "Sở Y tế", not "sở hữu"; "Ban Dân
# tộc", not "ban hành"; "Báo Nhân Dân", not "báo cáo".
NAMED_KINDS: dict[str, str] = {
    "sở": r"y tế|nội vụ",
    "bộ": r"chqs|chỉ huy|tư lệnh|đội|phận",
    "ban": r"chỉ đạo|chỉ huy|quản lý|điều hành|tổ chức|giám đốc|giám hiệu|dân tộc|đảng|thường trực"
    r"|qlda|thường vụ"
    r"|tự quản|an toàn giao thông|tiếp công dân|thanh tra nhân dân|vận động|chủ nhiệm|nhân dân"
    r"|bảo vệ|công tác|đại diện|chấp hành|biên tập|cán sự",
    "phòng": r"y tế|nội vụ|giáo dục|kinh tế|khám|văn hóa|gd|chức năng|chuyên môn|ban",
    "hội": r"đồng|nông dân|phụ nữ|liên hiệp|cựu chiến binh|chữ thập đỏ|người|cha mẹ|đông y|luật|khuyến học",
    "đoàn": r"thanh niên|thể|tncs|tn|đbqh|đại biểu|kiểm tra|thanh tra|công tác|liên ngành|viên",
    "đài": r"khí tượng|tiếng nói|viễn thông|phát thanh|truyền hình|truyền thanh"
    r"|ptth|pt-th|pt&th|pttt|truyện thanh",
    "báo": r"và phát thanh|và đài|đài|chí",
    "tổ": r"công nghệ|chuyên viên|chuyên gia|dân phòng|liên gia|hòa giải|cơ động|phản ứng|thẩm định"
    r"|truyền thông|hỗ trợ|giúp việc|công tác|covid|trưởng|thư ký|kiểm tra|giám sát"
    r"|phòng|tự quản|hợp tác|y tế",
    "viễn thông": r"tỉnh|thành phố|huyện|khu vực",
    "hạt": r"kiểm lâm|quản lý|giao thông|bảo dưỡng",
    "đồn": r"biên phòng|công an",
    "hải đội": r"\d+|biên phòng|dân quân",
    "sư đoàn": r"\d+",
    "lữ đoàn": r"\d+",
    "trung đoàn": r"\d+|bộ binh|cảnh sát",
    "tiểu đoàn": r"\d+|cảnh sát",
    "vườn quốc gia": "",
    "khu bảo tồn": r"thiên nhiên|biển|loài",
    "thư viện": r"tỉnh|thành phố|huyện|khoa học|quốc gia",
    "bảo tàng": r"tỉnh|thành phố|lịch sử|quốc gia",
    "nhà": r"thiếu nhi|hát|xuất bản|khách",
    "trại giam": "",
    "trại tạm giam": r"công an",
    "xí nghiệp": r"cấp nước|môi trường|khai thác|thủy lợi|thủy nông|công trình",
    "công chức": r"văn hóa|tư pháp|địa chính|tài chính|văn phòng|kế toán|lao động|phụ trách|chuyên môn",
    "đội": r"thanh niên|xung kích|an ninh|cảnh sát|thi hành|tuyên truyền|trật tự|dân quân|cứu hộ"
    r"|quản lý|kiểm tra|tự quản|cơ động|phản ứng|y tế|qltt|công tác|dân phòng",
    "cục": r"thuế|thống kê|hải quan|quản lý|thi hành",
    "chi cục": r"an toàn|dân số|thuế|quản lý|chăn nuôi|thú y|kiểm lâm|trồng trọt|thi hành|thủy"
    r"|phát triển|bảo vệ",
    "tổng cục": "",
    "vụ": "",
    "viện": r"kiểm sát|vệ sinh|pasteur|sốt rét|kiểm nghiệm|nghiên cứu|huyết học|dinh dưỡng|y học|dược",
    "học viện": "",
    "đại học": "",
    "trường": r"đại học|cao đẳng|trung cấp|chính trị|học|mầm non|tiểu học|thcs|thpt|trung học"
    r"|phổ thông|dạy nghề",
    "trạm": r"khí tượng|cấp nước|bơm|quan trắc|bảo vệ|y tế|thú y|trưởng|khuyến nông|kiểm",
    "quỹ": r"đầu tư|bảo vệ|phòng|tín dụng|bảo trợ",
    "chi nhánh": r"ngân hàng|văn phòng|công ty|kho bạc|quỹ",
    "cảnh sát": r"giao thông|cơ động|phòng cháy|môi trường|hình sự|kinh tế|biển|trật tự|khu vực",
    "tòa án": r"nhân dân|quân sự",
    "kho bạc": r"nhà nước",
    "ngân hàng": r"nhà nước|chính sách|nông nghiệp",
    "công ty": r"cổ phần|tnhh|cp|mtv|bảo hiểm|khai thác|cây xanh|dịch vụ|viễn thông|thủy lợi"
    r"|vệ sinh|điện lực|môi trường|xổ số|cấp nước|lâm nghiệp|thủy nông",
    "tập đoàn": "",
    "tổng công ty": "",
    "trung tâm": r"y tế|kiểm soát|kiểm dịch|kiểm nghiệm|truyền thông|văn hóa|thông tin|chính trị"
    r"|bồi dưỡng|dịch vụ|cấp cứu"
    r"|phục vụ|pháp y|giám định|dân số|khuyến nông|điều dưỡng|hội nghị|gdnn|giáo dục|công nghệ"
    r"|chỉ huy|điều hành"
    r"|giám sát|hành chính|xúc tiến|bảo trợ|công tác|phòng",
    "bệnh viện": r"đa khoa|y học|chuyên khoa|huyện|tỉnh|tuyến|công lập|tư nhân|phụ sản|nhi"
    r"|dã chiến|quân|trung ương|điều trị",
    "bệnh viên": r"đa khoa",
    "phòng khám": r"đa khoa|khu vực|tư nhân",
    "văn phòng": r"ubnd|ủy ban|hđnd|đoàn|sở|điều phối|đăng ký|thường trực|ban chỉ|tỉnh ủy|thành ủy"
    r"|huyện ủy|chính phủ",
    "thanh tra": r"tỉnh|thành phố|sở|huyện|nhà nước|chính phủ|giao thông|y tế",
    "công an": r"tỉnh|thành phố|huyện|quận|thị xã|xã|phường|cấp|các|địa phương|khu vực|tp|viên",
    "liên đoàn": r"lao động",
    "liên minh": r"hợp tác xã|htx",
    "liên hiệp": r"các|hội",
    "hiệp hội": r"doanh nghiệp|du lịch|các",
    "câu lạc bộ": "",
    "chi hội": "",
    "nhà văn hóa": "",
    "bưu điện": r"tỉnh|huyện|thành phố|văn hóa|trung tâm|khu vực",
    "điện lực": r"tỉnh|huyện|thành phố|khu vực",
    "thuế": r"tỉnh|thành phố|cơ sở",
    "thống kê": r"tỉnh|thành phố",
    "cảng vụ": r"hàng",
    "hải quan": r"khu vực|tỉnh|cửa khẩu",
    "cổng thông tin": r"điện tử",
    "trang thông tin": r"điện tử",
    "nhà máy": "",
    "khoa": "",
    "cụm": "",
}

# Bodies complete in themselves, whatever follows.
WHOLE_KINDS = listed("""
ubnd | uỷ ban nhân dân | ủy ban nhân dân
thường trực tỉnh ủy | thường trực thành ủy | thường trực ban chỉ đạo | thường trực ban tổ chức
thường trực huyện ủy | thường trực đảng ủy | thường trực hội đồng nhân dân | thường trực ủy ban
ủy ban mttq | ủy ban mttqvn | ub mttq | ub mttqvn | ubmtt
ubmttq việt nam | ủy ban mặt trận | ubmttq | ubmttqvn | mttq
mttqvn | mặt trận tổ quốc | hđnd | hội đồng nhân dân | thường trực hđnd
ban thường trực ủy ban mặt trận | thành ủy | tỉnh ủy | huyện ủy | quận ủy | thị ủy | đảng ủy
ban thường vụ | thành đoàn | tỉnh đoàn | huyện đoàn | quận đoàn | đoàn thanh niên | hội phụ nữ
hội đồng | công đoàn | bảo hiểm xã hội | bhxh | viện kiểm sát nhân dân | tòa án nhân dân | vksnd | tand
thông tấn xã | đài truyền hình | đài tiếng nói | bchqs | bộ chqs | ban chqs | bộ đội biên phòng
biên phòng tỉnh | ban chỉ đạo | bcđ | bch | vnpt | viettel | mobifone | vinaphone | evn | cdc
kiểm toán nhà nước | thi hành án dân sự | cục thi hành án dân sự | chính phủ | thủ tướng chính phủ
quốc hội | quân khu | bảo hiểm tiền gửi | ban giám đốc | ủy ban kiểm tra | ủy ban quốc gia
văn phòng chính phủ | báo và phát thanh, truyền hình | báo và đài phát thanh và truyền hình
báo và đài phát thanh - truyền hình | báo và phát thanh - truyền hình | báo, phát thanh và truyền hình
báo và phát thanh và truyền hình | lực lượng bảo vệ an ninh trật tự ở cơ sở
lực lượng bảo vệ an ninh, trật tự ở cơ sở | lực lượng tham gia bảo vệ an ninh, trật tự ở cơ sở
lực lượng tham gia bảo vệ an ninh trật tự ở cơ sở | cơ quan điều tra | cơ quan cảnh sát điều tra
""")

# Persons who stand for their body, and members of one.
PERSONS = listed("""
thủ trưởng | lãnh đạo | giám đốc | phó giám đốc | chủ tịch | phó chủ tịch | bí thư | người đứng đầu
hiệu trưởng | thành viên | các thành viên | trưởng ban | phó trưởng ban | trưởng phòng | chánh văn phòng
bộ trưởng | cục trưởng | chi cục trưởng | chánh thanh tra | trưởng các | tổng giám đốc | trưởng công an
trạm trưởng | viện trưởng | đồng chí | trưởng thôn | tổ trưởng | trưởng bản | trưởng đoàn
trưởng tiểu ban | trưởng khu dân cư | trưởng khu phố | trưởng ấp | trưởng buôn | trưởng khóm | già làng
trưởng khoa | trưởng trạm | tiểu ban | chỉ huy trưởng | đại diện lãnh đạo
""")

# Nouns of a group, with or without "các" before them.
GENERIC = listed("""
cơ quan | đơn vị | địa phương | tổ chức | đoàn thể | ngành | chính quyền | cấp ủy | cấp uỷ
doanh nghiệp | bộ phận | lực lượng | dân phòng | đội tự quản | dân quân tự vệ | quân đội | đối tượng
cơ sở | công an | trạm y tế | trung tâm y tế | báo | đài | sở | phòng, ban | hợp tác xã | hội quần chúng
hội, đoàn thể | trường học | nhà trường | cộng tác viên | chủ đầu tư | khu dân cư | ban quản lý
hội đoàn thể | người đứng đầu | trường | bệnh viện | hội viên | đoàn viên
cơ quan báo chí | cơ quan truyền thông | phóng viên | nhân viên y tế | nhân viên thú y | nhân viên dân số
y tế cơ sở | hệ thống y tế
tuyến y tế | khối | nhóm trẻ | người sử dụng lao động | chuyên môn đồng cấp | chuyên môn cùng cấp
phụ huynh học sinh | cha mẹ học sinh | chủ sử dụng lao động | cấp trên | nhà mạng
nhà thầu | nhà đầu tư
""")

# Bare words that go on with a group after a comma ("các Sở, ban, ngành, đoàn thể, đơn vị liên quan").
GROUP_MORE = re.compile(
    r"(?:hội viên|đoàn viên|đoàn thể|ban ngành|ban|bộ|ngành|hội|đơn vị|địa phương|cơ quan|doanh nghiệp"
    r"|cá nhân|lĩnh vực|các cấp"
    r"|thôn|buôn|bản|ấp|làng|khóm|xóm|tiểu khu|khối phố|phum|sóc|tổ dân phố|khu phố|khu dân cư"
    r"|hộ gia đình|hộ kinh doanh|tổ hợp tác|nhà khoa học|chuyên gia"
    r"|phòng khám(?: (?:đa|chuyên) khoa| tư nhân)?(?=\s*(?:[,;.:)]|$))"
    r"|phòng|đoàn|ủy ban|hợp tác xã|hiệp hội|trường|trung tâm|bệnh viện|viện|đài|thể thao|khoa"
    r"|vụ|cục|tổng cục|chi cục|học viện|tập đoàn|tổng công ty|công ty"
    r"|tổ chức(?=\s*(?:[,;.:)]|$|có liên quan|liên quan|và cá nhân|trên địa bàn|doanh nghiệp"
    r"|trực thuộc|khác)))(?!\w)"
)
SOCIAL = re.compile(r"^(?:các\s+)?(?:tổ chức (?:chính trị|xã hội|đoàn thể)|đoàn thể|hội)")
SOCIAL_MORE = re.compile(r"(?:đoàn thể|tổ chức (?:chính trị|xã hội)|hội)(?!\w)")
# What may qualify a group word without making a new entry.
QUALIFIER = re.compile(
    r"(?:có liên quan|liên quan|trực thuộc|thuộc|cấp(?! (?:nước|điện|thoát))|tỉnh|thành phố|huyện|quận"
    r"|xã|phường|đặc khu|trên địa bàn|ngang bộ|ngành nghề|ngành hàng"
    r"|trong (?:tỉnh|ngành|huyện)"
    r"|của|trung ương|khác|chức năng|chuyên môn|địa phương|nhà nước|đóng trên|theo quy định"
    r"|nêu trên|sau đây|thành viên|hữu quan)(?!\w)"
)

# What may follow a place and still belong to the name ("các xã biên giới", "UBND các huyện miền núi").
AFTER_PLACE = re.compile(
    r"(?:miền|biên giới|vùng|ven|đảo|phía|trọng điểm|nghèo|còn lại|khu vực|đồng bằng|trong|ngoài"
    r"|đặc biệt|khó khăn|giáp ranh|lân cận|giáp biên|chi nhánh|bạn"
    r"|hội|đoàn|liên quan|có liên quan|toàn|các|quản lý|dân cư|nông thôn|đô thị"
    r"|ủy|thuộc|trực thuộc|trên địa bàn|của|nêu trên|đội|và|mới|tỉnh|thành phố|huyện|quận|xã"
    r"|phường|thị|cấp|số|phụ trách)(?!\w)"
)

# Tiers of one level, which one body in the singular lists ("Công an xã, phường, thị trấn").
LEVELS = (
    re.compile(r"(?:xã|phường|thị trấn|đặc khu)(?!\w)"),
    re.compile(r"(?:quận|huyện|thị xã|thành phố)(?!\w)"),
    re.compile(r"(?:thôn|bản|ấp|buôn|bon|khóm|làng|xóm|tiểu khu|khối phố|phum|sóc|khu phố|tổ dân phố)(?!\w)"),
)
# Matters that an office's name lists in small letters behind a comma ("Phòng Thanh tra, pháp chế").
OFFICE = re.compile(r"(?:phòng|ban|vụ|trung tâm|bộ phận|khoa|tổ|chi cục|cục)\s")
MATTER = re.compile(
    r"(?:tư tưởng|pháp chế|pháp lý|hành chính|nghiệp vụ|tài vụ|kế toán|quản trị|tài chính|kế hoạch|thi đua"
    r"|khen thưởng|pháp luật|đối ngoại|hợp tác quốc tế|công nghệ thông tin|chuyển đổi số|tiền lương|vật tư"
    r"|thiết bị|hộ tịch|gia đình|trẻ em|bình đẳng giới|người có công|môi trường|đô thị|hạ tầng|giao thông"
    r"|thủy lợi|dân dụng|công nghiệp|nông nghiệp|thương mại"
    r"|văn thư|lưu trữ|khuyến học|công tác chính trị|học sinh, sinh viên|dân số|bảo hiểm|giá"
    r"|xã hội|thể thao|du lịch|cấp cứu ban đầu|dinh dưỡng|ký sinh trùng|côn trùng|mỹ phẩm)"
    r"(?=\s*(?:[,;.:)]|$|và\s|(?:tỉnh|thành phố|huyện|xã|phường)(?! hội|\w)))"
)

# Commas inside set phrases: (what stands before, what follows).
_SET_COMMAS = (
    ("thi đua", "khen thưởng"),
    ("phòng", "chống"),
    ("phát thanh", "truyền hình"),
    ("văn hóa", "thể thao"),
    ("văn hóa", "thông tin"),
    ("thể thao", "du lịch"),
    ("báo", "đài"),
    ("cấp ủy đảng", "chính quyền"),
    ("cấp ủy", "chính quyền"),
    ("tổ chức đảng", "chính quyền"),
    ("bưu chính", "viễn thông"),
    (" y", "dược"),
    ("khám", "chữa bệnh"),
    ("khám bệnh", "chữa bệnh"),
    ("sản xuất", "kinh doanh"),
    ("khu", "cụm công nghiệp"),
    ("nuôi dưỡng", "chăm sóc"),
    ("thanh niên", "phụ nữ"),
    ("kinh tế", "hạ tầng"),
    ("xây dựng", "hạ tầng"),
    ("chủ nhiệm", "giám đốc"),
    ("đại học", "cao đẳng"),
    ("cao đẳng", "trung cấp"),
    ("cứu nạn", "cứu hộ"),
    ("ngành", "lĩnh vực"),
    ("viện", "trường"),
    ("quân đội", "công an"),
    ("tổ chức kinh tế", "xã hội"),
    ("tập thể", "cá nhân"),
    ("phòng", "ban"),
    ("thiên tai", "tìm kiếm"),
    ("báo chí", "truyền thông"),
    ("thuốc", "mỹ phẩm"),
    ("mỹ phẩm", "thực phẩm"),
    ("dược phẩm", "mỹ phẩm"),
    ("dược", "mỹ phẩm"),
    ("truyền thông", "báo chí"),
    ("thông tấn", "báo chí"),
    ("chính quyền", "đoàn thể"),
    ("đoàn thanh tra", "kiểm tra"),
    ("mầm non", "tiểu học"),
    ("mầm non", "phổ thông"),
    ("tiểu học", "trung học"),
    ("tiểu học", "thcs"),
    ("thcs", "thpt"),
    ("trung học cơ sở", "trung học phổ thông"),
    ("phổ thông", "giáo dục"),
    ("tham mưu", "giúp việc"),
    ("cấp ủy", "tổ chức đảng"),
    ("cơ quan đảng", "nhà nước"),
    ("tội phạm", "tệ nạn"),
    ("tội phạm", "ma túy"),
    ("ma túy", "mại dâm"),
    ("tham nhũng", "lãng phí"),
    ("tham nhũng", "tiêu cực"),
    ("lãng phí", "tiêu cực"),
    ("buôn lậu", "gian lận"),
    ("gian lận thương mại", "hàng giả"),
    ("cháy", "chữa cháy"),
    ("cấp tỉnh", "cấp"),
    ("cấp huyện", "cấp"),
    ("cấp xã", "cấp"),
)


def is_set_comma(low: str, comma: int, after: int) -> bool:
    """Return whether the comma stands inside a set phrase ("thi đua, khen thưởng")."""
    head = low[max(0, comma - 24) : comma].rstrip()
    tail = low[after : after + 24]
    return any(head.endswith(left) and tail.startswith(right) for left, right in _SET_COMMAS)
