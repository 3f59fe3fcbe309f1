"""Pure rules of requests: states, categories, what a text suggests, clocks, escalation, figures."""
