"""One module for each thing that is looked for. All of them are pure, and none moves a verdict."""
