"""The facts of each agency, folded; the time of each partition; the auditor that walks them."""
