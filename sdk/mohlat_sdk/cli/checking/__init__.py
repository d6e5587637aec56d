"""What `doctor` looks at: each finding with how bad it is and what to do about it."""
