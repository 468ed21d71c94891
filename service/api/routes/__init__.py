"""The routes, one file a subject. They translate; the door does the work."""
