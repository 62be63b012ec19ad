"""Where names of less usual bodies end, headings that share a kind, closings in other words, parts."""

import pytest

from extract.agencies import read_bodies
from extract.duties import read_coordinators, read_role
from extract.subjects import read_heading, read_subject
from tests.extract.paper import under


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # an office that lists its matters
        ("Phòng Thanh tra, pháp chế; Phòng Đào tạo kiểm tra", ["Phòng Thanh tra, pháp chế", "Phòng Đào tạo"]),
        ("Phòng Tổ chức, hành chính và Phòng Tài vụ lập", ["Phòng Tổ chức, hành chính", "Phòng Tài vụ"]),
        ("Phòng Giáo dục, phụ huynh tổ chức", ["Phòng Giáo dục"]),
        # one body in the singular that lists its tiers
        ("Công an xã, phường, đặc khu tuần tra", ["Công an xã, phường, đặc khu"]),
        ("Ban Chỉ huy Quân sự huyện, thị xã cử người", ["Ban Chỉ huy Quân sự huyện, thị xã"]),
        ("Công an xã, Trạm Y tế xã tổ chức", ["Công an xã", "Trạm Y tế xã"]),
        ("Công an xã, các thôn tổ chức", ["Công an xã", "các thôn"]),
        # places under one body, a verb among their first syllables
        ("UBND các xã Giao Hòa, Chi Nam, Lập Thạch bố trí", ["UBND các xã Giao Hòa, Chi Nam, Lập Thạch"]),
        ("các xã Tân An, Giao Long; Công an huyện", ["các xã Tân An, Giao Long", "Công an huyện"]),
        ("các ban, ngành, hội, thôn, làng kịp thời phản ánh", ["các ban, ngành, hội, thôn, làng"]),
        # kinds of body
        ("Viễn thông Lam Giang nâng cấp đường truyền", ["Viễn thông Lam Giang"]),
        (
            "Bưu điện tỉnh, Viễn thông tỉnh, Điện lực thành phố bảo đảm",
            ["Bưu điện tỉnh", "Viễn thông tỉnh", "Điện lực thành phố"],
        ),
        (
            "Hạt Kiểm lâm khu vực, Đồn Biên phòng Cửa Sa canh gác",
            ["Hạt Kiểm lâm khu vực", "Đồn Biên phòng Cửa Sa"],
        ),
        ("Trung đoàn 812 và Hải đội 3 huy động", ["Trung đoàn 812", "Hải đội 3"]),
        ("Thư viện tỉnh, Nhà Thiếu nhi tỉnh mở cửa", ["Thư viện tỉnh", "Nhà Thiếu nhi tỉnh"]),
        ("Tổ công nghệ số cộng đồng hướng dẫn", ["Tổ công nghệ số cộng đồng"]),
        ("Công chức Địa chính - Xây dựng đo đạc", ["Công chức Địa chính - Xây dựng"]),
        ("Ban tự quản các thôn, buôn vận động", ["Ban tự quản các thôn, buôn"]),
        ("Cơ quan Cảnh sát điều tra xác minh", ["Cơ quan Cảnh sát điều tra"]),
        # a noun with a verb's syllable does not end a name, a verb does
        ("Đội quản lý trật tự đô thị nhắc nhở", ["Đội quản lý trật tự đô thị"]),
        ("Công ty Khai thác công trình thủy lợi vận hành", ["Công ty Khai thác công trình thủy lợi"]),
        ("Phòng Kế hoạch - Tài chính dự toán kinh phí", ["Phòng Kế hoạch - Tài chính"]),
        ("Chi cục Chăn nuôi và Thú y lấy 20 mẫu", ["Chi cục Chăn nuôi và Thú y"]),
        (
            "Công ty Quản lý khai thác công trình đô thị rào chắn",
            ["Công ty Quản lý khai thác công trình đô thị"],
        ),
        ("Công ty Cấp nước cung cấp nước sạch", ["Công ty Cấp nước"]),
        ("các đơn vị dự toán cấp I lập", ["các đơn vị dự toán cấp I"]),
        ("các đơn vị dự toán kinh phí", ["các đơn vị"]),
        ("Tổ hòa giải các thôn vận động", ["Tổ hòa giải các thôn"]),
        # a department of two matters
        ("Ban Tuyên giáo - Nữ công phát động", ["Ban Tuyên giáo - Nữ công"]),
        ("Phòng Y tế - Dân số rà soát", ["Phòng Y tế - Dân số"]),
        (
            "Ủy ban MTTQVN huyện, Công đoàn cấp trên trực tiếp cơ sở vận động",
            ["Ủy ban MTTQVN huyện", "Công đoàn cấp trên trực tiếp cơ sở"],
        ),
        (
            "Ban Chỉ đạo liên ngành về nước sạch huyện An Lâm xây dựng",
            ["Ban Chỉ đạo liên ngành về nước sạch huyện An Lâm"],
        ),
        ("Ban Chỉ đạo về tình hình", ["Ban Chỉ đạo"]),
        (
            "các thành viên Ban Chỉ đạo, Ban Chỉ đạo các xã thực hiện",
            ["các thành viên Ban Chỉ đạo", "Ban Chỉ đạo các xã"],
        ),
        # groups by a shared kind
        ("các Chi cục: Thủy sản, Kiểm lâm tổ chức", ["Chi cục Thủy sản", "Chi cục Kiểm lâm"]),
        ("các Trạm Y tế: Tân An, Lam Sơn", ["Trạm Y tế Tân An", "Trạm Y tế Lam Sơn"]),
        ("Các Ban: Dân tộc, Quản lý Khu kinh tế", ["Ban Dân tộc", "Ban Quản lý Khu kinh tế"]),
        ("Các Hội: Nông dân, Cựu chiến binh", ["Hội Nông dân", "Hội Cựu chiến binh"]),
    ],
)
def test_a_name_ends_where_its_body_ends(text: str, names: list[str]) -> None:
    assert list(read_bodies(text, loose=True).names) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phối hợp với Ga Lam Giang, Ban Quản lý chợ bố trí bảng tin.", ("Ga Lam Giang", "Ban Quản lý chợ")),
        ("phối hợp với Sở Y tế, Viễn thông tỉnh kết nối.", ("Sở Y tế", "Viễn thông tỉnh")),
        (
            "phối hợp với nhân viên thú y, trưởng khu dân cư rà soát.",
            ("nhân viên thú y", "trưởng khu dân cư"),
        ),
        ("phối hợp với Kế hoạch phòng, chống dịch.", ()),
        ("phối hợp với Sở Y tế Tổ chức hội nghị.", ("Sở Y tế",)),
        ("phối hợp tổ chức hội nghị.", ()),
    ],
)
def test_behind_phoi_hop_voi_a_name_in_capitals_counts_whatever_its_kind(
    text: str, names: tuple[str, ...]
) -> None:
    assert read_coordinators(text) == names


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Tháng 4/2026, phối hợp với Sở Y tế, Bảo hiểm xã hội tỉnh kiểm tra các cơ sở.", ()),
        ("Định kỳ hằng quý, chủ trì, phối hợp với Sở Y tế, Công an tỉnh kiểm tra.", ()),
        ("Định kỳ hằng quý, Công an tỉnh phối hợp với Sở Y tế kiểm tra.", ("Công an tỉnh",)),
    ],
)
def test_bodies_to_work_with_behind_a_clause_of_time_are_no_doers(text: str, owners: tuple[str, ...]) -> None:
    assert read_subject(text).owners == owners


def test_an_office_without_a_name_is_a_heading_within_its_body() -> None:
    items = under(
        "1. Liên đoàn Lao động tỉnh\na) Ban Tài chính\n- Cân đối kinh phí.\n"
        "b) Văn phòng\n- Chuẩn bị hội trường."
    ).items
    assert [item.owners for item in items] == [("Ban Tài chính",), ("Văn phòng",)]
    assert read_heading("Văn phòng chuẩn bị hội trường") == ()


@pytest.mark.parametrize(
    ("order", "kind"),
    [
        ("Quản lý trẻ em, nhất là trong kỳ nghỉ hè.", "event"),
        ("Phát thanh 02 chuyên mục/tháng.", "recurring"),
        ("Dạy bơi 01 tiết/tuần.", "recurring"),
        ("Tiếp công dân một phiên/tháng.", "recurring"),
        ("Tổng hợp số liệu theo quý.", "recurring"),
        ("Trả lời trong vòng mười ngày kể từ ngày nhận được văn bản.", "event"),
    ],
)
def test_words_of_time_in_an_item_are_looked_at(order: str, kind: str) -> None:
    assert under(f"1. Sở Y tế\n- {order}").items[0].deadline.kind == kind


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Giao Ga Lam Giang bố trí quầy thông tin.", ("Ga Lam Giang",)),
        ("Giao cho Hợp phần Nước sạch lập báo cáo.", ("Hợp phần Nước sạch",)),
        ("Giao Kế hoạch cho các xã.", ()),
        ("Đề nghị Dự thảo được góp ý.", ()),
        ("Giao dự toán cho đơn vị.", ()),
    ],
)
def test_behind_giao_a_name_in_capitals_is_a_doer(text: str, owners: tuple[str, ...]) -> None:
    assert read_subject(text).owners == owners


@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("Các sở, ngành có thành viên trong Tổ công tác", ("Các sở, ngành có thành viên trong Tổ công tác",)),
        ("Các trường học có tổ chức bữa ăn bán trú", ("Các trường học có tổ chức bữa ăn bán trú",)),
        (
            "Sở Y tế, Sở Nội vụ và các sở, ban, ngành có hồ sơ điện tử",
            ("Sở Y tế", "Sở Nội vụ", "các sở, ban, ngành có hồ sơ điện tử"),
        ),
        ("Các đơn vị có trách nhiệm báo cáo kết quả.", ()),
        ("Các đơn vị có kế hoạch triển khai cụ thể", ()),
    ],
)
def test_a_clause_that_says_which_bodies_are_meant_belongs_to_the_heading(
    text: str, owners: tuple[str, ...]
) -> None:
    assert read_heading(text) == owners


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Là cơ quan thường trực của Ban Tổ chức, chủ trì xây dựng kịch bản.", "lead"),
        ("Là cơ quan thường trực Ban Chỉ đạo phòng, chống dịch; chủ trì kiểm tra.", "lead"),
        ("Là đầu mối tham mưu, chịu trách nhiệm chính về hậu cần.", "lead"),
        ("Làm đơn vị thường trực giúp việc cho Tổ công tác, chủ trì tổng hợp.", "lead"),
        ("Là cơ quan thường trực Ban Tổ chức, tổng hợp báo cáo.", "do"),
        ("Là thành viên Ban Tổ chức, phối hợp với Sở Y tế.", "do"),
    ],
)
def test_the_part_is_read_behind_whom_the_standing_body_serves(text: str, role: str) -> None:
    assert read_role(text) == role


CLOSING = "1. Sở Y tế\n- Lập báo cáo hằng quý.\n\n{}"


@pytest.mark.parametrize(
    ("closing", "owners"),
    [
        (
            "Quá trình thực hiện có vướng mắc, các xã, phường phản ánh về Sở Y tế để giải quyết.",
            "các xã, phường",
        ),
        ("Quá trình triển khai, nếu có khó khăn, các đơn vị báo cáo Sở Y tế.", "các đơn vị"),
        (
            "Mọi vướng mắc trong quá trình thực hiện, các trường liên hệ Sở Y tế để được hướng dẫn.",
            "các trường",
        ),
        ("Có khó khăn, vướng mắc các đơn vị thông tin về Sở Y tế.", "các đơn vị"),
        ("Mọi vướng mắc trong quá trình thực hiện, các đơn vị báo cáo về Sở để xem xét./.", "các đơn vị"),
        ("Nếu gặp vướng mắc, đề nghị các cơ sở thông tin về Sở Y tế.", "các cơ sở"),
    ],
)
def test_a_closing_that_says_to_whom_difficulties_go_is_kept_in_any_words(closing: str, owners: str) -> None:
    assert [item.owners for item in under(CLOSING.format(closing)).items[1:]] == [(owners,)]


def test_a_closing_that_names_no_receiver_is_left() -> None:
    closing = "Quá trình thực hiện, các đơn vị nghiêm túc triển khai./."
    assert len(under(CLOSING.format(closing)).items) == 1


def test_the_first_paragraph_of_the_last_agency_is_its_order_whatever_its_opening() -> None:
    items = under(
        "1. Sở Y tế\n- Lập báo cáo hằng quý.\n\n2. UBND các xã\n\nCăn cứ Kế hoạch này xây dựng kế hoạch, "
        "gửi Sở Y tế trước ngày 15/3/2026.\n\nTrên đây là Kế hoạch, yêu cầu các đơn vị nghiêm túc thực hiện."
    ).items
    assert [(item.owners, str(item.deadline.due_on)) for item in items[1:]] == [
        (("UBND các xã",), "2026-03-14")
    ]


def test_a_closing_that_speaks_to_everybody_stays_one_behind_the_last_agency() -> None:
    items = under(
        "1. Sở Y tế\n- Lập báo cáo hằng quý.\n\n2. UBND các xã\n- Tuyên truyền.\n\n"
        "Căn cứ Kế hoạch này, các sở, ban, ngành nghiêm túc triển khai thực hiện./."
    ).items
    assert len(items) == 2


def test_two_bodies_of_a_joint_heading_have_each_its_own_sentence() -> None:
    items = under(
        "1. Công an huyện, Ban Chỉ huy Quân sự huyện\n"
        "Công an huyện phân luồng giao thông. Ban Chỉ huy Quân sự huyện huy động dân quân hỗ trợ vận chuyển."
    ).items
    assert [item.owners for item in items] == [("Công an huyện",), ("Ban Chỉ huy Quân sự huyện",)]


def test_one_body_of_a_joint_heading_keeps_its_sentences_together() -> None:
    items = under(
        "1. Công an huyện, Ban Chỉ huy Quân sự huyện\n"
        "Công an huyện phân luồng giao thông. Công an huyện cử người trực chốt."
    ).items
    assert len(items) == 1


def test_each_of_a_group_is_the_group_of_the_heading() -> None:
    items = under(
        "1. Các trường học trên địa bàn\n- Mỗi trường cử 02 giáo viên.\n- Mỗi xã cử 01 người."
    ).items
    assert [item.owners for item in items] == [("Các trường học trên địa bàn",), ("Mỗi xã",)]


def test_places_named_under_a_group_are_an_owner_of_their_own() -> None:
    items = under("1. UBND các xã\n- UBND các xã Tân An, Giao Long lập phương án di dân.").items
    assert [item.owners for item in items] == [("UBND các xã Tân An, Giao Long",)]
