"""The fans service: what the platform brings, and what becomes of it."""
