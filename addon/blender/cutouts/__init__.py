"""Cut-outs of the reference images as the artist sees them: asked of the worker, shown in the panel and the 3D view."""
