"""老友管家: the residents' mobile web app, in WeChat's own look."""
