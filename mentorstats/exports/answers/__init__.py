"""What surveys hold: which question a column asks and when, labels as numbers, answers that are given twice."""
