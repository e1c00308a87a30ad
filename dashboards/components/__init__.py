"""Parts of pages, without data access: rows in, Dash components out."""
