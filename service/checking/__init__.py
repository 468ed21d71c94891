"""Does the evidence support the sentence? Decided outside the model that wrote it."""

from __future__ import annotations

from service.checking.checker import Checker
from service.checking.rules import RuleChecker

__all__ = ["Checker", "RuleChecker"]
