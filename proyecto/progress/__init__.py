"""The contract between the web and the workers: runs, their progress, and how it is told."""
