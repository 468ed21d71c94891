"""The REST door: routes, streams, the reader's page, and what guards them."""
