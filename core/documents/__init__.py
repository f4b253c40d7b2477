"""Paper: PDF set by Typst from templates and plain data, and QR codes."""
