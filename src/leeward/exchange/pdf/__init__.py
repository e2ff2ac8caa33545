"""Pages on paper: accessible PDF through Typst."""
