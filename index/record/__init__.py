"""The record: one SQL database that holds all that must not be lost."""
