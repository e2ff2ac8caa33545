"""The top of the house: the only module that joins the command line and the web."""
