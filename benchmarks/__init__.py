"""Measurements (`make bench`): ratios within one run, on this machine."""
