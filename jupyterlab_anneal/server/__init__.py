"""The server part: what a browser cannot do. Packages on disk, `.env` files, verifications."""
