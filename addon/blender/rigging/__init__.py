"""A labelled mesh becomes parts that move: faces divided, cut open, closed, hung on their joints and driven."""
