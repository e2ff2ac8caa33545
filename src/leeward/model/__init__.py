"""The coping-cycle model: numbers in, numbers out."""
