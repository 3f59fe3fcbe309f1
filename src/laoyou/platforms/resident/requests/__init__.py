"""Requests of residents: report, follow, talk, give one's word; and what anybody may see of common troubles."""
