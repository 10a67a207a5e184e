"""The job engine: one request at a time, in a worker process. Knows neither bpy nor torch."""
