"""Evaluation: questions that others wrote, asked of the service, and what came of it in figures."""
