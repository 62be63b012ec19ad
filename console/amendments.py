"""``dondoc amend``: a draft beside the plan that it amends, and taking its changes into the plan."""

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from console.desk import Desk
from models.errors import Refused
from rules.amendment import FACET_NAMES, Mode, VersionItem
from store.amendments import accept, consequences, default_decision, warnings
from store.database import reading, writing
from store.moving import Act
from store.plans import find_plan
from store.versions import SideBySide, set_amends, side_by_side

MODES: dict[str, Mode] = {"mot-phan": "partial", "toan-bo": "whole"}
WORDS: dict[Mode, str] = {"partial": "một phần", "whole": "toàn bộ"}


def amend(desk: Desk, draft_key: str, plan_key: str, *, mode: str, yes: bool, as_json: bool) -> None:
    """Print what the draft changes in the plan; with ``yes`` take everything that is taken by default.

    Without ``yes`` nothing is stored. Raises Refused where the one is no draft, the other not in force,
    or nothing differs.
    """
    with (writing if yes else reading)(desk.engine) as session:
        draft, plan = find_plan(session, draft_key), find_plan(session, plan_key)
        if draft.id == plan.id:
            raise Refused(
                "Một văn bản không sửa đổi chính nó.", hint="Nêu dự thảo, rồi kế hoạch đang theo dõi."
            )
        if yes:
            set_amends(session, draft_id=draft.id or 0, plan_id=plan.id, by=desk.by, now=desk.clock.now())
        elif draft.state == "draft":
            # Looking stores nothing: the session for reading is thrown away.
            draft.amends_id = plan.id
        else:
            raise Refused(f"{draft.label} không phải dự thảo.", hint="Xem `dondoc plans`.")
        with session.no_autoflush:
            side = side_by_side(session, draft.id or 0, MODES.get(mode))
            decision = default_decision(side)
            today, calendar = desk.clock.today(), desk.office.calendar
            says = consequences(session, side, decision, today=today, calendar=calendar).says
        if yes:
            act = Act(desk.by, "lead", desk.clock.now(), today, calendar, desk.office.ladder)
            says = accept(session, draft_id=draft.id or 0, decision=decision, act=act)
    if as_json:
        print(json.dumps(_as_json(side, says, taken=yes), ensure_ascii=False, indent=1))
        return
    _print(side)
    print(f"{'Đã nhận' if yes else 'Nếu nhận'}: {says}")
    if not yes:
        print(
            f"Chưa lưu gì. Nhận tất cả: dondoc amend {draft_key} {plan_key} --yes; chọn từng mục: trang web."
        )


def _as_json(side: SideBySide, says: str, *, taken: bool) -> dict[str, Any]:
    told = warnings(side)
    return {
        "draft": side.draft.number or side.draft.id,
        "plan": side.plan.number or side.plan.id,
        "mode": side.mode,
        "taken": taken,
        "says": says,
        "same": len(side.comparison.same),
        "changed": [
            {
                "what": list(pair.changed),
                "old": _item(pair.old),
                "new": _item(pair.new),
                "warnings": told.get(pair.old.key, []),
            }
            for pair in side.comparison.changed
        ],
        "added": [_item(one) for one in side.comparison.added],
        "dropped" if side.mode == "whole" else "not_named": [
            {**_item(one), "warnings": told.get(one.key, [])} for one in side.comparison.dropped
        ],
    }


def _item(one: VersionItem) -> dict[str, Any]:
    return {
        "ref": one.ref,
        "text": one.text,
        "owners": [b.name for b in one.owners],
        "coordinators": [b.name for b in one.coordinators],
        "due_on": one.terms.due_on.isoformat() if one.terms.due_on else None,
        "deadline": one.terms.raw,
    }


def _print(side: SideBySide) -> None:
    out = Console()
    out.print(f"{side.draft.label} sửa đổi {side.plan.label} ({WORDS[side.mode]})", markup=False)
    table = Table(show_lines=True)
    for title in ("Việc gì", "Mục", "Đang theo dõi", "Văn bản sửa đổi"):
        table.add_column(title, overflow="fold")
    told = warnings(side)
    for pair in side.comparison.changed:
        what = "đổi " + ", ".join(FACET_NAMES[name] for name in pair.changed)
        said = "".join(f"\n! {one}" for one in told.get(pair.old.key, []))
        table.add_row(*(escape(t) for t in (what + said, pair.old.ref, _words(pair.old), _words(pair.new))))
    for one in side.comparison.added:
        table.add_row(*(escape(t) for t in ("thêm", one.ref, "", _words(one))))
    for one in side.comparison.dropped if side.mode == "whole" else ():
        said = "".join(f"\n! {line}" for line in told.get(one.key, []))
        table.add_row(*(escape(t) for t in (f"rút{said}", one.ref, _words(one), "")))
    out.print(table)
    rest = len(side.comparison.dropped) if side.mode == "partial" else 0
    more = f"; {rest} mục không được nhắc tới, giữ nguyên" if rest else ""
    out.print(f"{len(side.comparison.same)} mục không đổi{more}.", markup=False)


def _words(one: VersionItem) -> str:
    due = f" · hạn {one.terms.due_on:%d/%m/%Y}" if one.terms.due_on else ""
    return f"{one.text}\n({'; '.join(b.name for b in one.owners)}{due})"
