"""The index room: passages to a folder that finds them, text to ranked hits."""
