"""A personal plan: stages, weeks and dates, every claim with its source."""
