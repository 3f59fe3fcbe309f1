"""The addresses of the desk, a module for each screen group."""
