"""Rows of data, as a stream: readers by format, and the contract their columns keep. Takes open streams, never paths."""
