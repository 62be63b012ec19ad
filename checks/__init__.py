"""What ``make check`` looks at besides the code itself: the pinned packages, and secrets in tracked files."""
