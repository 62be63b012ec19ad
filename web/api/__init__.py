"""The versioned JSON API for other systems, mounted at ``/api/v1``."""
