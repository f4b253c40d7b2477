"""Reports to voters: announced, where and when, who reports, and what came of it."""
