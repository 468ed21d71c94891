"""Runs as one page that stands alone: figures, plots, and every case that failed."""
