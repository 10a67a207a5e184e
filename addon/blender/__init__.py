"""What the artist sees: panels, operators, preferences, jobs, scene building, headless batch.

Imports bpy and `core`; never torch.
"""
