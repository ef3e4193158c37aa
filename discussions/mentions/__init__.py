"""People named in posts: how a text names them, and how somebody who writes finds them."""
