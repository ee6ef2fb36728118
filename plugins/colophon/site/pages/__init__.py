"""Whether a page would come out as it stands: what its template is, what it sees, and the digest of both."""
