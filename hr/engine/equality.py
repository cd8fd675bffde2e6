"""The questions of equality monitoring, read from equality.toml beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

REFUSED = "PNTS"
REFUSED_LABEL = "Prefer not to say"
UNANSWERED_LABEL = "Not answered"
FEWEST_SHOWN = 10
"""Counts below this are not shown (domain HR-14); the database function leaves them out."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its answers by code, in order, with “prefer not to say” as the last; and where it comes from."""

    code: str
    label: str
    source: str
    answers: Mapping[str, str]


@cache
def questions() -> tuple[Question, ...]:
    """Return every question in order."""
    rows = tomllib.loads(Path(__file__).with_name("equality.toml").read_text(encoding="utf-8"))["question"]
    return tuple(
        Question(row["code"], row["label"], row["source"], dict(row["answers"]) | {REFUSED: REFUSED_LABEL})
        for row in rows
    )


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that were given, empty ones left out.

    :raises ValueError: for a question or an answer that does not exist
    """
    known = {one.code: one.answers for one in questions()}
    found = {code: answer for code, answer in answers.items() if answer}
    for code, answer in found.items():
        if code not in known or answer not in known[code]:
            raise ValueError(f"{code}: {answer[:20]}")
    return found
