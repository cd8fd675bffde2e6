"""IRmarks of HMRC’s own sample messages (tests/data/hmrc_messages/README.md)."""

from pathlib import Path

import pytest

from sharedservices.common.irmark import NoBody, irmark, receipt

SAMPLES = Path(__file__).parents[2] / "data" / "hmrc_messages"
EPS = "47g8aXfkKTIp/W+j0zfQ0zfcgic="


def test_the_mark_of_an_employer_payment_summary():
    message = (SAMPLES / "2014-15-EPS.xml").read_bytes()
    assert irmark(message) == EPS
    assert irmark(message.replace(EPS.encode(), b"")) == EPS
    assert irmark(message.replace(b"<OfficeNo>635", b"<OfficeNo>636")) != EPS
    assert receipt(EPS) == "4O4DY2LX4QUTEKP5N6R5GN6Q2M35ZARH"


def test_the_mark_of_a_full_payment_submission():
    message = (SAMPLES / "2014-15-FPS.xml").read_bytes()
    assert irmark(message).encode() in message


@pytest.mark.parametrize("message", [b"<GovTalkMessage/>", b"<GovTalkMessage>", b"", b"a letter"])
def test_what_is_no_message_has_no_mark(message):
    with pytest.raises(NoBody):
        irmark(message)
