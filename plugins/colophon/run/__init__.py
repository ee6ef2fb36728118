"""Runs posts in fresh kernels, keeps the record of each run, and tells what that record still proves."""
