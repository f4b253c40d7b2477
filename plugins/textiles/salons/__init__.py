"""Series of salons: forums of alliances with what the trade adds. Imported only where alliances are active."""
