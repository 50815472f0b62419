"""Who is who in the exports: cleaned, looked up, resolved to one identifier each."""
