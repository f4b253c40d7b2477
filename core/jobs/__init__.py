"""Jobs: work done without anybody asking. Rows in our database are the truth; the queue only carries."""
