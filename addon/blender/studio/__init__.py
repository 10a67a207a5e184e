"""The photo studio: the Point-E paper's frame, lights and cameras for any objects of a Blender file.

One subject a module; none changes a user's data unless it says so. Blender 4.2 to 5.2.

normalise
    `world_bounds(objects)`: the box of objects with all below them, instances included, from bound_box corners.
    `shown_geometry(objects)`: the objects with geometry among them, and those they instance.
    `normalising_matrix(objects)`: 4x4 into the unit cube; an operator applies it as `matrix @ obj.matrix_world`.
    `normalise_scene(objects)`: parent all roots to one new empty and move that (changes the scene).
lights
    `RULES`, `add_lights(scene, rule, camera, rng, ambient)`: `basic`, `varied`, `uniform`, `random`, `camera`.
camera
    `add_camera(scene)`, `place_camera(camera, view)` for a `core.cameras.View`; poses are `core.cameras.POSES`.
picture
    `prepare(scene, size, samples, engine, threads)`: one RGBA picture on transparent film.
    `reference_picture(objects, path, view, size, samples, light, engine)`: a PNG of objects as they are, normalised,
    from a scene of its own that is gone afterwards. For the panel: changes nothing in the user's scene.
"""
