"""What stands in Prefect beside the deployments: limits, and automations that react to events.

Made when serving starts, and mended there: running it again changes nothing.
"""

from datetime import timedelta
from uuid import UUID

from prefect.automations import Automation, EventTrigger, Posture, RunDeployment
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from config.prefect_env import HEARTBEAT_SECONDS
from tasks.mail_slots import MAIL_LIMIT, SENDERS

TELL_LEAD = "tell_lead/bao-co-quan-chu-tri"
REFUSAL_AUTOMATION = "Đôn đốc: báo cơ quan chủ trì khi có việc bị từ chối"
CRASH_AUTOMATION = "Đôn đốc: lượt chạy im lặng là lượt chạy hỏng"


def set_up_prefect() -> None:
    """Make the limit and the automations, or mend what differs; the deployments must stand already.

    An operator's own number of senders is kept. Raises ObjectNotFound where the deployment is missing,
    httpx.HTTPError where the server does not answer.
    """
    with get_client(sync_client=True) as client:
        _make_limit(client)
        deployment = client.read_deployment_by_name(TELL_LEAD)
        for wanted in (refusal_automation(deployment.id), crash_automation()):
            _keep_automation(client, wanted)


def _make_limit(client: SyncPrefectClient) -> None:
    try:
        client.read_global_concurrency_limit_by_name(MAIL_LIMIT)
    except ObjectNotFound:
        try:
            client.create_global_concurrency_limit(
                GlobalConcurrencyLimitCreate(name=MAIL_LIMIT, limit=SENDERS, slot_decay_per_second=0.0)
            )
        except ObjectAlreadyExists:
            # Another process was first.
            return


def refusal_automation(deployment_id: UUID) -> AutomationCore:
    """Return what happens on ``dondoc.obligation.refused``: the flow ``tell_lead`` for that obligation."""
    return AutomationCore(
        name=REFUSAL_AUTOMATION,
        description="Cơ quan đề nghị không nhận việc: gửi ngay một thư cho cơ quan chủ trì để quyết định.",
        enabled=True,
        tags=["dondoc"],
        trigger=EventTrigger(
            expect={"dondoc.obligation.refused"},
            match={"prefect.resource.id": "dondoc.obligation.*"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[
            RunDeployment(
                source="selected",
                deployment_id=deployment_id,
                parameters={
                    "obligation_id": {
                        "__prefect_kind": "json",
                        "value": {
                            "__prefect_kind": "jinja",
                            "template": "{{ event.payload['obligation'] }}",
                        },
                    }
                },
                job_variables=None,
            )
        ],
    )


def crash_automation() -> AutomationCore:
    """Return what happens when a run's heartbeats stop without an end: the run is marked as crashed.

    Any event of the run ends the waiting, not Prefect's own names only: an end is named by its state, and
    ours are "Đã xong" or "2 cơ quan quá hạn". Runs inside another run have no heartbeats of their own.
    """
    return AutomationCore(
        name=CRASH_AUTOMATION,
        description="Máy tắt hoặc tiến trình bị dừng: lượt chạy không báo nhịp nữa thì ghi là hỏng.",
        enabled=True,
        tags=["dondoc"],
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.*"},
            match={"prefect.resource.id": "prefect.flow-run.*"},
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=3 * HEARTBEAT_SECONDS),
        ),
        actions=[
            ChangeFlowRunState(
                name=None,
                state=StateType.CRASHED,
                force=False,
                message="Không còn nhịp báo: máy tắt hoặc tiến trình bị dừng. Chạy lại là an toàn.",
            )
        ],
    )


def _keep_automation(client: SyncPrefectClient, wanted: AutomationCore) -> None:
    """Make the automation, change it where it differs, and remove further ones of its name."""
    known = client.read_automations_by_name(wanted.name)
    if not known:
        client.create_automation(wanted)
        return
    first, *more = known
    if _told(first) != _told(wanted):
        # One that an operator has paused stays paused.
        client.update_automation(first.id, wanted.model_copy(update={"enabled": first.enabled}))
    for one in more:
        client.delete_automation(one.id)


def _told(automation: AutomationCore | Automation) -> dict[str, object]:
    """Return what an automation says, without its ids; sets, so that their order tells nothing."""
    return automation.model_dump(include={"name", "description", "tags", "trigger", "actions"})
