"""Rules: what each mistake is called, how it is worded, and how findings are selected, silenced, folded and sorted."""
