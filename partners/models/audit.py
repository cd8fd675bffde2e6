"""The audit trail (domain SEC-05): append-only events and the seals that chain them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class AuditAction(models.TextChoices):
    """What somebody did."""

    CREATE = "CREATE", "Created"
    UPDATE = "UPDATE", "Changed"
    DELETE = "DELETE", "Deleted"
    VIEW = "VIEW", "Viewed"
    UNMASK = "UNMASK", "Unmasked"
    DENIED = "DENIED", "Denied"
    LOGIN = "LOGIN", "Signed in"
    LOGIN_FAILED = "LOGIN_FAILED", "Sign-in failed"
    LOGOUT = "LOGOUT", "Signed out"
    GRANT = "GRANT", "Granted access"
    SUBMIT = "SUBMIT", "Submitted"
    APPROVE = "APPROVE", "Approved"
    REJECT = "REJECT", "Rejected"
    CALCULATE = "CALCULATE", "Calculated"
    RELEASE = "RELEASE", "Released"
    CANCEL = "CANCEL", "Cancelled"
    EXPORT = "EXPORT", "Exported"
    IMPORT = "IMPORT", "Imported"
    PURGE = "PURGE", "Purged"
    FLAG = "FLAG", "Found"
    CLEAR = "CLEAR", "Cleared"


class AuditEvent(models.Model):
    """One thing that happened. Written by database triggers and by audit_record(); nobody can change or remove it.

    `on_behalf_of_id` is the login of whoever delegated the decision, and `session` the beginning of a digest of the
    session, so that what was done in one sign-in is found together; the transaction’s settings fill both (SEC-05).
    No foreign keys: an event outlives what it is about. The migration adds `xid`, the writing transaction.
    `sealed` is the one column that may change, once, when a seal covers the row.
    """

    partner_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    db_user = models.CharField(max_length=63)
    action = models.CharField(max_length=20, choices=AuditAction)
    object_type = models.CharField(max_length=63)
    object_id = models.CharField(max_length=63)
    label = models.CharField(max_length=200)
    changes = models.JSONField()
    reason = models.CharField(max_length=500)
    correlation_id = models.CharField(max_length=64)
    sealed = models.BooleanField(db_default=False)
    on_behalf_of_id = models.BigIntegerField(null=True)
    session = models.CharField(max_length=16, db_default="")

    class Meta:
        indexes = [
            models.Index(fields=["partner_id", "-id"], name="partners_audit_partner"),
            models.Index(fields=["partner_id", "object_type", "object_id"], name="partners_audit_object"),
            models.Index(fields=["id"], condition=models.Q(sealed=False), name="partners_audit_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"


class AuditSeal(models.Model):
    """One link of the hash chain over a set of events. Note its digest outside the database: nothing can undo that.

    `row_digests` holds the SHA-256 of each event in the order of `event_ids` (32 bytes each), so that verification
    names the row that was altered; `digest` = SHA-256(previous ‖ event ids ‖ row digests).
    """

    at = models.DateTimeField(db_default=Now())
    event_ids = ArrayField(models.BigIntegerField())
    row_digests = models.BinaryField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.digest


class AuditCheck(models.Model):
    """The result of one walk along the chain: up to which seal, in full or from the last good check, what was found.

    Written by check_audit() alone: the runtime role cannot claim that the chain is whole.
    """

    at = models.DateTimeField(db_default=Now())
    up_to_seal = models.BigIntegerField(help_text="The latest seal that was checked; 0 when there was none")
    is_full = models.BooleanField()
    n_problems = models.IntegerField()

    def __str__(self) -> str:
        return f"up to seal {self.up_to_seal}: {self.n_problems} problems"
