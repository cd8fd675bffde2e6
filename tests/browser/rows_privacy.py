"""Which requests, schedules and logs of data protection a page is looked at for."""

from partners.models import (
    Breach,
    LegalHold,
    LookerReport,
    Partner,
    PurgeProposal,
    RetentionSchedule,
    RightsCase,
    SarCase,
    SarDocument,
)
from tests.browser.rows import Arguments

SAR_PAGES = (
    "sar", "sar_identity", "sar_verify", "sar_clarification", "sar_clarified", "sar_extend", "sar_search",
    "sar_collect",
    "sar_release", "sar_refuse", "sar_withdraw",
)  # fmt: skip


def access_requests(_partner: Partner) -> Arguments:
    """The request that waits for its review, then the one that is answered, with its answer to read."""
    found = SarCase.objects.order_by("state", "id")
    made = [{"sar_case": one.uuid} for one in found]
    open_ones = [one for one in found if one.state == "COLLECTED"]
    answered = [one for one in found if one.state == "RELEASED"]
    return [
        *({"only": "sar_answer", "sar_case": one.uuid, "answer_format": "pdf"} for one in answered),
        *({"only": "sar_review", "sar_case": one.uuid} for one in open_ones),
        *({"only": "sar_documents", "sar_case": one.uuid} for one in open_ones),
        *(
            {"only": name, "sar_case": one.case.uuid, "sar_document": one.uuid}
            for one in SarDocument.objects.filter(case__state="COLLECTED").select_related("case").order_by("id")[:1]
            for name in ("sar_document", "sar_document_file")
        ),
        *({"only": "sar_decide", "sar_case": one.uuid, "part": "hr/person"} for one in open_ones),
        *({"only": name} | one for one in made for name in SAR_PAGES),
    ]


def data_rights(_partner: Partner) -> Arguments:
    """What people ask: contested and restricted, a complaint, an objection that was refused."""
    found = RightsCase.objects.order_by("id")
    ports = [
        {"only": "rights_supplied", "rights_case": one.uuid, "answer_format": "json"}
        for one in found
        if one.kind == "PORT"
    ]
    return [*ports, *({"rights_case": one.uuid} for one in found)]


def breach_log(_partner: Partner) -> Arguments:
    """The breach whose clock runs, and the one that is closed."""
    return [{"breach": one.uuid} for one in Breach.objects.order_by("-state", "id")]


def looker_reports(_partner: Partner) -> Arguments:
    """The monthly report that nobody has read."""
    return [{"looker_report": one.uuid} for one in LookerReport.objects.order_by("id")]


def schedules(_partner: Partner) -> Arguments:
    """The schedules."""
    return [{"retention_schedule": one.uuid} for one in RetentionSchedule.objects.order_by("-version")]


def erasures(_partner: Partner) -> Arguments:
    """The erasure that waits, and the one that is done, with its certificate."""
    found = PurgeProposal.objects.order_by("state", "id")
    done = [{"only": "erasure_certificate", "purge_proposal": one.uuid} for one in found if one.state == "DONE"]
    others = ("erasure", "erasure_approve", "erasure_reject")
    return [*done, *({"only": name, "purge_proposal": one.uuid} for one in found for name in others)]


def legal_holds(_partner: Partner) -> Arguments:
    """The holds."""
    return [{"legal_hold": one.uuid} for one in LegalHold.objects.order_by("id")]
