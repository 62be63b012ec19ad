"""Closing a plan on its page."""

from collections.abc import Callable

from tests.web.conftest import Browser, Furniture


def test_a_plan_is_closed_and_taken_up_again_on_its_page(lead: Browser, furniture: Furniture) -> None:
    at = f"/ke-hoach/{furniture.active_plan}"
    refused = lead.send(f"{at}/ket-thuc", page=at)
    assert refused.status_code == 409 and "phần việc chưa xong" in refused.text
    done = lead.text_after(lead.send(f"{at}/ket-thuc", {"con_viec": "1"}, page=at))
    assert "Đã kết thúc theo dõi kế hoạch." in done and "Theo dõi trở lại" in done
    assert "kết thúc theo dõi" in done[done.index("Nhật ký kế hoạch") :]
    again = lead.text_after(lead.send(f"{at}/mo-lai", page=at))
    assert "được theo dõi trở lại" in again and "Kết thúc theo dõi" in again


def test_a_leader_reads_and_closes_nothing(sign_in: Callable[[str], Browser], furniture: Furniture) -> None:
    shown = sign_in("leader").get(f"/ke-hoach/{furniture.active_plan}").text
    assert "ket-thuc" not in shown
