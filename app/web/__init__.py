"""HTTP: pages and templates, sessions, forms and errors. What a case can do is in ``app.cases``, not here."""
