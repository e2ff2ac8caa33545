"""On my phone, and on this device."""
