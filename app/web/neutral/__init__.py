"""Neutral titles and addresses, for people in whose browser somebody else looks: where the person chose so, every page
of their case has one title, and the addresses of its pages are sealed."""
