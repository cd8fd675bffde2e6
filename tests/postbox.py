"""What the worker does when the bell rings: it sends the mail that waits. In tests nobody rings."""

from datetime import datetime

from partners.models import OutboundMessage
from partners.operations import messages


def empty(*, partner_id: int, at: datetime) -> None:
    """Send the mail of a partner that waits at a moment. Inside the scope."""
    waiting = OutboundMessage.objects.of(partner_id).filter(state="QUEUED", channel="EMAIL", due_at__lte=at)
    for pk in list(waiting.order_by("id").values_list("pk", flat=True)):
        messages.deliver(partner_id=partner_id, message_id=pk, at=at)
