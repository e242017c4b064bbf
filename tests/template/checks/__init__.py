"""Checks of the template against the code. Each returns the problems that it found."""
