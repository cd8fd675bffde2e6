"""The IRmark: what HMRC’s receipt of a message is about, worked out from the message’s body. Pure.

Source: HMRC, Generic IRmark specification: SHA-1 over the canonical body (Canonical XML 1.0, inclusive, without
comments) without its IRmark element. It identifies what was sent and protects nothing.
"""

import base64
import hashlib

from lxml import etree

ENVELOPE = "http://www.govtalk.gov.uk/CM/envelope"


class NoBody(ValueError):
    """A message without a body, or that is no message."""


def irmark(message: bytes) -> str:
    """Return the mark of a GovTalk message, as base64 (28 characters); a mark that is there already counts for nothing.

    :raises NoBody: when there is no such message
    """
    try:
        root = etree.fromstring(message, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as broken:
        raise NoBody(str(broken)) from None
    body = root.find(f"{{{ENVELOPE}}}Body")
    if body is None:
        raise NoBody("There is no body in this message.")
    for mark in list(body.iter("{*}IRmark")):
        _cut(mark)
    plain = etree.tostring(body, method="c14n", exclusive=False, with_comments=False)
    return base64.b64encode(hashlib.sha1(plain, usedforsecurity=False).digest()).decode()


def receipt(mark: str) -> str:
    """Return a mark as people read it on a receipt: 32 letters and digits of base32."""
    return base64.b32encode(base64.b64decode(mark)).decode()


def _cut(mark: etree._Element) -> None:
    """Take an element out and leave the text around it where it is."""
    parent, before, tail = mark.getparent(), mark.getprevious(), mark.tail or ""
    assert parent is not None  # noqa: S101 - it was found inside a body
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(mark)
