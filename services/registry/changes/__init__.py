"""What changes the registry, each module by its word in the field; every function works within one change."""
