"""Adds sources to a corpus: files and pages of the web, cleaned of all that is not the article."""
