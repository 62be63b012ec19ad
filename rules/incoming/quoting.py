"""The sender's own words: what a reply says without the letter that it answers and without signatures.

The forms are those that Outlook, Gmail, Apple Mail, Thunderbird, Zimbra and Roundcube write in Vietnamese
and English. Every pattern is anchored and bounded, so that no letter takes long.
"""

import re

# "Vào Th 2, 23 thg 11, 2026 vào lúc 08:05 … đã viết:", "On Mon, Nov 23, 2026 at 8:05 AM … wrote:".
_OPENS_QUOTE = re.compile(r"(?:vào|lúc|ngày|on|at)\b", re.I)
_ENDS_QUOTE = re.compile(r".{0,400}\b(?:(?:đã )?viết|wrote)\s*:\s*$", re.I)
# Lines over which a mail program may break such a sentence.
_BROKEN_OVER = 4
_RULE = re.compile(
    r"\s*(?:-{2,}|_{2,}|={2,})\s*(?:original message|original appointment|forwarded message|reply message|"
    r"thư gốc|tin nhắn gốc|thông điệp gốc|thư đã chuyển tiếp|tin nhắn đã chuyển tiếp|nội dung gốc)"
    r"\s*(?:-{2,}|_{2,}|={2,})?\s*$",
    re.I,
)
_LONG_RULE = re.compile(r"\s*[_]{20,}\s*$")
_FROM = re.compile(r"\s*\**(?:from|từ|người gửi)\s*\**:\**\s*\S", re.I)
_FIELD = re.compile(
    r"\s*\**(?:sent|date|gửi|đã gửi|gửi lúc|ngày gửi|ngày|thời gian|to|tới|đến|người nhận|gửi đến|cc|"
    r"đồng gửi|subject|chủ đề|tiêu đề|v/v)\s*\**:\**",
    re.I,
)
# Lines after "From:" among which two further fields make it the head of the letter that is answered.
_FIELDS_WITHIN = 5
_QUOTED = re.compile(r"\s{0,3}>")
_SIGNATURE = re.compile(r"--\s?$")
_DEVICE = re.compile(
    r"\s*(?:(?:đã )?(?:được )?gửi từ (?:iphone|ipad|điện thoại|outlook|thư|mail|zalo|samsung|máy|thiết bị)|"
    r"sent from (?:my|outlook|mail|yahoo|samsung|iphone)|(?:lấy|tải|get) outlook (?:cho|for)|"
    r"(?:sent|gửi) (?:bằng|with|via) ).{0,80}$",
    re.I,
)
_FAREWELL = re.compile(
    r"\s*(?:(?:xin )?trân trọng(?: cảm ơn| kính chào| kính báo)?|kính (?:thư|báo|chào)|thân (?:ái|mến)|"
    r"(?:xin )?(?:chân thành )?cảm ơn|best regards|kind regards|regards|sincerely|thanks|thank you)"
    r"[\s,.!;:/…-]{0,6}$",
    re.I,
)
# What follows a farewell is a signature where it is short.
_SIGNATURE_LINES, _SIGNATURE_WIDTH = 12, 110
_POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?/?s\.?|tái bút|t\.?b\.?)\s*:", re.I)


def own_words(text: str) -> str:
    """Return what the sender wrote: quoted lines, the answered letter and the signature are taken off.

    An answer between the quoted lines is kept. Where nothing is left, "" is returned.
    """
    lines = text.split("\n")
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            at += 1
            continue
        if (past := _past_attribution(lines, at)) is not None:
            # Behind it ">" lines may be mixed with own words; without them, the rest is the old letter.
            following = next((line for line in lines[past:] if line.strip()), "")
            if not _QUOTED.match(following):
                break
            at = past
            continue
        if _begins_old_letter(lines, at):
            break
        kept.append(lines[at])
        at += 1
    return _tidy(_unsigned(kept))


def _past_attribution(lines: list[str], at: int) -> int | None:
    """Return the line after "On … wrote:", which may be broken over some lines, or None."""
    if not _OPENS_QUOTE.match(lines[at].strip()):
        return None
    for last in range(at, min(at + _BROKEN_OVER, len(lines))):
        if not lines[last].strip():
            return None
        if _ENDS_QUOTE.match(lines[last]) and _tells_who(lines[at : last + 1]):
            return last + 1
    return None


def _tells_who(lines: list[str]) -> bool:
    """Return whether an attribution names a time or an address: "Ngày mai tôi viết:" does not."""
    sentence = " ".join(lines)
    return "@" in sentence or sum(c.isdigit() for c in sentence) >= 4


def _begins_old_letter(lines: list[str], at: int) -> bool:
    line = lines[at]
    if _RULE.match(line):
        return True
    if _LONG_RULE.match(line):
        after = [n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()]
        return bool(after) and _is_head(lines, after[0])
    return _is_head(lines, at)


def _is_head(lines: list[str], at: int) -> bool:
    """Return whether an Outlook head begins here: From, Sent, To, Subject in some language."""
    if not _FROM.match(lines[at]):
        return False
    return sum(bool(_FIELD.match(line)) for line in lines[at + 1 : at + 1 + _FIELDS_WITHIN]) >= 2


def _unsigned(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) or _DEVICE.match(line):
            return lines[:at]
        if _FAREWELL.match(line) and _is_signature(lines[at + 1 :]):
            return lines[:at]
    return lines


def _is_signature(lines: list[str]) -> bool:
    told = [line for line in lines if line.strip()]
    return (
        len(told) <= _SIGNATURE_LINES
        and all(len(line) <= _SIGNATURE_WIDTH for line in told)
        and not any(_POSTSCRIPT.match(line) for line in told)
    )


def _tidy(lines: list[str]) -> str:
    text = "\n".join(" ".join(line.split()) for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
