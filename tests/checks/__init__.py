"""What make check looks at besides the code."""
