"""What a fit gives beyond its coefficients: effects, intervals and tests of variances, shares explained, a summary."""
