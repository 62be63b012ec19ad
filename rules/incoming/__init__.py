"""Letters that come in: their bytes become words and files, and what they answer or bring back."""
