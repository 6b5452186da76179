"""The retired Order History Reports."""
