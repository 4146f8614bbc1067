"""What keeps strangers out and harm away: headers, sizes, origins, signing in."""
