"""The plugin host: finds plugins, loads them, keeps their failures away from the core, and switches them per station."""
