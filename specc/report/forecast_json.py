"""A plan for programs, version 1. Fields are only ever added. What isn't known is null, never 0."""

from typing import Any

from specc.base.range import Range
from specc.plan.budget import Verdict
from specc.plan.forecast import Forecast, Share
from specc.plan.quote import Quotation
from specc.plan.steps import Action
from specc.report.difference import spec_object
from specc.report.forecast import Shown
from specc.report.json import dumped


def render_json(shown: Shown) -> str:
    return dumped({"version": 1, **forecast_object(shown)})


def forecast_object(shown: Shown) -> dict[str, Any]:
    found = shown.forecast
    return {
        "provider": found.provider,
        "ledger": shown.ledger or None,
        "summary": _share(found.whole),
        "in_flight": {"videos": found.in_flight, "usd_most": found.in_flight_usd, "unknown": found.in_flight_unknown},
        "paid_usd": found.paid_usd,
        "reasons": [{"action": reason.action, "reason": reason.text, "videos": reason.count, "files": reason.files} for reason in found.reasons.values()],
        "sources": _sources(found),
        "languages": [{"language": language, **_share(share)} for language, share in found.languages.items()],
        "cells": [{"spec": found.names[name][0], "cell": dict(found.names[name][1]), **_share(share)} for name, share in found.cells.items()],
        "changes": [spec_object(spec) for spec in found.changes.values()],
        "provider_price": _quotation(shown.quotation, found.whole) if shown.quotation is not None else None,
        "max_cost": _verdict(shown.verdict) if shown.verdict is not None else None,
    }


def _share(share: Share) -> dict[str, Any]:
    """`price` is of all whose price is known, and null where none is; `unpriced` come on top."""
    counts = {str(action): share.count(action) for action in Action}
    is_priced, is_measured = share.priced or not share.unpriced, share.unmeasured < share.spending or not share.spending
    return {
        "videos": share.videos,
        "files": share.files,
        **counts,
        "price": _range(share.usd) if is_priced else None,
        "unpriced": share.unpriced,
        "seconds": _range(share.seconds) if is_measured else None,
        "unmeasured": share.unmeasured,
    }


def _range(figure: Range) -> dict[str, float]:
    return {name: round(value, 6) for name, value in (("low", figure.low), ("expected", figure.expected), ("high", figure.high))}


def _sources(found: Forecast) -> list[dict[str, Any]]:
    return [
        {"model": source.model, "tariff": source.tariff, "source": source.source, "date": source.date, "unknown": source.unknown or None, "videos": count}
        for source, count in found.sources.items()
    ]


def _quotation(quotation: Quotation, whole: Share) -> dict[str, Any]:
    total = quotation.total(whole)
    return {
        "asked": quotation.asked,
        "priced": quotation.priced,
        "is_extrapolated": quotation.is_extrapolated(whole),
        "price": _range(total) if total is not None else None,
        "reasons": [{"reason": reason, "videos": count} for reason, count in quotation.reasons.items()],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {"limit_usd": verdict.limit_usd, "most_usd": verdict.most_usd, "is_enough": verdict.is_enough}
