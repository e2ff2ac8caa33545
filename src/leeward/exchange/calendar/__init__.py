"""Calendar files (iCalendar, RFC 5545): out only."""
