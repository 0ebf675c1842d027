"""Commands with a page of their own: each reads its arguments, calls the pipeline and prints."""
