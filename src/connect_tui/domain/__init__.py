"""The domain: posts, people, conversations, attention. Pure, standard library only."""
