"""The scoreboard: the standing of public bodies, for people and programs, now and at any past moment."""
