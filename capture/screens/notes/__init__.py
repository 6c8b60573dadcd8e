"""The mode Notes: find remarks, read, change, tag and reword them."""
