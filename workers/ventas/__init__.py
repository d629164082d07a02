"""What was sold, as the database tells it: the sums of a month and its orders, one by one."""
