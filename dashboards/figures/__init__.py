"""Pure figures: rows in, picture out."""
