"""Seats, invitations, keys, and the ways in."""
