"""Long-running processes: started, tethered to their starter, supervised, stopped."""
