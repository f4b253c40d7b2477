"""What becomes of memberships, invitations and action items when deputies leave, and when a station closes."""
