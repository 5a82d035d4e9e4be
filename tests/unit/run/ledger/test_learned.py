"""What videos teach is kept in the ledger, as it was learned."""

from specc.base.range import Range
from specc.plan.calibration import Calibration
from specc.plan.comparison import compare, lessons
from specc.plan.price import make_rates
from specc.run.ledger import Ledger
from specc.run.ledger.learned import calibrations, deliveries, note_calibrations
from tests.ledgers import MODEL, PROVIDER, fill, task


def test_only_delivered_videos_teach(ledger: Ledger) -> None:
    fill(ledger, [(task("a"), "delivered"), (task("b"), "made"), (task("c"), "failed"), (task("a", spec="other"), "delivered")])
    assert [(one.provider, one.model, one.seconds, one.usd, one.seconds_expected, one.usd_expected) for one in deliveries(ledger)] == [(PROVIDER, MODEL, 29.0, 2.9, 30.0, 3.0)] * 2
    assert len(list(deliveries(ledger, ["other"]))) == 1


def test_what_was_expected_is_set_beside_what_it_came_to(ledger: Ledger) -> None:
    fill(ledger, [(task(str(number)), "delivered") for number in range(3)])
    [(name, found)] = compare(deliveries(ledger), make_rates()).items()
    assert name == (PROVIDER, MODEL, "en-US")
    assert (found.videos, found.timed, found.seconds, found.seconds_expected, found.priced) == (3, 3, 87.0, 90.0, 3)


def test_what_was_learned_is_kept(ledger: Ledger) -> None:
    fill(ledger, [(task(str(number)), "delivered") for number in range(3)])
    learned = lessons(deliveries(ledger), make_rates(), date="2026-11-25")
    assert learned[PROVIDER, MODEL].samples == 3
    note_calibrations(ledger, learned)
    assert calibrations(ledger, PROVIDER) == {MODEL: learned[PROVIDER, MODEL]}
    assert calibrations(ledger, "sandbox") == {}
    later = Calibration(None, {"": Range(0.1, 0.1, 0.2)}, 4, "2026-11-26")
    note_calibrations(ledger, {(PROVIDER, MODEL): later})
    assert calibrations(ledger, PROVIDER) == {MODEL: later}
