"""Many jobs at once: who makes what on one machine. Knows jobs and batches, neither bpy nor torch."""
