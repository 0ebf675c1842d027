"""A person's decisions: recorded once, undone by a further one, applied whenever outputs are made."""
