"""The system: domain packages, all of the same shape. The order in which they may know each other: .importlinter."""
