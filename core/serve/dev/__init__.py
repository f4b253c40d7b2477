"""``lianzhan serve --dev``: takes up what is saved, and shows a plugin's errors beside the page. On one's own machine only."""
