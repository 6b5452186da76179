"""The account itself: sign-ins, devices, searches, cards and gift cards."""
