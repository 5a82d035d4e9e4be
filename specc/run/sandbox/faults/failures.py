"""With which code a task is refused or a generation fails: one that was asked for, or any of a category."""

from specc.run.sandbox.faults.codes import categories
from specc.run.sandbox.faults.rules import Rule
from specc.run.sandbox.jobs import Failure, Job
from specc.run.sandbox.scene import stable_number

_USUAL = "inferenceError"


def code_of(rule: Rule, *identity: object) -> str:
    """The code that a rule names, or the one of its category that the identity decides."""
    codes = categories().get(rule.category, (_USUAL,))
    return rule.code or codes[stable_number("code", *identity) % len(codes)]


def failure_of(rule: Rule, job: Job, result: int) -> Failure | None:
    """The failure that a rule asks for; None for a rule that asks for something else."""
    if rule.fault != "fail":
        return None
    code = code_of(rule, job.digest, result)
    return Failure(code, rule.message or f"The generation failed on purpose ({code}).", rule.shape or "errors")
