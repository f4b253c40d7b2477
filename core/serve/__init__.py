"""Running the platform: web, scheduler and worker, which live and die together."""
