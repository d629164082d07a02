"""Mail: how a letter is written, and the folder in which letters lie where no server is named."""
