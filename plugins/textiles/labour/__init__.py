"""Labour needs: how many persons of which trade enterprises look for in which month."""
