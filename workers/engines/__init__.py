"""The video engines: what turns an uploaded file into something every browser plays.

Plain functions and generators over ffmpeg; no web framework, no queue, no database.
The order of a job, each step readable and testable alone::

    probe     what is this file?            MediaInfo, or MediaRejected with a code
    plan      what shall be made of it?     EncodePlan: pure arithmetic
    audio     its sound, once               HLS segments
    hls       its pictures, one decode      HLS segments of every rung, playable as they come
    storyboard, poster                      the pictures of the player
    package   one MP4 to download           by copy
    verify    the proof                     or EngineFailed("verify")

Every generator yields ``(done, total)`` in real units at least twice a second, may be closed at
any moment, and then leaves no process behind. Two errors only: see :mod:`.errors`.
"""
