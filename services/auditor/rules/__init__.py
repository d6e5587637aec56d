"""What a case means at an instant: pure, and blind to whatever became known later."""
