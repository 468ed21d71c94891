"""Where articles give different numbers, dates, places or names for the same thing."""
