"""What people talk of more than usual, and whether it fits us (M7). Pure."""
