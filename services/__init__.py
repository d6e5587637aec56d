"""The services of Mohlat; they meet on topics only."""
