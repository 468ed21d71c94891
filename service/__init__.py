"""Questions to checked answers, and the doors they are asked through."""
