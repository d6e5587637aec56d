"""The desk: a page for officials, with what waits for a decision."""
