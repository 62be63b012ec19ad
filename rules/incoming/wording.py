"""What the program itself adds to a letter's words, told apart from what the sender wrote."""

NOTE = "[Đôn đốc] "


def note_line(text: str) -> str:
    """Return a line that the program adds to a letter."""
    return f"{NOTE}{text}"


def split_notes(text: str) -> tuple[str, list[str]]:
    """Return the sender's words, and the program's lines at the end of them."""
    lines = text.split("\n")
    at = len(lines)
    while at and lines[at - 1].startswith(NOTE):
        at -= 1
    return "\n".join(lines[:at]).strip(), [line.removeprefix(NOTE) for line in lines[at:]]
