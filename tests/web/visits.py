"""Every page with every role that may open it: what the tests in Chromium walk."""

from collections.abc import Iterator

from sqlalchemy import Engine

from store.database import writing
from store.links import issue_link
from tests.cast import Cast
from tests.web.conftest import KEY, ROLES, TODAY, Furniture
from tests.web.test_access import EVERYBODY, EXPECTED, address

# What a browser does not show as a page, beside the files (/bang.xlsx …): downloads without an ending,
# answers for machines, ways to another address.
NO_PAGES = frozenset(
    {
        "/",
        "/healthz",
        "/dang-nhap/co-quan",
        "/dang-nhap/co-quan/ve",
        "/ke-hoach/{plan_id}/van-ban/goc",
        "/tep/{attachment_id}",
        "/thu-den/tep/{file_id}",
    }
)
# The same pages in another state, for the roles that the page is for.
FURTHER = {
    "/bang": ("/bang?phan_loai=tat-ca", "/bang?xin_gia_han=1", "/bang?phan=phoi-hop", "/bang?q=khong+co+gi"),
    "/tong-hop": ("/tong-hop?theo=cap&ky=2026-11",),
    "/ke-hoach/{plan_id}": ("/ke-hoach/{active_plan}",),
    "/ke-hoach/{plan_id}/dien-tap": ("/ke-hoach/{active_plan}/dien-tap",),
    "/ke-hoach/{plan_id}/so-don-doc": ("/ke-hoach/{active_plan}/so-don-doc",),
    "/ke-hoach/{plan_id}/ket-luan": ("/ke-hoach/{active_plan}/ket-luan",),
    "/ke-hoach/{plan_id}/phan-viec": ("/ke-hoach/{active_plan}/phan-viec",),
    "/phan-viec/{obligation_id}": ("/phan-viec/{own_reported}",),
    "/thu/hop-thu": ("/thu/hop-thu?hop=so-noi-vu",),
    "/thu-den": ("/thu-den?tinh_trang=taken", "/thu-den?tinh_trang=returned"),
    "/thu/mau": ("/thu/mau?co_quan={own_agency}&ngay=2026-11-25", "/thu/mau?co_quan={foreign_agency}"),
    "/danh-ba/co-quan/{agency_id}": ("/danh-ba/co-quan/{foreign_agency}",),
}


def page_routes() -> Iterator[tuple[str, object]]:
    """Return the path of every route that shows a page, and who may open it."""
    for (method, path), allowed in EXPECTED.items():
        if method == "GET" and path not in NO_PAGES and "." not in path:
            yield path, allowed


def visits(furniture: Furniture, link: str) -> dict[str, list[str]]:
    """Return the addresses to visit for each user name; "" is somebody without an account.

    Some are of what the fixture ``units_mail`` stores.
    """
    found: dict[str, list[str]] = {username: [] for username in ROLES.values()}
    found[""] = ["/dang-nhap", f"/r/{link}?viec={furniture.own}"]
    for path, allowed in page_routes():
        if allowed == EVERYBODY:
            continue
        assert isinstance(allowed, set)
        for role in sorted(allowed):
            found[ROLES[role]] += [address(path, furniture)]
            found[ROLES[role]] += [one.format(**vars(furniture)) for one in FURTHER.get(path, ())]
    found[ROLES["lead"]] += [f"/phan-viec/{furniture.asked}", f"/thu-den/{furniture.mail}"]
    return found


def report_link(engine: Engine, cast: Cast, agency_id: int) -> str:
    """Return the key of a report link of that agency that holds on the day of the tests."""
    with writing(engine) as session:
        return issue_link(
            session, agency_id=agency_id, message_id=None, now=cast.at(TODAY, 0), days=14, key=KEY
        )
