"""Country and network of IP addresses, from files in ``app/data``; asks no service and knows no event."""
