"""What is answered to whoever asks for figures, as types: the API writes them, the command reads them. Pure."""
