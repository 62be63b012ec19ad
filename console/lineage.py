"""Plans under plans on the command line: the tree, what is proposed, linking and undoing."""

import json
from dataclasses import asdict

from sqlmodel import Session

from console.desk import Desk
from models.errors import Refused
from models.plan import Plan
from models.standing import RollupCounts
from rules.rollup import CLASS_NAMES
from store.database import reading, writing
from store.lineage import Above, Below, ItemTree, above, trees
from store.linking import find_item, link_up, stand_alone, upper_proposals
from store.plans import find_plan

# Items of a proposed plan that are printed.
MOST_ITEMS = 5


def show_lineage(desk: Desk, key: str, *, as_json: bool) -> None:
    """Print what stands above a plan and the tree below it, with the owners' counts of each plan."""
    today = desk.clock.today()
    with reading(desk.engine) as session:
        plan = find_plan(session, key)
        over, found = above(session, plan), trees(session, plan.id or 0, today=today)
    if as_json:
        print(json.dumps(_as_json(plan, over, found, today.isoformat()), ensure_ascii=False, indent=1))
        return
    if over:
        print(f"Thuộc mục {over.ref} của {over.label} (mã {over.plan_id}): {over.text}")
    print(f"{plan.label} (mã {plan.id})")
    if not found:
        print("  Chưa có kế hoạch cấp dưới.")
    for tree in found:
        gone = " (đã rút)" if tree.is_dropped else ""
        print(f"  Mục {tree.ref}{gone}: {tree.text}")
        print(f"    Cấp dưới: {_counts(tree.sum)}")
        for one in (p for top in tree.plans for p in top.all_plans):
            state = {"draft": ", dự thảo", "closed": ", đã kết thúc"}.get(one.state, "")
            print(
                f"    {'  ' * (one.depth - 1)}- {one.label} (mã {one.plan_id}{state}): {_counts(one.counts)}"
            )


def _counts(counts: RollupCounts) -> str:
    parts = [f"{name.lower()} {n}" for key, name in CLASS_NAMES.items() if (n := getattr(counts, key))]
    return f"{counts.total} phần việc" + (f" ({', '.join(parts)})" if parts else "")


def _as_json(plan: Plan, over: Above | None, found: list[ItemTree], today: str) -> dict[str, object]:
    return {
        "plan": {"id": plan.id, "label": plan.label, "state": plan.state},
        "as_of": today,
        "above": asdict(over) if over else None,
        "items": [
            {
                "item_id": tree.item_id,
                "ref": tree.ref,
                "text": tree.text,
                "is_dropped": tree.is_dropped,
                "below": _numbers(tree.sum),
                "plans": [_branch(one) for one in tree.plans],
            }
            for tree in found
        ],
    }


def _branch(one: Below) -> dict[str, object]:
    return {
        "id": one.plan_id,
        "label": one.label,
        "state": one.state,
        "item_id": one.item_id,
        "obligation_id": one.obligation_id,
        "counts": _numbers(one.counts),
        "plans": [_branch(lower) for lower in one.below],
    }


def _numbers(counts: RollupCounts) -> dict[str, int]:
    return {"total": counts.total, **{key: getattr(counts, key) for key in CLASS_NAMES}}


def link_plan(desk: Desk, key: str, *, carries_out: str, none: bool) -> None:
    """Link a plan to an item ("194/KH-UBND#IV.2"), undo it, or print what is proposed where neither is asked.

    Raises Refused where both are asked, or the item is written otherwise.
    """
    if carries_out and none:
        raise Refused("Chỉ dùng một trong --carries-out và --none.")
    with writing(desk.engine) as session:
        plan = find_plan(session, key)
        if carries_out:
            print(_link(session, desk, plan, carries_out))
        elif none:
            stand_alone(session, plan_id=plan.id or 0, by=desk.by, now=desk.clock.now())
            print(f"{plan.label} không thực hiện kế hoạch nào đã đề xuất.")
        else:
            _print_proposals(session, plan)


def _link(session: Session, desk: Desk, plan: Plan, text: str) -> str:
    upper_key, mark, ref = text.rpartition("#")
    if not mark or not upper_key or not ref:
        raise Refused(f"“{text}” chưa nêu kế hoạch và mục.", hint="Viết như 194/KH-UBND#IV.2.")
    upper = find_plan(session, upper_key)
    item = find_item(session, upper.id or 0, ref)
    link_up(session, plan_id=plan.id or 0, item_id=item.id or 0, by=desk.by, now=desk.clock.now())
    return f"{plan.label} thực hiện mục {item.ref or item.position + 1} của {upper.label}."


def _print_proposals(session: Session, plan: Plan) -> None:
    over = above(session, plan)
    if over:
        print(f"{plan.label} thuộc mục {over.ref} của {over.label}.")
        return
    found = upper_proposals(session, plan)
    if not found:
        print("Không có kế hoạch đang theo dõi nào mà văn bản này dẫn.")
    for one in found:
        print(f"{plan.label} dẫn {one.upper.label} (mã {one.upper.id}):")
        for choice in one.choices[:MOST_ITEMS]:
            ref = choice.item.ref or str(choice.item.position + 1)
            print(f"  --carries-out {one.upper.id}#{ref}   {choice.item.text}")
