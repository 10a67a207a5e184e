import numpy as np

from dataset.references.teapot import teapot


def test_the_teapot_has_newells_size_and_is_turned_outwards():
    vertices, faces = teapot(10)
    np.testing.assert_allclose(vertices.min(axis=0), (-3, -2, 0), atol=1e-12)
    # The spout's lip reaches a little beyond its last control points' 3.3.
    np.testing.assert_allclose(vertices.max(axis=0), (3.43, 2, 3.15), atol=0.01)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    normals, middles = np.cross(b - a, c - a), (a + b + c) / 3
    along = middles.copy()
    along[:, 1] = 0
    handle = middles[:, 0] < -2.2
    spout = (middles[:, 0] > 2.4) & (middles[:, 2] < 2.2)  # its lip turns inwards
    for limb in (handle, spout):
        # Seen across, a limb's sides look away from the plane of symmetry.
        assert (normals[limb, 1] * middles[limb, 1] >= -1e-9).all()
    knob = (middles[:, 2] > 2.6) & (np.hypot(*middles[:, :2].T) < 0.5)
    assert ((normals[knob] * (middles[knob] - (0, 0, 2.85))).sum(axis=1) > 0).all()
    body = (middles[:, 2] > 0.4) & (middles[:, 2] < 0.8) & (np.abs(middles[:, 0]) < 1.2)
    assert ((normals[body] * middles[body])[:, :2].sum(axis=1) > 0).all()
    assert np.abs(np.hypot(*vertices[np.abs(vertices[:, 2] - 0.9) < 1e-9][:, :2].T) - 2.0).min() < 1e-9


def test_halves_of_handle_and_spout_meet():
    vertices, faces = teapot(6)
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    _, counts = np.unique(edges, axis=0, return_counts=True)
    assert counts.max() == 2
    border = np.unique(edges, axis=0)[counts == 1]
    # Open only where the lid and the rim are, and where handle and spout end.
    heights = vertices[border].mean(axis=1)[:, 2]
    inside = np.hypot(*vertices[border].mean(axis=1)[:, :2].T) < 2.01
    assert ((heights > 2.2) | inside).all()
