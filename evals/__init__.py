"""The judge: fixed questions, honest metrics, a report."""
