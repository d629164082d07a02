"""Calling addresses that strangers name, without being led inside. Knows no framework."""
