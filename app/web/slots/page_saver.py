"""The page saver: offered where files are handed in, into whose form it puts what it saved."""

from app.web.slots import Part

SHOWS = {"hand_in": Part("page_saver/offer.html"), "hand_in_form": Part("page_saver/form.html")}
