"""``smsvn://``: SMS under an office's brand name, through a gateway that speaks the API of eSMS.

The request is documented (developers.esms.vn, SendMultipleMessage_V4_post_json); of the answer codes only
100 (taken) was verified, the others are as commonly listed (docs/channels.md says which).
"""

from hashlib import blake2s
from typing import Any
from urllib.parse import unquote

from models.errors import BadSettings, PassingFailure, PermanentRefusal
from notify.gateway import GatewayPost, Request, ask, local_phone
from notify.letter import Letter
from rules.fitting import sms_text

USUAL = "https://rest.esms.vn"
PATH = "/MainService.svc/json/SendMultipleMessage_V4_post_json/"
_HINT = "Dạng: smsvn://ApiKey:SecretKey@Tên-thương-hiệu/09…"
# Taken; or taken before under the same RequestId, which is kept for 24 hours.
TAKEN = frozenset({"100", "124"})
# The office's account: mended by the office, and then every message goes.
ACCOUNT = {
    "101": "sai ApiKey hoặc SecretKey",
    "102": "tài khoản bị khóa",
    "103": "tài khoản hết tiền",
}
# This number, this brand name or this text: the same message is never taken.
NEVER = {
    "104": "tên thương hiệu không có hoặc đã bị hủy",
    "118": "loại tin không đúng",
    "119": "loại tin không dùng cho một người nhận",
    "131": "nội dung quá dài",
    "132": "không có quyền gửi tới đầu số này",
    "145": "nội dung không khớp mẫu đã đăng ký",
    "146": "nội dung không khớp mẫu đã đăng ký",
    "177": "tên thương hiệu chưa đăng ký với nhà mạng",
}


class SmsPost(GatewayPost):
    """Sends one SMS without diacritics to one number."""

    service_name = "SMS (Việt Nam)"
    secure_protocol = "smsvn"
    templates = ("{schema}://{user}:{password}@{host}/{targets}",)
    arguments = frozenset({"api", "tls", "sandbox"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.key, self.secret = unquote(kwargs.get("user") or ""), unquote(kwargs.get("password") or "")
        self.brand = unquote(kwargs.get("host") or "")
        targets = [part for part in unquote(kwargs.get("fullpath") or "").split("/") if part]
        if not (self.key and self.secret and self.brand and len(targets) == 1):
            raise BadSettings("Kênh SMS thiếu khóa, tên thương hiệu hoặc số nhận.", hint=_HINT)
        self.phone = f"0{local_phone(targets[0])}"
        given = kwargs.get("qsd") or {}
        self.sandbox = given.get("sandbox") == "yes"
        self.set_server(given)

    def hand_over(self, letter: Letter) -> None:
        """Send the short text; raises PassingFailure or PermanentRefusal."""
        # The same for every attempt, so that a gateway that took it before does not send it twice.
        once = blake2s(f"{letter.reference} {self.phone}".encode(), digest_size=20).hexdigest()
        answer = ask(
            Request(
                self.base(USUAL) + PATH,
                json={
                    "ApiKey": self.key,
                    "SecretKey": self.secret,
                    "Phone": self.phone,
                    "Content": sms_text(letter.facts),
                    "Brandname": self.brand,
                    "SmsType": "2",
                    "IsUnicode": "0",
                    "Sandbox": "1" if self.sandbox else "0",
                    "RequestId": once,
                },
            ),
            may_be_private=self.may_be_private,
        )
        judge_sms(str(answer.get("CodeResult", "")))

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """Return the address without what it keeps secret."""
        return f"smsvn://***@{self.brand}/"


def judge_sms(code: str) -> None:
    """Return where the gateway took the message; raises PassingFailure or PermanentRefusal."""
    if code in TAKEN:
        return
    if code in NEVER:
        raise PermanentRefusal(f"Cổng SMS không nhận tin: {NEVER[code]} (mã {code}).")
    if code in ACCOUNT:
        raise PassingFailure(f"Cổng SMS chưa nhận tin: {ACCOUNT[code]} (mã {code}).")
    shown = code if code.isdigit() and len(code) < 6 else "không rõ"
    raise PassingFailure(f"Cổng SMS chưa nhận tin (mã {shown}).")
