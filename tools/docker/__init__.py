"""What the containers need: roles, secrets and health checks."""
