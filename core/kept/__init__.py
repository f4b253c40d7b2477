"""What is typed on a bad connection waits on the phone, and is sent once: for the forms of any feature and plugin."""
