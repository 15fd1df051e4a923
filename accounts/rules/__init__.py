"""What the account page decides (A3, A4, A5, A9): pure functions over plain facts, without database and clock."""
