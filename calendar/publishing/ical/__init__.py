"""iCalendar (RFC 5545) in and out, and holiday files: pure."""
