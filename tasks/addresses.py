"""Judging an address that a person typed, for pages: they send nothing and know no channel themselves."""

from notify.channels import check_channel


def check_address(address: str) -> str:
    """Return a description of what would be written to, without personal data; raises BadSettings."""
    return check_channel(address)
