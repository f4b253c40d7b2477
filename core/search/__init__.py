"""Public search: stations and deputies, as strangers may know them."""
