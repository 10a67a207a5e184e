"""The cloud while it takes shape, drawn over the 3D views: nothing of it is data of the file."""
