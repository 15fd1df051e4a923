"""What a plan is worth: its record, its difficulty, what stands in its way. Pure but for reading rows."""
