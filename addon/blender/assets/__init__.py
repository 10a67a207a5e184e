"""Objects as assets: marked with a picture and what is known of them, and kept in libraries."""
