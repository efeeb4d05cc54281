"""What the tests share: the cast, two databases, a browser, and things to look at."""
