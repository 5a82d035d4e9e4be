"""The provider's models as data: schemas with their limits, catalogs of ids, and the validator that reads them."""
