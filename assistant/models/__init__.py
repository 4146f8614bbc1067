"""Language models: opened by name, called with time limits, and never trusted."""
