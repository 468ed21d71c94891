"""Articles, their paragraphs and passages, and how they are found.

Knows no HTTP, no question-answering and no language model.
"""
