"""What runs inside the kernel; nothing of it needs to be installed there."""
