"""Word: the official layout as styles and numbering, templates with fields, and papers made of them."""
