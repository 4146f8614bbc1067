"""The assistant room: a question to a cited answer."""
