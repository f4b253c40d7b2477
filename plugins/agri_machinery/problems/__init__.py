"""Technology problems from forum to solution, and cooperation with institutes."""
