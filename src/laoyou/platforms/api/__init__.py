"""The machines' door: payment notifications, health."""
