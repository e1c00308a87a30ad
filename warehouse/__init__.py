"""Where data lives: settings, connections, editions. Knows no other room."""
