"""Reading deadline phrases: the parts behind ``rules/deadline.py``, which is the door."""
