"""The corpus room: files on disk to articles, sections and passages. It imports none of the other rooms."""
