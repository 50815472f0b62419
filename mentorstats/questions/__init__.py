"""The questions: what is compared, by which model, with which checks, and the answer in words."""
