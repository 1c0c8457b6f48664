"""Words of titles that stand without quotes."""
