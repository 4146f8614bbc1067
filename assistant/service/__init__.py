"""The assistant as a service: one way in for page, API and tools, with limits, figures and a log."""
