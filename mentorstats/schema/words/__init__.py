"""What the words in exports mean: when it was asked, what was answered, who came, and that nobody is meant."""
