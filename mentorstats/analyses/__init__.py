"""What else is asked of a program: explore, specification curve, duration, overview, ratings, reliability, plan."""
