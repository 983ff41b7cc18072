"""Refusals: what is wrong, why, and the cure. They become 4xx answers, never stack traces."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that is not carried out.

    Parameters
    ----------
    status
        HTTP status.
    reason
        A short stable word for programs.
    message, cure
        Sentences for people.
    more
        Additional data of the answer.
    """

    def __init__(self, status: int, reason: str, message: str, cure: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"message": message, "reason": reason, "cure": cure, **more}
