"""Names and call shapes of other packages, on cartograf's features."""
