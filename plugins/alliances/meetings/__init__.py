"""Standing forums, meetings with agenda and invitations, and who came."""
