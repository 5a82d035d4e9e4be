"""Names that stand in two places are the same."""

from specc.template.locale import FILTERS
from specc.template.names import LOCALE_FILTERS


def test_the_locale_filters_are_those_of_the_locale() -> None:
    assert set(LOCALE_FILTERS) == set(FILTERS)
