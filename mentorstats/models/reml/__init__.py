"""Restricted maximum likelihood: the criterion, its search, and the routes for designs of different size."""
