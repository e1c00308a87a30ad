"""Pages: each turns a view into what is shown."""
