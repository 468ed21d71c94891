"""Tests of `index.parsing`, through `parse`."""
