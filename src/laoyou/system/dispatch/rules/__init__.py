"""What a plan is, what it costs, when it is right: pure functions on whole minutes since midnight."""
