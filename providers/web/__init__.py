"""What providers that speak HTTP share: addresses, requests within bounds, JSON read without trust."""
