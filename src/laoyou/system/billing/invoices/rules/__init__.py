"""The pure rules of invoices: their life, whom they name, and how tax is told apart from the amount."""
