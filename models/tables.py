"""Every table of the program in one place, for migrations and backups."""

from sqlmodel import SQLModel

from models.account import User, UserSession
from models.agency import Agency, AgencyAlias, AgencyGroup, AgencyGroupMember, AgencySuccessor, Contact
from models.assignment import Assignment, AssignmentParty
from models.connection import ApiToken, IdempotentAnswer, Webhook, WebhookDelivery
from models.document import Blob, SourceDocument
from models.extension import Extension
from models.feed import CalendarFeed
from models.inbound import InboundFile, InboundMail
from models.journal import Attachment, AuditEvent, Comment, ProgressReport, StatusChange
from models.obligation import Obligation
from models.plan import Plan
from models.reminder import Message, OutboxEntry, Reminder, ReportLink
from models.rollup import RollupSnapshot
from models.running import Marker, MorningRun

__all__ = [
    "Agency",
    "AgencyAlias",
    "AgencyGroup",
    "AgencyGroupMember",
    "AgencySuccessor",
    "ApiToken",
    "Assignment",
    "AssignmentParty",
    "Attachment",
    "AuditEvent",
    "Blob",
    "CalendarFeed",
    "Comment",
    "Contact",
    "Extension",
    "IdempotentAnswer",
    "InboundFile",
    "InboundMail",
    "Marker",
    "Message",
    "MorningRun",
    "Obligation",
    "OutboxEntry",
    "Plan",
    "ProgressReport",
    "Reminder",
    "ReportLink",
    "RollupSnapshot",
    "SourceDocument",
    "StatusChange",
    "User",
    "UserSession",
    "Webhook",
    "WebhookDelivery",
]

metadata = SQLModel.metadata
