"""Tables with one row a thing that is compared: pairs, mentees, survey answers."""
