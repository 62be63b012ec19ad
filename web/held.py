"""A form that was sent and not taken, because its session had ended: kept so that it can be sent again.

It is kept by the page that answers, in one sealed field; this machine remembers nothing of it. The seal holds
in the browser that sent the form and nowhere else, whoever signs in there next.
"""

import math
import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from itsdangerous import BadData, URLSafeSerializer
from starlette.datastructures import FormData, UploadFile

from config.private_words import blot
from rules.access import ACTION_NAMES, Action
from web.desk import MOST_FIELDS, MOST_FILES, desk_of, field
from web.forms import form_nonce, is_of_this_browser, old_form
from web.render import local_address

# Bytes of names and values that go along to the next page.
MOST_KEPT = 200_000
TOKEN_FIELD, SEAL_FIELD = "ma_bieu_mau", "giu_lai"
# Passwords are typed anew; the pages that ask for one are never kept at all.
PASSWORD_FIELDS = frozenset({"mat_khau", "cu", "moi", "nhac_lai"})
# Addresses of channels may carry a password, and whoever comes next to this screen may read it: they are
# carried on, and shown as they may stand in a log.
ADDRESS_FIELDS = frozenset({"kenh", "dia_chi"})
# Letters of a line on a phone.
_LONGEST_LINE, _MOST_ROWS = 36, 12
# What the fields are called in which people write; of others only the words are shown.
NAMES = {
    "noi_dung": "Nội dung",
    "ly_do": "Lý do",
    "trao_doi": "Trao đổi",
    "san_pham": "Sản phẩm",
    "nguoi_bao_cao": "Người báo cáo",
    "so_van_ban": "Số văn bản",
    "text": "Nội dung nhiệm vụ",
    "owners": "Cơ quan chủ trì, thực hiện",
    "coordinators": "Cơ quan phối hợp",
    "deliverable": "Sản phẩm",
    "phan": "Các phần được tách",
    "title": "Tên kế hoạch",
    "ket_luan": "Kết luận",
    "don_vi": "Đơn vị",
    "ten": "Tên",
    "kenh": "Kênh liên hệ",
    "tep": "Nội dung tệp",
}
# Marks of a choice, of a row, of a version: nobody typed them.
_CODE = re.compile(r"[a-z0-9_-]{0,64}")
_ROW = re.compile(r"_\d+$")


@dataclass(frozen=True, slots=True)
class Text:
    """One text that somebody typed, and what the field is called."""

    name: str
    words: str

    @property
    def rows(self) -> int:
        """Return how many lines it takes, within reason."""
        lines = sum(max(math.ceil(len(line) / _LONGEST_LINE), 1) for line in self.words.splitlines())
        return min(max(lines, 1), _MOST_ROWS)


@dataclass(frozen=True, slots=True)
class Held:
    """A form that was not taken: where it goes, the page it stood on, what it does, its fields in order."""

    path: str
    page: str
    action: Action
    fields: tuple[tuple[str, str], ...]
    # The names of files that were chosen; their bytes are not kept.
    files: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """Return what sending it does, as the table of access calls it."""
        name = ACTION_NAMES[self.action]
        return name[0].upper() + name[1:]

    @property
    def texts(self) -> tuple[Text, ...]:
        """Return what people typed, without the marks that a form carries for the program."""
        found: list[Text] = []
        for name, value in self.fields:
            known = NAMES.get(_ROW.sub("", name))
            if value.strip() and (known or not _CODE.fullmatch(value)):
                found.append(Text(known or "Ô khác", blot(value) if name in ADDRESS_FIELDS else value))
        return tuple(found)

    @property
    def is_too_long(self) -> bool:
        """Return whether it is more than goes along to the next page."""
        return sum(len(part.encode()) for pair in self.fields for part in pair) > MOST_KEPT


async def held_of(request: Request) -> Held | None:
    """Return the form that this request sent in vain, or None where it may not be kept.

    It has to come from a page of ours that this browser was given, and to go where only people who are
    signed in may send something; forms with passwords and whatever stands behind a link are not kept.
    """
    if request.method != "POST" or not _is_from_our_site(request):
        return None
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    await form.close()
    if SEAL_FIELD in form:
        return unseal(request, field(form, SEAL_FIELD))
    action: Action | None = getattr(request.state, "action", None)
    if action is None or action == "keep_own_account":
        return None
    key = desk_of(request).settings.signing_key
    if not is_of_this_browser(request, field(form, TOKEN_FIELD), key):
        return None
    path = quote(request.scope["path"], safe="/") + (f"?{request.url.query}" if request.url.query else "")
    if local_address(path) != path:
        return None
    return Held(path, _page_before(request), action, _fields_of(form), _file_names_of(form))


def _is_from_our_site(request: Request) -> bool:
    """Return whether the browser says that a page of this site sent the form."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    # Browsers leave that header out on http:// addresses; the origin they name with every POST. It is ours
    # where it is the address that others are told, or the one at which this very request came in: inside
    # the office that may be the machine's own.
    own = urlsplit(desk_of(request).settings.base_url)
    addresses = (f"{own.scheme}://{own.netloc}", f"{request.url.scheme}://{request.headers.get('host', '')}")
    return request.headers.get("origin", "").lower() in {address.lower() for address in addresses}


def _fields_of(form: FormData) -> tuple[tuple[str, str], ...]:
    return tuple(
        (_plain(name), _plain(value))
        for name, value in form.multi_items()
        if isinstance(value, str) and name != TOKEN_FIELD and name not in PASSWORD_FIELDS
    )


def _file_names_of(form: FormData) -> tuple[str, ...]:
    chosen = (value for _, value in form.multi_items() if isinstance(value, UploadFile))
    return tuple(_plain(one.filename) for one in chosen if one.filename)


def _plain(text: str) -> str:
    # No page can write a NUL or half a character.
    return text.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _page_before(request: Request) -> str:
    """Return the address of the page on which the form stood, the first page where that is not told."""
    try:
        told = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return "/"
    is_form = told.path.startswith(("/dang-nhap", "/gui-lai"))
    return "/" if is_form else local_address(told.path + (f"?{told.query}" if told.query else ""))


def seal(request: Request, held: Held) -> str:
    """Return the form as one field that opens in this browser only."""
    kept = [held.path, held.page, held.action, held.fields, held.files]
    sealed: str | bytes = _serializer(request).dumps(kept)
    return sealed if isinstance(sealed, str) else sealed.decode()


def unseal(request: Request, sealed: str) -> Held | None:
    """Return the form of a sealed field, or None where we did not seal it for this browser."""
    try:
        path, page, action, fields, files = _serializer(request).loads(sealed)
    except BadData:
        return None
    if action not in ACTION_NAMES:
        return None
    return Held(path, page, action, tuple((name, value) for name, value in fields), tuple(files))


def _serializer(request: Request) -> URLSafeSerializer:
    key = desk_of(request).settings.signing_key
    return URLSafeSerializer(key, salt=f"dondoc.held|{form_nonce(request)}")


async def sealed_form(request: Request) -> Held:
    """Return the form that a page carries in its sealed field; raises OldForm where it is none of ours.

    The seal takes the place of the form's token, which ends with the session.
    """
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as form:
        held = unseal(request, field(form, SEAL_FIELD))
        if held is None:
            raise old_form()
        return held


SealedDep = Annotated[Held, Depends(sealed_form)]
