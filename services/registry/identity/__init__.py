"""Who an official is: bearer tokens, sessions of the browser, and the roles they carry."""
