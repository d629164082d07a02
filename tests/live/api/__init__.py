"""The API over the network."""
