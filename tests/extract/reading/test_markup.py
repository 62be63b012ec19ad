"""Web pages: blocks in order, list marks written out, tables as rows."""

from extract.reading import read_document


def lines(body: str, name: str = "ke-hoach.html") -> list[str]:
    page = f"<!DOCTYPE html><html><head><title>bỏ</title></head><body>{body}</body></html>"
    return [line.text for line in read_document(page.encode(), name).lines]


def test_blocks_come_in_order_and_scripts_stay_out() -> None:
    body = (
        "<h1>KẾ HOẠCH</h1><p>Căn cứ\n Luật;<br>Căn cứ Nghị định.</p><script>x()</script><div>V. TỔ</div>cuối"
    )
    assert lines(body) == ["KẾ HOẠCH", "Căn cứ Luật;", "Căn cứ Nghị định.", "V. TỔ", "cuối"]


def test_lists_show_the_marks_that_a_browser_draws() -> None:
    body = (
        "<ol><li>Sở Y tế<ul><li>Báo cáo<ul><li>tuần</li></ul></li></ul></li><li value='5'>Sở Nội vụ</li></ol>"
        "<ol type='a'><li>một</li><li>hai</li></ol><ol type='I' start='4'><li>KINH PHÍ</li></ol>"
    )
    assert lines(body) == [
        "1. Sở Y tế",
        "- Báo cáo",
        "+ tuần",
        "5. Sở Nội vụ",
        "a) một",
        "b) hai",
        "IV. KINH PHÍ",
    ]


def test_tables_with_spans_keep_their_columns() -> None:
    body = (
        "<table border=1><tr><th>TT<th>Việc<th>Cơ quan</tr><tr><td>I<td colspan=2>ĐÀO TẠO</tr>"
        "<tr><td>1<td>Tập huấn<td rowspan=2>Sở Y tế</tr><tr><td>2<td>Báo cáo</tr></table>"
    )
    assert lines(body) == ["TT\tViệc\tCơ quan", "I\tĐÀO TẠO\t", "1\tTập huấn\tSở Y tế", "2\tBáo cáo\tSở Y tế"]


def test_entities_of_a_document_type_are_not_expanded() -> None:
    kind = "<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>"
    bomb = f"{kind}<html><body><p>Sở Y tế &b;</p></body></html>"
    source = read_document(bomb.encode(), "a.html")
    assert "aaaa" not in source.text
    assert "Sở Y tế" in source.text


def test_a_web_page_under_a_word_name_is_read_because_word_does_so_too() -> None:
    assert lines("<p>Sở Y tế</p>", "ke-hoach.doc") == ["Sở Y tế"]
