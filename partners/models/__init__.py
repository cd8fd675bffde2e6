"""Tenants, access, audit and background jobs."""

from partners.models.access import Grant, LoginDevice, User
from partners.models.access_proposals import AccessProposal
from partners.models.audit import AuditAction, AuditCheck, AuditEvent, AuditSeal
from partners.models.base import PartnerOwned, PublicId, owned
from partners.models.breaches import Breach, BreachEvent, LookerReport
from partners.models.change import ApprovalStep, AutoApproval, ChangeEvent, ChangeRequest, Delegation
from partners.models.duties import DutiesFinding
from partners.models.job import BackgroundJob
from partners.models.letters import AddressStop, Letter, LetterBatch
from partners.models.list_file import ListFile
from partners.models.message import CommunicationsHold, HoldEvent, OutboundMessage
from partners.models.partner import LegalEntity, Partner, PayeScheme
from partners.models.retention import LegalHold, PurgeItem, PurgeProposal, RetentionRule, RetentionSchedule
from partners.models.rights import RightsCase, RightsEvent
from partners.models.sar import SarCase, SarDecision, SarEvent, SarFile, SarPause
from partners.models.sar_documents import SarDocument
from partners.models.saved_filter import SavedFilter
from partners.models.stationery import MailProfile

__all__ = [
    "AccessProposal",
    "AddressStop",
    "ApprovalStep",
    "AuditAction",
    "AuditCheck",
    "AuditEvent",
    "AuditSeal",
    "AutoApproval",
    "BackgroundJob",
    "Breach",
    "BreachEvent",
    "ChangeEvent",
    "ChangeRequest",
    "CommunicationsHold",
    "Delegation",
    "DutiesFinding",
    "Grant",
    "HoldEvent",
    "LegalEntity",
    "LegalHold",
    "Letter",
    "LetterBatch",
    "ListFile",
    "LoginDevice",
    "LookerReport",
    "MailProfile",
    "OutboundMessage",
    "Partner",
    "PartnerOwned",
    "PayeScheme",
    "PublicId",
    "PurgeItem",
    "PurgeProposal",
    "RetentionRule",
    "RetentionSchedule",
    "RightsCase",
    "RightsEvent",
    "SarCase",
    "SarDecision",
    "SarDocument",
    "SarEvent",
    "SarFile",
    "SarPause",
    "SavedFilter",
    "User",
    "owned",
]
