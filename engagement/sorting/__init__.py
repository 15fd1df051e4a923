"""What is done with threads by conditions: pure data and pure decisions."""
