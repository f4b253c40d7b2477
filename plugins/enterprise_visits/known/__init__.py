"""What is known before anybody is paired: needs of enterprises, competitors, declared interests, wishes."""
