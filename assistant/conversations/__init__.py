"""Conversations: records, where they are kept, and their files."""
