"""Investment leads: from what a deputy heard of to a project that stands."""
