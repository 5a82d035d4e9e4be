"""How a generation ends that has to fail: with a code that was asked for, or any of a category, told in one shape or both."""

from specc.run.sandbox.faults.codes import categories
from specc.run.sandbox.faults.rules import Rule
from specc.run.sandbox.jobs import Failure, Job
from specc.run.sandbox.scene import stable_number

_USUAL = "inferenceError"


def failure_of(rule: Rule, job: Job, result: int) -> Failure | None:
    """The failure that a rule asks for; None for a rule that asks for something else."""
    if rule.fault != "fail":
        return None
    code = rule.code or _of_category(rule.category, job, result)
    return Failure(code, rule.message or f"The generation failed on purpose ({code}).", rule.shape or "errors")


def _of_category(category: str, job: Job, result: int) -> str:
    codes = categories().get(category, (_USUAL,))
    return codes[stable_number("code", job.digest, result) % len(codes)]
