"""The registry's pages: found by few letters, changed by who may, addresses never shown."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from models.agency import Agency, AgencyAlias, AgencyGroupMember, Contact
from models.journal import AuditEvent
from models.obligation import Obligation
from store.database import reading, writing
from store.registry import ensure_agency
from tests.cast import Cast, item
from tests.web.conftest import SCRIPT, TODAY, Browser, Furniture
from tests.web.test_query_counts import counted

CHANNEL = "mailtos://gui:mat-khau-rieng@may.vn:587/?to=dau.moi@noivu.tinh.vn"


@pytest.fixture
def at(furniture: Furniture) -> str:
    return f"/danh-ba/co-quan/{furniture.own_agency}"


def contact(engine: Engine, name: str) -> Contact:
    with reading(engine) as session:
        return session.exec(select(Contact).where(Contact.name == name)).one()


def test_the_list_finds_without_diacritics_and_counts(lead: Browser) -> None:
    shown = lead.get("/danh-ba?q=so+noi+vu").text
    assert "Sở Nội vụ" in shown and "Sở Tài chính" not in shown
    assert "Sở Nội vụ" in lead.get("/danh-ba?q=SNV").text
    assert "Không có cơ quan nào như vậy" in lead.get("/danh-ba?q=khong+dau").text


def test_who_has_no_contact_is_listed(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    # The unit of Sở Nội vụ.
    assert "Chưa có liên hệ (1)" in lead.get("/danh-ba").text
    with writing(engine) as session:
        row = session.exec(select(Contact).where(Contact.agency_id == furniture.own_agency)).one()
        row.is_active = False
        session.add(row)
    shown = lead.get("/danh-ba?loc=khong-toi").text
    assert "Sở Nội vụ" in shown and "chưa có liên hệ" in shown and "Sở Tài chính" not in shown


def test_an_agency_is_added_and_a_fault_keeps_what_was_typed(lead: Browser, engine: Engine) -> None:
    bad = lead.send("/danh-ba", {"ten": "Sở Dân tộc", "ma": "Sai Mã"})
    assert bad.status_code == 409 and "Mã cơ quan gồm" in bad.text and 'value="Sở Dân tộc"' in bad.text
    shown = lead.text_after(lead.send("/danh-ba", {"ten": f"Sở {SCRIPT}", "ma": "so-la"}))
    assert "Đã thêm cơ quan" in shown and SCRIPT not in shown


def test_a_contacts_address_is_shown_nowhere(lead: Browser, engine: Engine, at: str) -> None:
    shown = lead.text_after(
        lead.send(f"{at}/lien-he", {"ten": "Đầu mối mới", "vai_tro": "head", "kenh": CHANNEL}, page=at)
    )
    assert "Đầu mối mới" in shown and "Thủ trưởng" in shown and "••••@noivu.tinh.vn" in shown
    assert "mat-khau-rieng" not in shown and "dau.moi" not in shown
    assert contact(engine, "Đầu mối mới").channel == CHANNEL
    with reading(engine) as session:
        event = session.exec(select(AuditEvent).order_by(col(AuditEvent.id).desc())).first()
        assert event is not None and (event.what, event.actor) == ("contact.added", "chuyenvien")
        assert "noivu" not in repr(event.detail)


def test_a_bad_address_is_told_and_repeats_no_password(lead: Browser, at: str) -> None:
    bad = "mailto://ai:mat-khau-rieng@may.vn/?to=a@b.vn&cc=c@d.vn"
    answer = lead.send(f"{at}/lien-he", {"ten": "Mới", "vai_tro": "officer", "kenh": bad}, page=at)
    assert answer.status_code == 409 and "không nhận tham số" in answer.text
    assert "mat-khau-rieng" not in answer.text and 'value="Mới"' in answer.text


def test_absence_and_substitute_on_the_page(lead: Browser, engine: Engine, at: str) -> None:
    lead.send(f"{at}/lien-he", {"ten": "Người thay", "vai_tro": "substitute", "kenh": CHANNEL}, page=at)
    one, other = contact(engine, "Đầu mối Sở Nội vụ"), contact(engine, "Người thay")
    days = {"viec": "vang", "vang_tu": "24/11/2026", "vang_den": "30/11/2026", "nguoi_thay": str(other.id)}
    shown = lead.text_after(lead.send(f"{at}/lien-he/{one.id}", days, page=at))
    assert "24/11/2026 đến hết 30/11/2026" in shown and "thay: Người thay" in shown
    answer = lead.send(f"{at}/lien-he/{other.id}", {"viec": "ngung"}, page=at)
    assert answer.status_code == 409 and "đang hoặc sắp thay" in answer.text
    lead.send(f"{at}/lien-he/{one.id}", {"viec": "vang", "vang_tu": "", "vang_den": ""}, page=at)
    shown = lead.text_after(lead.send(f"{at}/lien-he/{other.id}", {"viec": "ngung"}, page=at))
    assert "ngừng nhận thư" in shown
    sent = {"viec": "sua", "ten": "Tên mới", "vai_tro": "head", "kenh": ""}
    lead.send(f"{at}/lien-he/{one.id}", sent, page=at)
    assert contact(engine, "Tên mới").channel == "outbox://so-noi-vu"


def test_a_contact_of_another_agency_is_not_reached(lead: Browser, engine: Engine, at: str) -> None:
    foreign = contact(engine, "Đầu mối Sở Tài chính")
    answer = lead.send(f"{at}/lien-he/{foreign.id}", {"viec": "ngung"}, page=at)
    assert answer.status_code == 404 and contact(engine, "Đầu mối Sở Tài chính").is_active


def test_names_and_facts_are_changed(lead: Browser, engine: Engine, at: str, furniture: Furniture) -> None:
    assert "SNV" in lead.text_after(lead.send(at, {"viec": "them-ten", "ten_khac": "SNV"}))
    with reading(engine) as session:
        alias = session.exec(select(AgencyAlias.id).where(AgencyAlias.text == "SNV")).one()
    assert "SNV</li>" not in lead.text_after(lead.send(at, {"viec": "bo-ten", "ten_id": str(alias)}))
    taken = lead.send(at, {"viec": "them-ten", "ten_khac": "Sở Tài chính"})
    assert taken.status_code == 409 and "đang là tên của" in taken.text
    facts = {"viec": "sua", "ten": "Sở Nội vụ", "loai": "so", "cap": "tinh", "cach_giao": "de-nghi"}
    shown = lead.text_after(lead.send(at, facts | {"tu_ngay": "01/03/2025"}))
    assert "đề nghị (lời lẽ mềm hơn)" in shown and "từ 01/03/2025" in shown
    ended = lead.send(at, facts | {"den_ngay": "20/11/2026"})
    assert ended.status_code == 409 and "phần việc chưa xong" in ended.text


def test_members_of_a_group_come_and_go_with_their_days(
    lead: Browser, engine: Engine, furniture: Furniture
) -> None:
    at = "/danh-ba/khoi/1"
    assert "Sở Nội vụ" in lead.get(f"{at}?q=snv").text
    sent = {"viec": "vao", "co_quan": str(furniture.own_agency), "tu_ngay": "01/11/2026"}
    assert "01/11/2026" in lead.text_after(lead.send(at, sent))
    again = lead.send(at, sent)
    assert again.status_code == 409 and "đã ở trong khối" in again.text
    lead.send(at, {"viec": "ra", "co_quan": str(furniture.own_agency), "den_ngay": "22/11/2026"})
    with reading(engine) as session:
        member = session.get_one(AgencyGroupMember, (1, furniture.own_agency))
        assert f"{member.valid_to:%d/%m/%Y}" == "22/11/2026"
    assert "UBND các xã, phường" in lead.get("/danh-ba/khoi").text


def handed(engine: Engine, agency_id: int) -> set[int]:
    with reading(engine) as session:
        rows = session.exec(
            select(Obligation.id).where(
                Obligation.agency_id == agency_id, col(Obligation.status).not_in(["done", "withdrawn"])
            )
        )
        return {i or 0 for i in rows}


def test_a_body_is_replaced_after_its_preview_and_only_as_shown(
    lead: Browser, engine: Engine, furniture: Furniture, at: str, cast: Cast
) -> None:
    page = f"{at}/thay-the"
    assert "Sở Tài chính" in lead.get(f"{page}?q=tai+chinh").text
    chosen = f"{page}?sang={furniture.foreign_agency}"
    assert "Rà soát danh sách cán bộ" in lead.get(chosen).text
    before = handed(engine, furniture.own_agency)
    sent = {"sang": str(furniture.foreign_agency), "cach": "toan-bo", "ngay": "20/11/2026"}
    seen = lead.send(page, sent | {"viec": "xem"}, page=chosen)
    assert seen.status_code == 200 and f"{len(before)} phần việc chưa xong" in seen.text
    assert "sonoivu" in seen.text and "đường dẫn báo cáo" in seen.text
    assert handed(engine, furniture.own_agency) == before
    stamp = seen.text.split('name="dau" value="')[1].split('"')[0]
    cast.tracked_plan(item("Việc chen ngang", "Sở Nội vụ", due=TODAY))
    late = lead.send(page, sent | {"viec": "thuc-hien", "dau": stamp}, page=chosen)
    assert late.status_code == 409 and "đã thay đổi từ lúc xem trước" in late.text
    assert before < handed(engine, furniture.own_agency)
    stamp = late.text.split('name="dau" value="')[1].split('"')[0]
    done = lead.send(page, sent | {"viec": "thuc-hien", "dau": stamp}, page=chosen)
    shown = lead.text_after(done)
    assert "đã kết thúc" in shown and "Sở Tài chính" in shown
    assert handed(engine, furniture.own_agency) == set()
    again = lead.send(page, sent | {"viec": "xem"}, page=chosen)
    assert "Không còn gì để chuyển" in again.text


def test_a_part_is_chosen_by_plan_or_by_item(
    lead: Browser, engine: Engine, furniture: Furniture, at: str
) -> None:
    page, chosen = f"{at}/thay-the", f"{at}/thay-the?sang={furniture.foreign_agency}"
    sent = {
        "sang": str(furniture.foreign_agency),
        "cach": "mot-phan",
        "ngay": "20/11/2026",
        "pham_vi": "cán bộ",
    }
    nothing = lead.send(page, sent | {"viec": "xem"}, page=chosen)
    assert nothing.status_code == 409 and "Chưa chọn phần việc nào" in nothing.text
    sent["phan_viec"] = str(furniture.own)
    seen = lead.send(page, sent | {"viec": "xem"}, page=chosen)
    stamp = seen.text.split('name="dau" value="')[1].split('"')[0]
    shown = lead.text_after(lead.send(page, sent | {"viec": "thuc-hien", "dau": stamp}, page=chosen))
    assert "tiếp nhận cán bộ" in shown and "đã kết thúc" not in shown
    with reading(engine) as session:
        assert session.get_one(Obligation, furniture.own).agency_id == furniture.foreign_agency
    foreign = lead.send(page, sent | {"phan_viec": str(furniture.asked), "viec": "xem"}, page=chosen)
    assert foreign.status_code == 409 and "không phải của cơ quan này" in foreign.text


def test_a_name_from_a_plan_is_merged_into_a_known_body(
    lead: Browser, engine: Engine, cast: Cast, furniture: Furniture
) -> None:
    plan = cast.tracked_plan(item("Việc", "Phòng Nội chính tỉnh lạ", due=TODAY))
    with reading(engine) as session:
        made = ensure_agency(session, "Phòng Nội chính tỉnh lạ").id
    at = f"/danh-ba/co-quan/{made}"
    assert "Gộp vào cơ quan đã có" in lead.get(at).text
    chosen = f"{at}/thay-the?sang={furniture.own_agency}"
    sent = {"sang": str(furniture.own_agency), "cach": "gop"}
    seen = lead.send(f"{at}/thay-the", sent | {"viec": "xem"}, page=chosen)
    assert "thành tên gọi khác của Sở Nội vụ" in seen.text
    stamp = seen.text.split('name="dau" value="')[1].split('"')[0]
    lead.send(f"{at}/thay-the", sent | {"viec": "thuc-hien", "dau": stamp}, page=chosen)
    assert [o.agency_id for o in cast.obligations(plan)] == [furniture.own_agency]
    assert "Phòng Nội chính tỉnh lạ" in lead.get(f"/danh-ba/co-quan/{furniture.own_agency}").text
    known = lead.send(
        f"/danh-ba/co-quan/{furniture.own_agency}/thay-the",
        {"sang": str(furniture.foreign_agency), "cach": "gop", "viec": "xem"},
        page=chosen,
    )
    assert known.status_code == 409 and "chưa xác nhận" in known.text


def test_an_unconfirmed_body_is_confirmed(lead: Browser, engine: Engine) -> None:
    with writing(engine) as session:
        made = ensure_agency(session, "Phòng Mới Lạ").id
    shown = lead.text_after(lead.send(f"/danh-ba/co-quan/{made}", {"viec": "xac-nhan"}))
    assert "Đã xác nhận" in shown and "chưa xác nhận" not in shown


def test_an_unknown_agency_or_group_is_not_found(lead: Browser) -> None:
    for at in ("/danh-ba/co-quan/99999", "/danh-ba/khoi/99999", "/danh-ba/co-quan/99999/thay-the"):
        assert lead.get(at).status_code == 404


def test_the_pages_ask_a_bounded_number_of_questions(
    lead: Browser, engine: Engine, cast: Cast, at: str
) -> None:
    def asked(address: str) -> int:
        with counted(engine) as sent:
            assert lead.get(address).status_code == 200
        return len(sent)

    addresses = ("/danh-ba", "/danh-ba/khoi", "/danh-ba/khoi/1", at)
    asked("/danh-ba")  # the first look of a session counts for more
    before = [asked(a) for a in addresses]
    cast.tracked_plan(*(item(f"Việc {n}", f"Đơn vị lạ số {n}", "Sở Nội vụ", due=TODAY) for n in range(25)))
    assert [asked(a) for a in addresses] == before
    assert max(before) <= 16


def test_search_of_an_owner_at_review(lead: Browser, engine: Engine, furniture: Furniture) -> None:
    at = f"/ke-hoach/{furniture.draft_plan}/tim-co-quan"
    entry = lead.get(f"/ke-hoach/{furniture.draft_plan}/muc/{furniture.draft_item}").text
    assert f'action="{at}"' in entry and f'name="muc" value="{furniture.draft_item}"' in entry
    page = f"{at}?muc={furniture.draft_item}&q=so+tai+chinh&phan=coordinator"
    assert "Sở Tài chính" in lead.get(page).text
    sent = {"muc": str(furniture.draft_item), "phan": "coordinator", "co_quan": str(furniture.foreign_agency)}
    shown = lead.text_after(lead.send(at, sent, page=page))
    assert "Đã đưa Sở Tài chính vào mục này" in shown
    lead.send(at, sent | {"phan": "owner", "thay": "Sở Nội vụ"}, page=page)
    with reading(engine) as session:
        from store.plans import draft_items

        (one,) = (
            i for i in draft_items(session, furniture.draft_plan) if i.assignment.id == furniture.draft_item
        )
        assert [(p.name, p.agency_id, p.matched_by) for p in one.owners] == [
            ("Sở Tài chính", furniture.foreign_agency, "person")
        ]
        assert [p.name for p in one.coordinators] == ["Sở Tài chính"]
    assert "Gõ một phần tên" in lead.get(at).text
    assert "Không có cơ quan nào như vậy" in lead.get(f"{at}?q=zzzz").text


def test_the_registry_is_in_the_menu_of_who_may_see_it(sign_in: Callable[[str], Browser]) -> None:
    for role, page in (("lead", "/bang"), ("operator", "/bang"), ("leader", "/bang"), ("agency", "/viec")):
        assert ('href="/danh-ba"' in sign_in(role).get(page).text) is (role in ("lead", "operator"))


def test_nothing_of_an_agency_is_lost_by_a_plain_look(lead: Browser, engine: Engine, at: str) -> None:
    with reading(engine) as session:
        before = sorted(map(repr, session.exec(select(Agency))))
    for address in (at, f"{at}/thay-the", f"{at}/thay-the?sang=1"):
        lead.get(address)
    with reading(engine) as session:
        assert sorted(map(repr, session.exec(select(Agency)))) == before
