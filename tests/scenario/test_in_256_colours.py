"""What the whole program sends to a terminal that has 256 colours."""

from sitting import Sitting


def test_the_first_frame_is_made_of_the_colours_that_are_nearest_to_the_eye() -> None:
    with Sitting("--demo", env={"COLORTERM": "", "TERM": "xterm-256color"}) as somebody:
        somebody.sees("48;5;234m")
        somebody.sees("Waiting for you")
        assert "48;5;233m" not in somebody.seen  # what Rich makes of the ground of Hearth
        assert "48;2;" not in somebody.seen
