"""Every page of the product, and a world in which each has something to show: what the checks, the
figures and the pictures of all pages share."""
