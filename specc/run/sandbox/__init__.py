"""The provider's protocol served locally over real HTTP: same limits, same answers, real videos, no bill."""

from specc.run.sandbox.embedded import Embedded, embedded, embedded_sandbox, missing_extra
from specc.run.sandbox.settings import PRICE_USD, Settings

__all__ = ["PRICE_USD", "Embedded", "Settings", "embedded", "embedded_sandbox", "missing_extra"]
