"""Attacks built by code, and what the product answers."""
