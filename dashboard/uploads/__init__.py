"""Resumable uploads: tus 1.0 (core, creation, checksum, termination, expiration).

How much of a file has arrived is the size of its part file, nothing else, so no crash can make
the two disagree. A complete upload becomes a video in one transaction, and only once: the video
carries the upload's own key.
"""
