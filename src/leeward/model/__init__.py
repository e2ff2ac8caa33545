"""The coping-cycle model: numbers in, numbers out.

Importing this package costs nothing; `leeward.model.api` is the way in, and numba is loaded
only when something is computed.
"""
