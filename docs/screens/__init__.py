"""The pictures of this folder and the program that makes them from the real product:
`make screens`."""
