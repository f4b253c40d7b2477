"""Series of salons: forums of alliances with what the trade adds. Without alliances their pages say that they are not offered."""
