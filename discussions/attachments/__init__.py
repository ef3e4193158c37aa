"""Files that people attach to posts: what is let in, in which form, and how the text shows them."""
