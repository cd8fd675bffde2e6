"""What this app itself holds about people, and how long: messages, sign-in, requests for changes, access requests."""

from partners.holdings import Holding, Section, register_holding, section
from partners.queries.seen import seen_records
from partners.retention import RetentionClass, register_retention, register_words

TASK = "UK GDPR article 6(1)(e), public task, and 6(1)(b), the contract of employment"
DUTY = "UK GDPR article 6(1)(c), legal obligation"
MESSAGE = frozenset({"key", "body", "template", "user", "n_attempts", "error", "due_at"})
GRANT = frozenset({"user", "unit_id", "suspended_by", "suspended_at", "suspended_for"})
LETTER = frozenset(
    {"addressee", "address_index", "about_id", "message", "batch", "place", "first_page", "n_pages", "template_from"}
)
STOP = frozenset({"letter", "address_index"})
CHANGE = frozenset({"payload", "content_hash", "subject_href", "affects_pay", "round"})
WORDS = {
    "partners.BackgroundJob": "imports and other long work",
    "partners.SarPause": "pauses of access requests",
    "partners.SarFile": "files of access requests",
    "partners.SarDecision": "decisions about parts of access requests",
    "partners.SarEvent": "log of access requests",
    "partners.SarDocument": "documents in access requests",
    "partners.RightsCase": "requests about data and complaints",
    "partners.RightsEvent": "log of requests about data",
    "partners.Grant": "access",
    "partners.OutboundMessage": "messages",
    "partners.CommunicationsHold": "holds on messages",
    "partners.Letter": "letters",
    "partners.AddressStop": "addresses that post came back from",
}
SEEN = Section("seen", "Who looked at your records", seen_records, frozenset())


def register() -> None:
    """Tell the registries. Called once, when the app is ready."""
    register_retention(
        RetentionClass(
            code="messages", name="Copies of messages", starts="The day on which the message was sent or ended",
            purpose="To prove what was sent to whom", basis=TASK,
            tables=dict.fromkeys(["partners.OutboundMessage", "partners.Letter", "partners.AddressStop"], "Deleted"),
            permissions=frozenset({"privacy.view"}),
        ),
        RetentionClass(
            code="login", name="Self-service access", starts="The last day of access",
            purpose="To let people see their own records and nobody else’s", basis=TASK,
            tables={"partners.Grant": "Deleted"}, permissions=frozenset({"access.view"}),
        ),
        RetentionClass(
            code="jobs", name="Notes of imports and other long work", starts="The day on which the work ended",
            purpose="To show what came of it", basis=TASK,
            tables={"partners.BackgroundJob": "Deleted"}, permissions=frozenset({"people.import"}),
        ),
        RetentionClass(
            code="requests", name="Access requests, other requests about data, complaints",
            starts="The day of the answer",
            purpose="To answer people who ask what is held about them, and complaints about the answer", basis=DUTY,
            tables=dict.fromkeys(
                [
                    *(f"partners.Sar{one}" for one in ("Case", "Pause", "File", "Document", "Decision", "Event")),
                    "partners.RightsCase", "partners.RightsEvent",
                ],
                "Deleted",
            ),
            permissions=frozenset({"privacy.view"}),
        ),
    )  # fmt: skip
    register_words(WORDS)
    register_holding(
        Holding(
            "partners",
            "Messages, sign-in and requests",
            (
                section("messages", "Messages sent to you", "partners.OutboundMessage", without=MESSAGE),
                section("letters", "Letters sent to you", "partners.Letter", without=LETTER),
                section("stops", "Addresses that post came back from", "partners.AddressStop", without=STOP),
                section("access", "Your access to self-service", "partners.Grant", without=GRANT),
                section(
                    "changes", "Changes proposed about you", "partners.ChangeRequest", is_restricted=True,
                    without=CHANGE,
                ),
                section(
                    "lists", "Changes proposed for many, you among them", "partners.ChangeRequest", is_restricted=True,
                    only=frozenset({"title", "reason", "state", "effective_from", "made_by", "made_at"}),
                    query="SELECT c.* FROM partners_changerequest c WHERE c.partner_id = %(partner)s"
                    " AND c.person_id IS NULL AND %(person)s = ANY (c.people) ORDER BY c.id",
                ),
                section(
                    "steps", "Decisions about these changes", "partners.ApprovalStep", is_restricted=True,
                    path="change__person_id", without=frozenset({"content_hash"}),
                ),
                section(
                    "comments", "Comments on these changes", "partners.ChangeEvent", is_restricted=True,
                    path="change__person_id", without=frozenset({"content_hash"}),
                ),
                section("requests", "Your access requests", "partners.SarCase"),
                section("rights", "What you asked about your data, and complaints", "partners.RightsCase"),
                section("rights_log", "What was done about that", "partners.RightsEvent", path="case__person_id"),
                section("pauses", "Pauses of your access requests", "partners.SarPause", path="case__person_id"),
                section("request_log", "What was done about them", "partners.SarEvent", path="case__person_id"),
                section(
                    "holds", "Messages to you held back", "partners.CommunicationsHold", is_restricted=True,
                    without=frozenset({"addresses"}),
                ),
                section("hold_log", "What was done about that", "partners.HoldEvent", is_restricted=True,
                        path="hold__person_id"),
                section("legal_holds", "Legal holds on your records", "partners.LegalHold", is_restricted=True),
                SEEN,
            ),
        )
    )  # fmt: skip
