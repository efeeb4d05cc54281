"""What is read and reckoned by the thousand: plain Python on bytes, texts and numbers, without a database."""
