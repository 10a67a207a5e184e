"""What is stored with the scene, and the requests that it makes."""
