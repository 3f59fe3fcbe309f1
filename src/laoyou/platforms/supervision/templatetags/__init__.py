"""Words and figures that the supervision pages' templates use."""
