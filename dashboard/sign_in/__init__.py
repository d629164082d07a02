"""Signing in: who knocks how often, from where, and what they are told.

Attempts are counted before the password is looked at, so that many at once get no further than
many in turn.
"""
