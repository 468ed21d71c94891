"""Benchmarks: what a user waits for. `python -m bench --articles … --questions …`."""
