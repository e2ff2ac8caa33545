"""Geometry of the charts: numbers in, places on a drawing out. Templates only draw."""
