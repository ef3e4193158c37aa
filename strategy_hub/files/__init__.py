"""What the hub's videos need; how private files are stored and sent: `discussions.files`."""
