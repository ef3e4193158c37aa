"""Private files: where they lie, and how they are sent. Who may fetch which: each `access.py`."""
